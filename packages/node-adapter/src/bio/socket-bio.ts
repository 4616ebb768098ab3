import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Bio } from '@proj/bio';
import { type Address, addressOf } from './endpoint.js';
import { GatheredWrites } from './gathered-writes.js';
import type { Pollable } from './pollable.js';

/** What {@link SocketBio} does with its stream when it is freed: BIO_CLOSE or BIO_NOCLOSE. */
export interface SocketBioOptions {
  /** Whether to destroy the stream when the BIO is freed; default true. */
  readonly close?: boolean;
}

/**
 * A non-blocking BIO over a socket, or any other Node `Duplex` (BIO_s_socket(3)). Reads only when asked and writes no
 * more than a few records ahead, so that back-pressure works both ways. While a socket still connects,
 * it asks to be retried for the reason `connect` (SSL_ERROR_WANT_CONNECT). A stream's error is the operation's `cause`.
 *
 * The BIO reads the stream from now on: nobody else may attach `data` listeners to it.
 */
export class SocketBio extends Bio implements Pollable {
  /** The stream beneath. */
  readonly stream: Duplex;
  readonly #waiting = new Set<() => void>();
  readonly #writes: GatheredWrites;
  #chunk: Uint8Array | undefined;
  #error: Error | undefined;
  #ended = false;

  constructor(stream: Duplex, options: SocketBioOptions = {}) {
    super();
    this.stream = stream;
    this.closes = options.close ?? true;
    this.#writes = new GatheredWrites(stream, this.#wake);
    // A `readable` listener keeps the stream from flowing: it fetches up to its high-water mark and then waits for us.
    stream.on('readable', this.#readable).on('connect', this.#wake);
    stream.on('end', this.#end).on('error', this.#fail).on('close', this.#closed);
    if (stream.readableEnded) this.#ended = true;
    if (stream.errored) this.#error = stream.errored;
  }

  override get name(): string {
    return 'socket';
  }

  /** The peer's address, where the stream is a connected socket. */
  get remoteAddress(): Address {
    const { stream } = this;
    return stream instanceof Socket ? addressOf(stream.remoteAddress, stream.remotePort) : {};
  }

  override get pending(): number {
    return (this.#chunk?.length ?? 0) + this.stream.readableLength;
  }

  override get writePending(): number {
    return this.#writes.pending;
  }

  override get eof(): boolean {
    return this.#ended && !this.#chunk;
  }

  /** Whether a read would get somewhere: bytes, the end, or an error. */
  get isReadable(): boolean {
    return this.pending > 0 || this.#ended || this.#gone !== undefined;
  }

  /** Whether a write would get somewhere: room, or an error. */
  get isWritable(): boolean {
    return this.#gone !== undefined || !(this.#connecting || this.#writes.isFull);
  }

  /** Ends our direction of the stream: the peer reads its end (`shutdown(fd, SHUT_WR)`). */
  endWriting(): void {
    this.#writes.submit();
    this.stream.end();
  }

  /** Calls `wake` at the stream's next event, once. Returns a function that takes it back. */
  onceChanged(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => this.#waiting.delete(wake);
  }

  protected override establish(): number {
    const gone = this.#gone;
    if (gone) return this.fail(gone);
    return this.#connecting ? this.retrySpecial('connect') : 1;
  }

  protected override readBytes(into: Uint8Array): number {
    const chunk = this.#chunk ?? this.#nextChunk();
    if (!chunk) return this.#nothingToRead();
    const count = Math.min(into.length, chunk.length);
    into.set(chunk.subarray(0, count));
    this.#chunk = count < chunk.length ? chunk.subarray(count) : undefined;
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const gone = this.#gone;
    if (gone) return this.fail(gone);
    if (this.#connecting) return this.retrySpecial('connect');
    if (this.#writes.isFull) return this.retryWrite();
    this.#writes.add(data);
    return data.length;
  }

  protected override release(): void {
    const { stream } = this;
    stream.off('readable', this.#readable).off('connect', this.#wake);
    stream.off('end', this.#end).off('close', this.#closed);
    this.#writes.submit();
    if (this.closes) stream.destroy();
    else {
      stream.off('error', this.#fail);
      // Whoever reads the stream next gets what was fetched and not yet asked for.
      if (this.#chunk && !stream.destroyed && !stream.readableEnded) stream.unshift(this.#chunk);
      this.#chunk = undefined;
    }
    this.#wake();
  }

  get #connecting(): boolean {
    return this.stream instanceof Socket && this.stream.connecting;
  }

  /** Why the stream is of no more use, if it is. */
  get #gone(): Error | undefined {
    if (this.#error) return this.#error;
    if (!this.stream.destroyed) return undefined;
    return new Error('the stream was closed before all was said');
  }

  #nextChunk(): Uint8Array | undefined {
    const chunk: unknown = this.stream.read();
    if (chunk === null) return undefined;
    if (chunk instanceof Uint8Array) return chunk;
    throw new TypeError('SocketBio needs a stream of bytes: do not set an encoding or objectMode on it');
  }

  #nothingToRead(): number {
    if (this.#ended) return 0;
    const gone = this.#gone;
    if (gone) return this.fail(gone);
    return this.#connecting ? this.retrySpecial('connect') : this.retryRead();
  }

  readonly #wake = (): void => {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  };

  readonly #readable = (): void => {
    // At the end of input there is nothing to read, but only a read makes the stream say so by `end`.
    if (this.stream.readableLength === 0) this.stream.read(0);
    this.#wake();
  };

  readonly #end = (): void => {
    this.#ended = true;
    this.#wake();
  };

  readonly #closed = (): void => {
    this.#wake();
  };

  readonly #fail = (error: Error): void => {
    this.#error = error;
    this.#wake();
  };
}
