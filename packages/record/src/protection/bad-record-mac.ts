import { TlsError } from '@proj/crypto';

/**
 * The one error for every record that was not made with the key: wrong tag, wrong MAC, wrong padding, too short to be
 * one. They must not be told apart (RFC 5246, 7.2.2).
 */
export function badRecordMac(): TlsError {
  return new TlsError(
    'BAD_RECORD_MAC',
    'a record did not authenticate: it was changed on the way, or the two sides do not have the same keys',
  );
}
