const nothing = new Uint8Array(0);

/** Memory above this is given back when the queue runs empty: one record of the largest size, rounded up. */
const retainedCapacity = 20 * 1024;

/** Bytes in order of arrival, in one piece of memory that grows as needed. */
export class ByteQueue {
  #memory: Uint8Array = nothing;
  #start = 0;
  #end = 0;

  /** How many bytes wait. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** What waits, without a copy; good until the next change. */
  peek(): Uint8Array {
    return this.#memory.subarray(this.#start, this.#end);
  }

  /** Takes in a copy of `bytes`. */
  append(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#memory.length) this.#makeRoom(bytes.length);
    this.#memory.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Moves bytes from the front into `into`; the count. */
  take(into: Uint8Array): number {
    const count = Math.min(into.length, this.length);
    into.set(this.#memory.subarray(this.#start, this.#start + count));
    this.drop(count);
    return count;
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.#start += count;
    if (this.#start < this.#end) return;
    this.#start = 0;
    this.#end = 0;
    if (this.#memory.length > retainedCapacity) this.#memory = nothing;
  }

  /** Forgets everything. */
  clear(): void {
    this.drop(this.length);
  }

  #makeRoom(more: number): void {
    const waiting = this.peek();
    const needed = waiting.length + more;
    // Doubling keeps the cost of a byte constant; moving down is enough when half of the memory is free.
    const memory =
      2 * needed <= this.#memory.length
        ? this.#memory
        : new Uint8Array(Math.max(needed, 2 * waiting.length, 256));
    memory.set(waiting);
    this.#memory = memory;
    this.#start = 0;
    this.#end = waiting.length;
  }
}
