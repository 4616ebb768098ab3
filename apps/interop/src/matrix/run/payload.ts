const lineEnd = 0x0a;

const cache = new Map<string, Uint8Array>();

/**
 * Bytes to transfer, the same for the same length and sender. None of them is a letter: those can be commands to the programs
 * that pass them on, or be mistaken for what those programs print themselves. The last one ends a line, for programs that
 * pass on whole lines.
 */
export function payload(length: number, sender: 'ours' | 'theirs'): Uint8Array {
  const key = `${sender} ${length}`;
  const known = cache.get(key);
  if (known) return known;
  const bytes = new Uint8Array(length);
  // A linear congruential generator (Numerical Recipes, 7.1): any pattern without short periods will do.
  let state = sender === 'ours' ? 1 : 2;
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes[index] = 0x80 | (state >>> 24);
  }
  if (length > 0) bytes[length - 1] = lineEnd;
  cache.set(key, bytes);
  return bytes;
}
