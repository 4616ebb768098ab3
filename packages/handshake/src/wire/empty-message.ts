import { Reader } from '@proj/crypto';
import { handshakeTypeName } from './handshake-type.js';

/** The body of a message without content. */
export const emptyBody: Uint8Array = new Uint8Array(0);

/**
 * Checks the body of a message that has no content: HelloRequest and ServerHelloDone (RFC 5246, 7.4.1.1 and 7.4.5),
 * EndOfEarlyData (RFC 8446, 4.5). Throws a `TlsError` `DECODE_ERROR` when there is any.
 */
export function readEmptyMessage(type: number, body: Uint8Array): void {
  new Reader(body, handshakeTypeName(type)).end();
}
