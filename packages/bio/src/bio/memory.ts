import { Bio } from './bio.js';
import { BioError } from './bio-error.js';
import { ByteQueue } from './byte-queue.js';

const newline = 10;

/** A BIO in memory (BIO_s_mem(3)): what is written can be read again. */
export class MemoryBio extends Bio {
  readonly #bytes = new ByteQueue();
  readonly #contents: Uint8Array | undefined;
  /** BIO_set_mem_eof_return(3): what {@link Bio.read} answers when there is nothing to read: 0 is the end of input, anything else a retry. */
  eofReturn: number;

  /**
   * @param contents When given, the BIO is read-only and yields a copy of them (BIO_new_mem_buf(3)); its end is the end of
   * input. Otherwise it is empty, and reading from it while it is asks for a retry.
   */
  constructor(contents?: Uint8Array) {
    super();
    this.#contents = contents?.slice();
    this.eofReturn = contents ? 0 : -1;
    if (contents) this.#bytes.append(contents);
  }

  override get name(): string {
    return 'memory buffer';
  }

  override get pending(): number {
    return this.#bytes.length;
  }

  /** Nothing is ever held back: what is written is there to be read. */
  override get writePending(): number {
    return 0;
  }

  /** True when empty, also while reading from it asks for a retry. */
  override get eof(): boolean {
    return this.#bytes.length === 0;
  }

  /** What can be read, without taking it (BIO_get_mem_data(3)); good until the next read or write. */
  get data(): Uint8Array {
    return this.#bytes.peek();
  }

  /** In a read-only BIO: goes to a position that is not behind the end. −1 for any other, and where writing is possible. */
  override seek(position: number): number {
    const contents = this.#contents;
    if (!contents || !Number.isSafeInteger(position) || position < 0 || position > contents.length) return -1;
    this.#bytes.clear();
    this.#bytes.append(contents.subarray(position));
    return position;
  }

  /** In a read-only BIO: bytes that were read or skipped. −1 where writing is possible. */
  override tell(): number {
    return this.#contents ? this.#contents.length - this.#bytes.length : -1;
  }

  /** Empties the BIO; one that is read-only starts again at its beginning. */
  protected override resetState(): number {
    this.#bytes.clear();
    if (this.#contents) this.#bytes.append(this.#contents);
    return 1;
  }

  protected override readBytes(into: Uint8Array): number {
    if (this.#bytes.length > 0) return this.#bytes.take(into);
    if (this.eofReturn !== 0) this.retryRead();
    return this.eofReturn;
  }

  /** A line, or what there is of one; 0 and no retry when there is nothing. */
  protected override getsBytes(into: Uint8Array): number {
    const at = this.#bytes.peek().indexOf(newline);
    const length = at < 0 ? into.length : Math.min(at + 1, into.length);
    return this.#bytes.take(into.subarray(0, length));
  }

  /** An empty one: what it holds is not copied. */
  protected override duplicate(): Bio {
    const copy = new MemoryBio();
    copy.eofReturn = this.eofReturn;
    return copy;
  }

  protected override writeBytes(data: Uint8Array): number {
    if (this.#contents) {
      return this.fail(
        new BioError(
          'WRITE_TO_READ_ONLY_BIO',
          'this memory BIO is read-only; make one without contents to write to it',
        ),
      );
    }
    this.#bytes.append(data);
    return data.length;
  }
}
