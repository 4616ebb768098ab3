import { alertCodes, SSL30, TlsError } from '@proj/crypto';
import type { ClientConfig, ServerConfig } from '../config.js';
import type { Handshake, State } from '../states/state.js';

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

/**
 * Turns a renegotiation down with a warning, and the connection goes on (RFC 5246, 7.2.2). SSL 3.0 has no word for that:
 * there it ends (RFC 5746, 4.5).
 */
export function refuseRenegotiation(
  handshake: Handshake<ClientConfig> | Handshake<ServerConfig>,
  connected: State,
): State {
  if (handshake.negotiated.version === SSL30) {
    throw new TlsError('NO_RENEGOTIATION', 'the peer wants to renegotiate, which is refused', {
      alert: 'handshake_failure',
    });
  }
  handshake.sendWarning(alertCodes.no_renegotiation);
  return connected;
}
