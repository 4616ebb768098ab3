import { Bio } from '@proj/bio';

/**
 * A filter that lets through only what it was told to: every byte in either direction, and every flush, has to be allowed
 * before, and until then a call has to wait. So whatever is above it stops at each byte of a connection once.
 */
export class StepBio extends Bio {
  #readable = 0;
  #writable = 0;

  /** Whether the last operation stopped here, and not at the transport. */
  get isHolding(): boolean {
    return (this.shouldRead && this.#readable === 0) || (this.shouldWrite && this.#writable === 0);
  }

  /** Lets so many bytes be read. */
  allowRead(count: number): void {
    this.#readable += count;
  }

  /** Lets so many bytes be written; a flush counts as one. */
  allowWrite(count: number): void {
    this.#writable += count;
  }

  protected override readBytes(into: Uint8Array): number {
    if (this.#readable === 0) return this.retryRead();
    const count = this.#next.read(into.subarray(0, this.#readable));
    this.copyRetry(this.#next);
    if (count > 0) this.#readable -= count;
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    if (this.#writable === 0) return this.retryWrite();
    const count = this.#next.write(data.subarray(0, this.#writable));
    this.copyRetry(this.#next);
    if (count > 0) this.#writable -= count;
    return count;
  }

  protected override flushBytes(): number {
    if (this.#writable === 0) return this.retryWrite();
    const flushed = this.#next.flush();
    this.copyRetry(this.#next);
    if (flushed > 0) this.#writable -= 1;
    return flushed;
  }

  get #next(): Bio {
    if (!this.next) throw new Error('put a StepBio in front of another BIO');
    return this.next;
  }
}
