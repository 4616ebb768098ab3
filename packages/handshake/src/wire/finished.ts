import { Reader } from '@proj/crypto';

/**
 * Reads a Finished's verify_data (RFC 8446, 4.4.4; RFC 5246, 7.4.9). Throws a `TlsError` `DECODE_ERROR` when it has
 * another length.
 *
 * @param length - Bytes of verify_data: the hash's length in TLS 1.3, 12 in TLS 1.2.
 */
export function readFinished(body: Uint8Array, length: number): Uint8Array {
  const reader = new Reader(body, 'Finished');
  const verifyData = reader.bytes(length);
  reader.end();
  return verifyData;
}

/** Writes a Finished's body, which is the verify_data itself. */
export function writeFinished(verifyData: Uint8Array): Uint8Array {
  return verifyData;
}
