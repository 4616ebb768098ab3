/** Fewer bytes than these are no limit: a renegotiation costs more than that (BIO_f_ssl(3)). */
const leastBytes = 512;

/** Fewer seconds than these are taken as {@link shortTimeout}. */
const leastTimeout = 60;

/** Seconds. */
const shortTimeout = 5;

/** Counts bytes and time until a connection is to be renegotiated, as BIO_f_ssl(3) does. */
export class RenegotiationMeter {
  #limit = 0;
  #bytes = 0;
  #timeout = 0;
  #since = 0;
  #count = 0;

  /** How often it was due. */
  get count(): number {
    return this.#count;
  }

  /** Takes a limit in bytes; the one that was, 0 for none. */
  setBytes(bytes: number): number {
    const previous = this.#limit;
    if (bytes >= leastBytes) this.#limit = bytes;
    return previous;
  }

  /** Takes a limit in seconds, from `now` in milliseconds on; the one that was, 0 for none. */
  setTimeout(seconds: number, now: number): number {
    const previous = this.#timeout;
    this.#timeout = seconds < leastTimeout ? shortTimeout : seconds;
    this.#since = now;
    return previous;
  }

  /** Counts bytes that were moved; whether a renegotiation is due. */
  isDue(bytes: number, now: () => number): boolean {
    const isDue = this.#isFull(bytes) || this.#isLate(now);
    if (isDue) this.#count += 1;
    return isDue;
  }

  /** Goes on where another one stands. */
  copyFrom(other: RenegotiationMeter): void {
    this.#limit = other.#limit;
    this.#bytes = other.#bytes;
    this.#timeout = other.#timeout;
    this.#since = other.#since;
    this.#count = other.#count;
  }

  #isFull(bytes: number): boolean {
    if (this.#limit === 0) return false;
    this.#bytes += bytes;
    if (this.#bytes <= this.#limit) return false;
    this.#bytes = 0;
    return true;
  }

  #isLate(now: () => number): boolean {
    if (this.#timeout === 0) return false;
    const time = now();
    if (time <= this.#since + 1000 * this.#timeout) return false;
    this.#since = time;
    return true;
  }
}
