/**
 * Values under a 32-bit hash of contents, one for each hash, the least recently used leaving first. Whoever gets a value
 * compares contents: the hash only finds it.
 */
export class ContentCache<T> {
  readonly #size: number;
  readonly #entries = new Map<number, T>();

  /** @param size values to keep; at least 1. */
  constructor(size: number) {
    if (!Number.isInteger(size) || size < 1)
      throw new RangeError(`a cache of ${size} entries; give at least 1`);
    this.#size = size;
  }

  /** The hash of byte strings: FNV-1a over their lengths and last octets. */
  hash(...contents: readonly Uint8Array[]): number {
    let hash = 0x811c9dc5;
    for (const bytes of contents) {
      // A certificate ends in its signature, which differs from any other's; the rest need not be looked at.
      for (let i = Math.max(0, bytes.length - 32); i < bytes.length; i++) {
        hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
      }
      hash = Math.imul(hash ^ bytes.length, 0x01000193);
    }
    return hash >>> 0;
  }

  /** The value kept under a hash, which counts as a use of it. */
  get(hash: number): T | undefined {
    const value = this.#entries.get(hash);
    if (value === undefined) return undefined;
    this.#entries.delete(hash);
    this.#entries.set(hash, value);
    return value;
  }

  /** Keeps a value. */
  set(hash: number, value: T): void {
    this.#entries.delete(hash);
    this.#entries.set(hash, value);
    if (this.#entries.size <= this.#size) return;
    const [oldest] = this.#entries.keys();
    if (oldest !== undefined) this.#entries.delete(oldest);
  }
}
