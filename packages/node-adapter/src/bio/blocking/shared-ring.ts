/** Where a ring's positions stand among the words that both threads share. */
export interface RingWords {
  /** The index of the count of bytes taken out, which only the reader changes. */
  readonly head: number;
  /** The index of the count of bytes put in, which only the writer changes. */
  readonly tail: number;
}

/**
 * A ring in shared memory between one thread that writes and one that reads. Positions count all bytes ever, modulo 2³²:
 * with a size that is a power of two, nothing goes wrong when they wrap.
 */
export class SharedRing {
  readonly #words: Int32Array;
  readonly #at: RingWords;
  readonly #bytes: Uint8Array;

  /** @param bytes The ring's memory, a power of two in length. */
  constructor(words: Int32Array, at: RingWords, bytes: Uint8Array) {
    this.#words = words;
    this.#at = at;
    this.#bytes = bytes;
  }

  /** Bytes that wait. */
  get length(): number {
    return (Atomics.load(this.#words, this.#at.tail) - Atomics.load(this.#words, this.#at.head)) >>> 0;
  }

  /** Bytes that still fit. */
  get room(): number {
    return this.#bytes.length - this.length;
  }

  /** The bytes at the front that lie in one piece, for the reader; they stay until {@link SharedRing.drop}. */
  get front(): Uint8Array {
    const start = this.#index(this.#at.head);
    return this.#bytes.subarray(start, Math.min(start + this.length, this.#bytes.length));
  }

  /** Gives the room of the first `count` bytes back to the writer. */
  drop(count: number): void {
    Atomics.add(this.#words, this.#at.head, count);
  }

  /** Moves bytes out, for the reader; the count. */
  take(into: Uint8Array): number {
    let taken = 0;
    while (taken < into.length) {
      const piece = this.front.subarray(0, into.length - taken);
      if (piece.length === 0) break;
      into.set(piece, taken);
      this.drop(piece.length);
      taken += piece.length;
    }
    return taken;
  }

  /** Moves bytes in, as many as fit, for the writer; the count. */
  put(data: Uint8Array): number {
    let put = 0;
    while (put < data.length) {
      const start = this.#index(this.#at.tail);
      const space = Math.min(this.room, this.#bytes.length - start);
      if (space === 0) break;
      const piece = data.subarray(put, put + space);
      this.#bytes.set(piece, start);
      Atomics.add(this.#words, this.#at.tail, piece.length);
      put += piece.length;
    }
    return put;
  }

  #index(word: number): number {
    return Atomics.load(this.#words, word) & (this.#bytes.length - 1);
  }
}
