import type { Readable } from 'node:stream';

interface Waiter {
  readonly check: () => boolean;
  readonly give: (satisfied: boolean) => void;
}

/** All that a stream has brought so far, and ways to wait for more. */
export class OutputLog {
  readonly #chunks: Buffer[] = [];
  readonly #waiters = new Set<Waiter>();
  #length = 0;
  #ended = false;

  constructor(stream: Readable) {
    stream.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#length += chunk.length;
      this.#wake();
    });
    stream.once('error', () => this.#end());
    stream.once('close', () => this.#end());
  }

  /** Bytes that came. */
  get length(): number {
    return this.#length;
  }

  /** Everything that came, from byte `from` on. */
  bytes(from = 0): Buffer {
    return Buffer.concat(this.#chunks).subarray(from);
  }

  /** The same as text; bytes that are not UTF-8 become U+FFFD. */
  text(from = 0): string {
    return this.bytes(from).toString('utf8');
  }

  /** Waits for a match. Resolves to `undefined` when the stream ended, or the time was over, before there was one. */
  async waitFor(pattern: RegExp, milliseconds: number): Promise<RegExpMatchArray | undefined> {
    let match: RegExpMatchArray | null = null;
    const satisfied = await this.#wait(() => {
      match = this.text().match(pattern);
      return match !== null;
    }, milliseconds);
    return satisfied ? (match ?? undefined) : undefined;
  }

  /** Waits until so many bytes have come; false when the stream ended or the time was over before. */
  waitForLength(length: number, milliseconds: number): Promise<boolean> {
    return this.#wait(() => this.#length >= length, milliseconds);
  }

  /** Waits for the end of the stream; false when the time was over before. */
  async waitForEnd(milliseconds: number): Promise<boolean> {
    await this.#wait(() => this.#ended, milliseconds);
    return this.#ended;
  }

  #wait(check: () => boolean, milliseconds: number): Promise<boolean> {
    if (check()) return Promise.resolve(true);
    if (this.#ended) return Promise.resolve(false);
    return new Promise((resolve) => {
      const waiter: Waiter = {
        check,
        give: (satisfied) => {
          clearTimeout(timer);
          this.#waiters.delete(waiter);
          resolve(satisfied);
        },
      };
      const timer = setTimeout(() => waiter.give(false), milliseconds);
      this.#waiters.add(waiter);
    });
  }

  #wake(): void {
    for (const waiter of this.#waiters) if (waiter.check()) waiter.give(true);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const waiter of this.#waiters) waiter.give(waiter.check());
  }
}
