import { Reader, TlsError } from '@proj/crypto';

/** KeyUpdate (RFC 8446, 4.6.3). */
export interface KeyUpdate {
  /** Whether the receiver is to update its own sending keys too. */
  readonly updateRequested: boolean;
}

/**
 * Reads a KeyUpdate's body. Throws a `TlsError` `DECODE_ERROR`, or `ILLEGAL_PARAMETER` for a value other than
 * update_not_requested and update_requested (RFC 8446, 4.6.3).
 */
export function readKeyUpdate(body: Uint8Array): KeyUpdate {
  const reader = new Reader(body, 'KeyUpdate');
  const request = reader.u8();
  reader.end();
  if (request > 1)
    throw new TlsError('ILLEGAL_PARAMETER', `KeyUpdate: request_update is ${request}, not 0 or 1`);
  return { updateRequested: request === 1 };
}

/** Writes a KeyUpdate's body. */
export function writeKeyUpdate(message: KeyUpdate): Uint8Array {
  return Uint8Array.of(message.updateRequested ? 1 : 0);
}
