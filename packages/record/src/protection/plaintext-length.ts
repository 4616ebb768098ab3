import { TlsError } from '@proj/crypto';
import { MAX_PLAINTEXT_LENGTH } from '../limits.js';

/**
 * Throws `PLAINTEXT_TOO_LONG` for more than 2^14 bytes of content (RFC 5246, 6.2.1; RFC 8446, 5.1), or than the limit that
 * was agreed on (RFC 6066, 4; RFC 8449, 4).
 */
export function requirePlaintextLength(length: number, most: number = MAX_PLAINTEXT_LENGTH): void {
  if (length <= most) return;
  throw new TlsError(
    'PLAINTEXT_TOO_LONG',
    `a record holds ${length} bytes of content; at most ${most} are allowed`,
  );
}
