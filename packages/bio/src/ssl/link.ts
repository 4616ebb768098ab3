import type { OutputQueue } from '@proj/record';
import type { Bio } from '../bio/bio.js';

/** What came of moving bytes: done; the BIO has to wait; it failed for good; its input has ended. */
export type Moved = 'done' | 'blocked' | 'failed' | 'ended';

/** Takes in bytes; they are copied. */
interface Taker {
  receive(bytes: Uint8Array): void;
}

/** Bytes asked for at once where reading ahead is allowed: one record of the largest size. */
const readAheadSize = 16 * 1024 + 256 + 5;

/**
 * What links read into, one after the other: the bytes are copied before the call ends, and memory of its own would be
 * most of what a connection that waits holds. A link that reads meanwhile, from a BIO's callback, makes another.
 */
let spare: Uint8Array | undefined;

/** Lends memory of at least `length` bytes for the time of a call. */
function withBuffer<T>(length: number, use: (buffer: Uint8Array) => T): T {
  const memory = spare && spare.length >= length ? spare : new Uint8Array(Math.max(length, readAheadSize));
  spare = undefined;
  try {
    return use(memory.subarray(0, length));
  } finally {
    spare = memory;
  }
}

/** Moves bytes between a connection and its two BIOs, of each of which it holds a reference. */
export class Link {
  #readBio: Bio | undefined;
  #writeBio: Bio | undefined;
  #flushOwed = false;

  get readBio(): Bio | undefined {
    return this.#readBio;
  }

  get writeBio(): Bio | undefined {
    return this.#writeBio;
  }

  /**
   * Takes a reference of each over from the caller: one, if both are the same. One that stays where it is costs none
   * (SSL_set_bio(3)).
   */
  setBios(readBio: Bio | undefined, writeBio: Bio | undefined): void {
    const { readBio: oldReadBio, writeBio: oldWriteBio } = this;
    if (readBio === oldReadBio && writeBio === oldWriteBio) return;
    if (readBio !== undefined && readBio === writeBio) readBio.upRef();
    this.#readBio = readBio;
    this.#writeBio = writeBio;
    if (readBio !== oldReadBio) oldReadBio?.freeAll();
    if (writeBio !== oldWriteBio) oldWriteBio?.freeAll();
  }

  /** Hands both over to another link. */
  moveTo(link: Link): void {
    link.#readBio = this.#readBio;
    link.#writeBio = this.#writeBio;
    this.#readBio = this.#writeBio = undefined;
  }

  /** Whether the BIO may hold something back still. */
  get owesFlush(): boolean {
    return this.#flushOwed;
  }

  /** Asks for the BIO to be flushed when all output has been written: at the end of a flight, and after an alert. */
  oweFlush(): void {
    this.#flushOwed = true;
  }

  /** Writes all output, and flushes the BIO where that is owed. */
  send(output: OutputQueue): Moved {
    const writeBio = this.#writeBio;
    if (!writeBio) return output.pending === 0 && !this.#flushOwed ? 'done' : 'failed';
    while (output.pending > 0) {
      const written = writeBio.write(output.peek());
      if (written <= 0) return writeBio.shouldRetry ? 'blocked' : 'failed';
      output.consume(written);
    }
    if (!this.#flushOwed) return 'done';
    if (writeBio.flush() <= 0) return writeBio.shouldRetry ? 'blocked' : 'failed';
    this.#flushOwed = false;
    return 'done';
  }

  /** Reads what is needed and not more, unless reading ahead is allowed. */
  receive(needed: number, readAhead: boolean, taker: Taker | undefined): Moved {
    const readBio = this.#readBio;
    if (!readBio) return 'failed';
    const count = withBuffer(readAhead ? Math.max(needed, readAheadSize) : needed, (buffer) => {
      const read = readBio.read(buffer);
      if (read > 0) taker?.receive(buffer.subarray(0, read));
      return read;
    });
    if (count > 0) return 'done';
    if (readBio.shouldRetry) return 'blocked';
    return count === 0 ? 'ended' : 'failed';
  }
}
