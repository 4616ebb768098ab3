/** Throws a `RangeError` unless a key has the length its algorithm asks for. */
export function requireKeyLength(name: string, key: Uint8Array, length: number): void {
  if (key.length !== length) throw new RangeError(`a key for ${name} has ${length} bytes, not ${key.length}`);
}
