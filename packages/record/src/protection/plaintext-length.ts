import { TlsError } from '@proj/crypto';
import { MAX_PLAINTEXT_LENGTH } from '../limits.js';

/** Throws `PLAINTEXT_TOO_LONG` for more than 2^14 bytes of content (RFC 5246, 6.2.1; RFC 8446, 5.1). */
export function requirePlaintextLength(length: number): void {
  if (length <= MAX_PLAINTEXT_LENGTH) return;
  throw new TlsError(
    'PLAINTEXT_TOO_LONG',
    `a record holds ${length} bytes of content; at most ${MAX_PLAINTEXT_LENGTH} are allowed`,
  );
}
