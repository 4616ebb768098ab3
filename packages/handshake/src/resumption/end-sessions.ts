import { TLS13, type TlsError } from '@proj/crypto';
import type { Handshake } from '../states/state.js';

/**
 * Ends the sessions of a client whose connection has failed: what ended with a fatal alert is not resumed (RFC 5246, 7.2.2).
 * A truncation is no such thing (RFC 4346, 7.2.1), and TLS 1.3 does not mind (RFC 8446, 6.2).
 */
export function endSessions({ negotiated, renegotiation }: Handshake, { code }: TlsError): void {
  if (code === 'UNEXPECTED_EOF' || negotiated.version === TLS13) return;
  negotiated.session?.end();
  renegotiation.session?.end();
}
