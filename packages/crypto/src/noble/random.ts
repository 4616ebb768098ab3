/** Bytes that one call of `getRandomValues` gives at most (Web Cryptography API, 10.1.1). */
const largestDraw = 65_536;

/** Random bytes of the platform's own generator. */
export function systemRandom(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += largestDraw)
    crypto.getRandomValues(bytes.subarray(at, at + largestDraw));
  return bytes;
}
