import type { ContentType } from './header.js';
import { MAX_PLAINTEXT_LENGTH, MIN_FRAGMENT_LENGTH } from './limits.js';

/**
 * Says how many bytes of padding a TLS 1.3 record gets (RFC 8446, 5.4). It is called for each record.
 *
 * @param type - What the record holds.
 * @param contentLength - Bytes of content in it.
 * @param maxLength - Most bytes of padding that fit; a greater answer counts as this one.
 */
export type PaddingPolicy = (type: ContentType, contentLength: number, maxLength: number) => number;

/** Throws a `RangeError` for a fragment length that no record may be limited to. */
export function requireFragmentLength(length: number): void {
  if (Number.isInteger(length) && length >= MIN_FRAGMENT_LENGTH && length <= MAX_PLAINTEXT_LENGTH) return;
  throw new RangeError(
    `maxFragment is ${length}; give a whole number from ${MIN_FRAGMENT_LENGTH} to ${MAX_PLAINTEXT_LENGTH}`,
  );
}

/** The next fragment of `data`: a view of at most `maxLength` bytes from `from` on. */
export function fragmentAt(data: Uint8Array, from: number, maxLength: number): Uint8Array {
  const to = Math.min(data.length, from + maxLength);
  return from === 0 && to === data.length ? data : data.subarray(from, to);
}

/** The padding that a policy asks for, kept within what a record may hold. */
export function paddingLength(
  policy: PaddingPolicy,
  type: ContentType,
  contentLength: number,
  maxFragment: number,
): number {
  const maxLength = maxFragment - contentLength;
  const length = policy(type, contentLength, maxLength);
  if (!Number.isInteger(length) || length < 0) {
    throw new RangeError(`the padding policy answered ${length}; it must give a whole number of bytes`);
  }
  return Math.min(length, maxLength);
}
