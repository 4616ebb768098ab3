import { TlsError } from '@proj/crypto';
import { type Certificate, purposeIds } from '@proj/crypto/x509';
import type { ClientConfig, ServerConfig } from '../config.js';
import type { Handshake, Next } from '../states/state.js';
import type { HandshakeMessage } from '../wire/handshake-message.js';
import { handshakeTypeName } from '../wire/handshake-type.js';

const serverGated: readonly string[] = [purposeIds.microsoftServerGated, purposeIds.netscapeServerGated];

/**
 * Server-gated cryptography as Microsoft's clients had it: having seen the server's certificate, the client sends a
 * second ClientHello in the place of ClientKeyExchange, with suites that it kept to itself before. Nothing is complete
 * yet, so that this is an initial handshake still (RFC 5746, 3.6).
 *
 * @throws TlsError `UNEXPECTED_MESSAGE` where that is not allowed, `MULTIPLE_SGC_RESTARTS` for a second time
 *   (CVE-2011-4619: each costs us a key exchange and a signature).
 */
export function restartForClient(handshake: Handshake<ServerConfig>, message: HandshakeMessage): Next {
  const { config, renegotiation } = handshake;
  if (!config.serverGatedRestart) {
    throw new TlsError(
      'UNEXPECTED_MESSAGE',
      `${handshakeTypeName(message.type)} came in place of the client's answer: serverGatedRestart would allow it`,
    );
  }
  if (renegotiation.restarted)
    throw new TlsError('MULTIPLE_SGC_RESTARTS', 'the client began anew for a second time in one handshake');
  return handshake.restart(config, message);
}

/** Whether a client that holds suites back for servers with such a certificate has them now, and has not used them yet. */
export function stepsUp(
  { config, renegotiation }: Handshake<ClientConfig>,
  leaf: Certificate | undefined,
): boolean {
  const gated = leaf?.extendedKeyUsage?.some((id) => serverGated.includes(id)) === true;
  return gated && config.stepUpCipherSuites.length > 0 && !renegotiation.restarted;
}
