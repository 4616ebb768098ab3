import type { ClientConfig, ServerConfig } from '../config.js';
import type { Handshake } from '../states/state.js';

/** Whether a client turns a HelloRequest down (RFC 5746, 4.2 lets it). */
export function refusesHelloRequest({ config, negotiated, renegotiation }: Handshake<ClientConfig>): boolean {
  const { refuse, allowUnsafeLegacy } = config.renegotiation;
  if (refuse) return true;
  if (!negotiated.secureRenegotiation && !allowUnsafeLegacy && !config.legacyServerConnect) return true;
  return !renegotiation.admits(config.renegotiation, config.now());
}

/**
 * Whether a server turns a ClientHello down: what it has asked for itself it does not, and what comes of that the hello's
 * checks decide.
 */
export function refusesClientHello({ config, negotiated, renegotiation }: Handshake<ServerConfig>): boolean {
  const { refuse, allowClientRenegotiation, allowUnsafeLegacy } = config.renegotiation;
  if (refuse) return true;
  if (renegotiation.requested) return false;
  if (!allowClientRenegotiation || (!negotiated.secureRenegotiation && !allowUnsafeLegacy)) return true;
  return !renegotiation.admits(config.renegotiation, config.now());
}
