import type { ServerConfig } from '../../../config.js';
import type { ClientHello } from '../../../wire/client-hello.js';
import type { Handshake } from '../../state.js';

/**
 * Sends the ChangeCipherSpec that makes a handshake look like TLS 1.2 to middleboxes: right after the server's first
 * message, when the client asked for it by a session id of its own (RFC 8446, D.4).
 */
export function sendMiddleboxChangeCipherSpec(
  handshake: Handshake<ServerConfig>,
  { sessionId }: ClientHello,
): void {
  if (handshake.config.middleboxCompatibility && sessionId.length > 0) handshake.sendChangeCipherSpec();
}
