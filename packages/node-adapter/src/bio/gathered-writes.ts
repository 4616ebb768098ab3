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

function takeBlock(): Buffer {
  return spares.pop() ?? Buffer.allocUnsafeSlow(blockLength);
}

function giveBack(block: Buffer): void {
  if (spares.length < maxSpares) spares.push(block);
}

/**
 * What is written to a stream within one turn of the event loop, put together: a stream makes a system call of each piece,
 * and callers of BIO_write(3) use their memory again.
 */
export class GatheredWrites {
  readonly #stream: Duplex;
  readonly #onSent: () => void;
  /** Whether the stream has no more use for a piece once it calls back. Others may hand the memory itself to a reader. */
  readonly #copies: boolean;
  #block: Buffer | undefined;
  #filled = 0;
  #unsent = 0;
  #scheduled = false;

  /** @param onSent - Called whenever the stream has sent something, or has failed to. */
  constructor(stream: Duplex, onSent: () => void) {
    this.#stream = stream;
    this.#onSent = onSent;
    this.#copies = !(stream instanceof Socket);
  }

  /** Bytes that the stream has not sent yet. */
  get pending(): number {
    return this.#filled + this.#unsent;
  }

  /** Whether as much waits to be sent as may wait. */
  get isFull(): boolean {
    return this.pending >= writeAhead;
  }

  /** Takes a copy of all of `data`. */
  add(data: Uint8Array): void {
    for (let at = 0; at < data.length; ) {
      this.#block ??= takeBlock();
      const piece = data.subarray(at, at + blockLength - this.#filled);
      this.#block.set(piece, this.#filled);
      this.#filled += piece.length;
      at += piece.length;
      if (this.#filled === blockLength) this.submit();
    }
    if (this.#filled > 0) this.#schedule();
  }

  /** Gives the stream what was put together. */
  submit(): void {
    const block = this.#block;
    const length = this.#filled;
    if (!block || length === 0) return;
    this.#block = undefined;
    this.#filled = 0;
    if (!this.#stream.writable) {
      // Whoever ended or destroyed the stream did not wait for this.
      giveBack(block);
      return;
    }
    this.#unsent += length;
    const piece = block.subarray(0, length);
    this.#stream.write(this.#copies ? Buffer.from(piece) : piece, (error) => {
      this.#unsent -= length;
      // What failed may be in use by the system still.
      if (!error) giveBack(block);
      this.#onSent();
    });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    process.nextTick(() => {
      this.#scheduled = false;
      this.submit();
    });
  }
}
