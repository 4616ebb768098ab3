import { RETAINED_CAPACITY } from './limits.js';
import type { OutputQueue } from './output-queue.js';

const nothing = new Uint8Array(0);

/** Capacities are multiples of this, so that small growth does not allocate again and again. */
const granularity = 1024;

/**
 * A queue of bytes in one piece of memory: written at the end, consumed at the start. Bytes are moved only when at
 * least as much room is won as bytes are moved, so a byte costs a constant amount of copying however it comes and goes.
 */
export class SlidingBuffer implements OutputQueue {
  #memory: Uint8Array = nothing;
  #start = 0;
  #end = 0;

  get pending(): number {
    return this.#end - this.#start;
  }

  /** Bytes of memory held. */
  get capacity(): number {
    return this.#memory.length;
  }

  /** Where in the memory that {@link reserve} returns the next byte goes. */
  get end(): number {
    return this.#end;
  }

  /** Returns the memory with room for `length` bytes from {@link end} on; {@link commit} then takes them in. */
  reserve(length: number): Uint8Array {
    if (this.#end + length > this.#memory.length) this.#makeRoom(length);
    return this.#memory;
  }

  /** Takes in `length` bytes that were written at {@link end}. */
  commit(length: number): void {
    this.#end += length;
  }

  /** Takes in a copy of `bytes`. */
  append(bytes: Uint8Array): void {
    this.reserve(bytes.length).set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** The pending byte at `index`, which must be below `pending`. */
  byteAt(index: number): number {
    return this.#memory[this.#start + index] ?? 0;
  }

  peek(from: number = 0, to: number = this.pending): Uint8Array {
    return this.#memory.subarray(this.#start + from, this.#start + to);
  }

  consume(length: number): void {
    if (length < 0 || length > this.pending) {
      throw new RangeError(`${length} bytes can not be consumed, ${this.pending} are pending`);
    }
    this.#start += length;
    if (this.#start < this.#end) return;
    this.#start = 0;
    this.#end = 0;
    if (this.#memory.length > RETAINED_CAPACITY) this.#memory = nothing;
  }

  /** Forgets what is pending and gives the memory back. */
  clear(): void {
    this.#start = 0;
    this.#end = 0;
    this.#memory = nothing;
  }

  #makeRoom(length: number): void {
    const pending = this.pending;
    const needed = pending + length;
    const mostlyFree = pending <= this.#memory.length / 2;
    if (mostlyFree && needed <= this.#memory.length) {
      this.#memory.copyWithin(0, this.#start, this.#end);
    } else {
      const capacity = Math.max(needed, 2 * pending);
      const grown = new Uint8Array(Math.ceil(capacity / granularity) * granularity);
      grown.set(this.peek());
      this.#memory = grown;
    }
    this.#start = 0;
    this.#end = pending;
  }
}
