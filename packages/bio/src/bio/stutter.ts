import { Bio } from './bio.js';

/** Chooses how many bytes may be moved at once: 0 to 7. */
export type ChooseSize = () => number;

const atRandom: ChooseSize = () => crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;

/**
 * A filter that moves at most seven bytes at once, and often none at all and asks to be retried (BIO_f_nbio_test(3)): to find out
 * whether a program copes with a transport that does not block.
 */
export class StutterBio extends Bio {
  readonly #choose: ChooseSize;
  /** Bytes of a write that the next BIO did not take, and that it will be offered again. */
  #offered = 0;

  /** @param choose Default: at random. Another makes runs repeatable; of what it gives, the three lowest bits count. */
  constructor(choose: ChooseSize = atRandom) {
    super();
    this.#choose = choose;
  }

  override get name(): string {
    return 'non-blocking IO test filter';
  }

  protected override readBytes(into: Uint8Array): number {
    const { next } = this;
    if (!next) return 0;
    const size = this.#choose() & 7;
    if (size === 0) return this.retryRead();
    const count = next.read(into.subarray(0, size));
    if (count < 0) this.copyRetry(next);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const { next } = this;
    if (!next) return 0;
    const size = this.#offered || this.#choose() & 7;
    this.#offered = 0;
    if (size === 0) return this.retryWrite();
    const piece = data.subarray(0, size);
    const count = next.write(piece);
    if (count < 0) {
      this.copyRetry(next);
      this.#offered = piece.length;
    }
    return count;
  }

  protected override flushBytes(): number {
    const { next } = this;
    if (!next) return 0;
    const flushed = next.flush();
    this.copyRetry(next);
    return flushed;
  }

  protected override duplicate(): Bio {
    return new StutterBio(this.#choose);
  }
}
