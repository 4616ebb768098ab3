import { Bio } from './bio.js';
import { BioError } from './bio-error.js';
import { ByteQueue } from './byte-queue.js';

/** A BIO in memory (BIO_s_mem(3)): what is written can be read again. */
export class MemoryBio extends Bio {
  readonly #bytes = new ByteQueue();
  readonly #contents: Uint8Array | undefined;
  #eofReturn: number;
  #eofReturnChosen = false;

  /**
   * @param contents When given, the BIO is read-only and yields a copy of them (BIO_new_mem_buf(3)); its end is the end of
   * input. Otherwise it is empty, and reading from it while it is asks for a retry.
   */
  constructor(contents?: Uint8Array) {
    super();
    this.#contents = contents?.slice();
    this.#eofReturn = contents ? 0 : -1;
    if (contents) this.#bytes.append(contents);
  }

  /** What {@link Bio.read} answers when there is nothing to read: 0 means the end of input, anything else a retry. */
  get eofReturn(): number {
    return this.#eofReturn;
  }

  /** BIO_set_mem_eof_return(3). */
  set eofReturn(value: number) {
    this.#eofReturn = value;
    this.#eofReturnChosen = true;
  }

  override get pending(): number {
    return this.#bytes.length;
  }

  /** Nothing is ever held back: what is written is there to be read. */
  override get writePending(): number {
    return 0;
  }

  /** True when empty, unless {@link MemoryBio.eofReturn} was set to something other than 0. */
  override get eof(): boolean {
    return this.#bytes.length === 0 && (!this.#eofReturnChosen || this.#eofReturn === 0);
  }

  /** What can be read, without taking it (BIO_get_mem_data(3)); good until the next read or write. */
  get data(): Uint8Array {
    return this.#bytes.peek();
  }

  /** Empties the BIO; one that is read-only starts again at its beginning. */
  override reset(): number {
    this.#bytes.clear();
    if (this.#contents) this.#bytes.append(this.#contents);
    return 1;
  }

  protected override readBytes(into: Uint8Array): number {
    if (this.#bytes.length > 0) return this.#bytes.take(into);
    if (this.#eofReturn !== 0) this.retryRead();
    return this.#eofReturn;
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
