import type { DatagramAddress } from './datagram.js';

/** A datagram that waits. */
export interface QueuedDatagram {
  readonly data: Uint8Array;
  readonly source: DatagramAddress | undefined;
  readonly destination: DatagramAddress | undefined;
}

/** Datagrams in order of arrival, limited by what they take in all. */
export class DatagramQueue {
  /** Bytes that a datagram is counted for beside its data, so that tiny ones are bounded in number. */
  static readonly overhead = 64;
  readonly #datagrams: QueuedDatagram[] = [];
  #capacity: number;
  #grows: boolean;
  #used = 0;

  constructor(capacity: number, grows: boolean) {
    this.#capacity = capacity;
    this.#grows = grows;
  }

  /** Bytes that fit in all. */
  get capacity(): number {
    return this.#capacity;
  }

  /** Bytes that still fit. */
  get room(): number {
    return this.#capacity - this.#used;
  }

  /** The one that is to be read next. */
  get next(): QueuedDatagram | undefined {
    return this.#datagrams[0];
  }

  /** Takes in a datagram; false when there is no room. */
  put(datagram: QueuedDatagram): boolean {
    const needed = this.#used + DatagramQueue.overhead + datagram.data.length;
    if (needed > this.#capacity) {
      if (!this.#grows) return false;
      this.#capacity = Math.max(needed, 2 * this.#capacity);
    }
    this.#used = needed;
    this.#datagrams.push(datagram);
    return true;
  }

  /** Forgets the one that is next. */
  drop(): void {
    const datagram = this.#datagrams.shift();
    if (datagram) this.#used -= DatagramQueue.overhead + datagram.data.length;
  }

  /** Fixes the capacity. False, and nothing changes, when what waits would not fit. */
  resize(capacity: number): boolean {
    if (capacity < this.#used) return false;
    this.#capacity = capacity;
    this.#grows = false;
    return true;
  }

  /** Forgets everything. */
  clear(): void {
    this.#datagrams.length = 0;
    this.#used = 0;
  }
}
