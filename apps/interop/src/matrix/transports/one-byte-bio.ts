import { Bio } from '@proj/bio';

/** Calls between two refusals. */
const rhythm = 64;

/**
 * A filter that passes one byte per call, and now and then none, asking to be called again: whatever can be interrupted
 * is interrupted at every byte.
 */
export class OneByteBio extends Bio {
  readonly #one: Uint8Array = new Uint8Array(1);
  #calls = 0;

  constructor(next: Bio) {
    super();
    this.push(next);
  }

  protected override readBytes(into: Uint8Array): number {
    const { next } = this;
    if (!next) return this.fail(new Error('there is nothing behind this BIO'));
    if (this.#refuses()) return this.retryRead();
    const count = next.read(this.#one);
    this.copyRetry(next);
    if (count > 0) into[0] = this.#one[0] ?? 0;
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const { next } = this;
    if (!next) return this.fail(new Error('there is nothing behind this BIO'));
    if (this.#refuses()) return this.retryWrite();
    const count = next.write(data.subarray(0, 1));
    this.copyRetry(next);
    return count;
  }

  protected override flushBytes(): number {
    const { next } = this;
    const result = next?.flush() ?? 1;
    this.copyRetry(next);
    return result;
  }

  #refuses(): boolean {
    this.#calls += 1;
    return this.#calls % rhythm === 0;
  }
}
