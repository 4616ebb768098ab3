/** Bytes kept between calls: a record with its nonce, padding and tag. Larger work gets memory of its own. */
const keptBytes = 18_432;

let kept: Uint8Array | undefined;

/**
 * Working memory of `length` bytes at an offset that noble's word-wise ciphers want; records never begin at one, behind
 * their 5-byte header. Contents are undefined. It is one for the whole program, which is safe because ciphers run to
 * their end before another begins: never hold on to it, and clear it after use.
 */
export function scratch(length: number): Uint8Array {
  if (length > keptBytes) return new Uint8Array(length);
  kept ??= new Uint8Array(keptBytes);
  return kept.subarray(0, length);
}
