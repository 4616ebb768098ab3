import { HEADER_LENGTH, MAX_RECORD_LENGTH } from './limits.js';
import { SlidingBuffer } from './sliding-buffer.js';

/** Finds the records in a stream of bytes. It knows where a header has its fields, and not what they should be. */
export class Deframer {
  readonly #buffer = new SlidingBuffer();

  /** Bytes taken in and not yet taken out. */
  get buffered(): number {
    return this.#buffer.pending;
  }

  /** Bytes of memory held. */
  get capacity(): number {
    return this.#buffer.capacity;
  }

  /** Whether the next header is here; its fields may be read only then. */
  get hasHeader(): boolean {
    return this.#buffer.pending >= HEADER_LENGTH;
  }

  /** The next header's content type. */
  get type(): number {
    return this.#buffer.byteAt(0);
  }

  /** The next header's version. */
  get version(): number {
    return (this.#buffer.byteAt(1) << 8) | this.#buffer.byteAt(2);
  }

  /** The next header's length: bytes of the body. */
  get length(): number {
    return (this.#buffer.byteAt(3) << 8) | this.#buffer.byteAt(4);
  }

  /**
   * Bytes that the next record still lacks: of its header first, then of its body. 0 when it is whole, or when it
   * claims to be longer than any record, so that nobody waits for it.
   */
  get needed(): number {
    const { pending } = this.#buffer;
    if (pending < HEADER_LENGTH) return HEADER_LENGTH - pending;
    const length = HEADER_LENGTH + this.length;
    return length > MAX_RECORD_LENGTH ? 0 : Math.max(0, length - pending);
  }

  /** Takes in a copy of bytes from the peer. */
  receive(bytes: Uint8Array): void {
    this.#buffer.append(bytes);
  }

  /** The next five bytes. */
  header(): Uint8Array {
    return this.#buffer.peek(0, HEADER_LENGTH);
  }

  /** Takes out the next record and returns its body, a view that is good until more is received. */
  take(): Uint8Array | undefined {
    const end = HEADER_LENGTH + this.length;
    if (this.#buffer.pending < end) return undefined;
    const body = this.#buffer.peek(HEADER_LENGTH, end);
    this.#buffer.consume(end);
    return body;
  }

  /** Forgets all that was taken in. */
  clear(): void {
    this.#buffer.clear();
  }
}
