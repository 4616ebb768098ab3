/** Bytes that wait to be sent, in order. */
export interface OutputQueue {
  /** How many wait. */
  readonly pending: number;
  /**
   * All of them in one piece, without a copy. The view is good until the next write or consume.
   *
   * @param from - Where to begin, counted from the first pending byte; 0 when left out.
   * @param to - Where to end; all of them when left out.
   */
  peek(from?: number, to?: number): Uint8Array;
  /** Drops the first `length` of them, which have been sent. Throws a `RangeError` for more than are pending. */
  consume(length: number): void;
}
