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

/** Bytes of the buffer where only what is needed is asked for: most handshake records fit. */
const smallBuffer = 4096;

const nothing = new Uint8Array(0);

/** Moves bytes between a connection and its two BIOs. */
export class Link {
  readBio: Bio | undefined;
  writeBio: Bio | undefined;
  #flushOwed = false;
  #buffer: Uint8Array = nothing;

  /** Asks for the BIO to be flushed when all output has been written: at the end of a flight, and after an alert. */
  oweFlush(): void {
    this.#flushOwed = true;
  }

  /** Writes all output, and flushes the BIO where that is owed. */
  send(output: OutputQueue): Moved {
    const { writeBio } = this;
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
    const { readBio } = this;
    if (!readBio) return 'failed';
    const buffer = this.#atLeast(readAhead ? Math.max(needed, readAheadSize) : needed);
    const count = readBio.read(buffer);
    if (count > 0) {
      taker?.receive(buffer.subarray(0, count));
      return 'done';
    }
    if (readBio.shouldRetry) return 'blocked';
    return count === 0 ? 'ended' : 'failed';
  }

  #atLeast(length: number): Uint8Array {
    if (this.#buffer.length < length) {
      const least = length <= smallBuffer ? smallBuffer : readAheadSize;
      this.#buffer = new Uint8Array(Math.max(length, least));
    }
    return this.#buffer.subarray(0, length);
  }
}
