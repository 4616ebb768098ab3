const nothing = new Uint8Array(0);

/** Bytes of memory that a ring takes first: most flights of a handshake fit. */
const firstCapacity = 4096;

/**
 * A ring of a fixed number of bytes. It takes its memory in two steps, because many a pair carries no more than a
 * handshake; as long as it holds less than all of it, nothing has come round the end.
 */
export class Ring {
  readonly #size: number;
  #memory: Uint8Array = nothing;
  #start = 0;
  #length = 0;

  /** @param size In bytes, at least 1. */
  constructor(size: number) {
    this.#size = size;
  }

  /** Bytes that fit in all. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that wait. */
  get length(): number {
    return this.#length;
  }

  /** Bytes that still fit. */
  get room(): number {
    return this.#size - this.#length;
  }

  /** The bytes at the front that lie in one piece. */
  get front(): Uint8Array {
    return this.#memory.subarray(this.#start, Math.min(this.#start + this.#length, this.size));
  }

  /** The room at the end that lies in one piece. */
  get back(): Uint8Array {
    this.#reach(this.#size);
    return this.#held;
  }

  /** The room at the end in one piece, of the memory that is there. */
  get #held(): Uint8Array {
    const end = this.#start + this.#length;
    return end < this.size ? this.#memory.subarray(end) : this.#memory.subarray(end - this.size, this.#start);
  }

  /** Forgets `count` bytes at the front. */
  drop(count: number): void {
    this.#length -= count;
    this.#start = this.#length === 0 ? 0 : (this.#start + count) % this.size;
  }

  /** Takes in `count` bytes that were put into {@link Ring.back}. */
  commit(count: number): void {
    this.#length += count;
  }

  /** Moves bytes out, in two pieces where they wrap; the count. */
  take(into: Uint8Array): number {
    let taken = 0;
    while (taken < into.length && this.#length > 0) {
      const piece = this.front.subarray(0, into.length - taken);
      into.set(piece, taken);
      this.drop(piece.length);
      taken += piece.length;
    }
    return taken;
  }

  /** Moves bytes in, as many as fit; the count. */
  put(data: Uint8Array): number {
    this.#reach(this.#start + this.#length + data.length);
    let put = 0;
    while (put < data.length && this.room > 0) {
      const back = this.#held;
      const piece = data.subarray(put, put + back.length);
      back.set(piece);
      this.commit(piece.length);
      put += piece.length;
    }
    return put;
  }

  /** Sees to it that there is memory up to `end`, or all of it. */
  #reach(end: number): void {
    if (end <= this.#memory.length || this.#memory.length === this.#size) return;
    const grown = new Uint8Array(end <= firstCapacity ? Math.min(firstCapacity, this.#size) : this.#size);
    grown.set(this.#memory);
    this.#memory = grown;
  }

  /** Forgets everything. */
  clear(): void {
    this.#start = 0;
    this.#length = 0;
  }
}
