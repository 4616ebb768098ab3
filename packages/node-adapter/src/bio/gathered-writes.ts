import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/**
 * Bytes that may wait to be sent before a write has to be repeated: several records, so that one turn of the event loop
 * sends more than one.
 */
const writeAhead = 128 * 1024;

/** Bytes that a stream is given at once, at most. */
const blockLength = 64 * 1024;

/** Blocks kept for the next writes of any BIO, 2 MiB: as many connections as that can send in one turn without new ones. */
const maxSpares = 32;

/** Memory of that size costs more to take and to collect than to fill, so it is used again. What it held went out sealed. */
const spares: Buffer[] = [];

/** Memory that pieces of writes lie in, one behind the other, until the stream has sent them all. */
class Block {
  readonly #memory: Buffer = spares.pop() ?? Buffer.allocUnsafeSlow(blockLength);
  #filled = 0;
  #unsent = 0;
  #failed = false;

  get isFull(): boolean {
    return this.#filled === blockLength;
  }

  /** Whether the stream has sent all that is in it. */
  get isSent(): boolean {
    return this.#unsent === 0;
  }

  /** Takes a copy of as much of `data` as fits, and gives the copy. */
  add(data: Uint8Array): Buffer {
    const start = this.#filled;
    const piece = data.subarray(0, blockLength - start);
    this.#memory.set(piece, start);
    this.#filled += piece.length;
    this.#unsent += 1;
    return this.#memory.subarray(start, this.#filled);
  }

  /** The stream has no more use for a piece. What failed may be in use by the system still. */
  sent(failed: boolean): void {
    this.#unsent -= 1;
    this.#failed ||= failed;
  }

  /** Gives the memory to the next writes of any BIO. */
  giveBack(): void {
    if (!this.#failed && spares.length < maxSpares) spares.push(this.#memory);
  }
}

/**
 * What is written to a stream within one turn of the event loop leaves together: a stream makes a system call of each write,
 * and callers of BIO_write(3) use their memory again. The stream has it from the beginning: who ends it loses nothing.
 */
export class GatheredWrites {
  readonly #stream: Duplex;
  readonly #onSent: () => void;
  /** Whether the stream has no more use for a piece once it calls back. Others may hand the memory itself to a reader. */
  readonly #copies: boolean;
  #block: Block | undefined;
  #unsent = 0;
  #corked = false;

  /** @param onSent - Called whenever the stream has sent something, or has failed to. */
  constructor(stream: Duplex, onSent: () => void) {
    this.#stream = stream;
    this.#onSent = onSent;
    this.#copies = !(stream instanceof Socket);
  }

  /** Bytes that the stream has not sent yet. */
  get pending(): number {
    return this.#unsent;
  }

  /** Whether as much waits to be sent as may wait. */
  get isFull(): boolean {
    return this.#unsent >= writeAhead;
  }

  /** Takes a copy of all of `data`. */
  add(data: Uint8Array): void {
    // Whoever ended or destroyed the stream did not wait for this.
    if (!this.#stream.writable) return;
    this.#cork();
    for (let at = 0; at < data.length; ) {
      this.#block ??= new Block();
      const block = this.#block;
      const piece = block.add(data.subarray(at));
      at += piece.length;
      if (block.isFull) this.#block = undefined;
      this.#write(block, piece);
    }
  }

  /** Lets go at once of what waits for the end of the turn. */
  submit(): void {
    if (!this.#corked) return;
    this.#corked = false;
    this.#stream.uncork();
  }

  #cork(): void {
    if (this.#corked) return;
    this.#corked = true;
    this.#stream.cork();
    process.nextTick(() => this.submit());
  }

  #write(block: Block, piece: Buffer): void {
    this.#unsent += piece.length;
    this.#stream.write(this.#copies ? Buffer.from(piece) : piece, (error) => {
      this.#unsent -= piece.length;
      block.sent(Boolean(error));
      if (block.isSent) this.#retire(block);
      this.#onSent();
    });
  }

  /** Who writes nothing holds no memory. */
  #retire(block: Block): void {
    if (block === this.#block) this.#block = undefined;
    block.giveBack();
  }
}
