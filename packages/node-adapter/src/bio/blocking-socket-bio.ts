import { Bio, BioError } from '@proj/bio';
import { Caller } from './blocking/caller.js';
import { status } from './blocking/channel.js';
import type { Address, Endpoint } from './endpoint.js';
import type { Pollable } from './pollable.js';

/** How a {@link BlockingSocketBio} waits. */
export interface BlockingOptions {
  /** Milliseconds that one call waits for the peer at most; then it fails with `ETIMEDOUT`. Without it, for ever. */
  readonly timeout?: number;
}

/** Makes a BIO of an accepted connection: for listeners. */
export let adoptSocket: (caller: Caller, options: BlockingOptions) => BlockingSocketBio;

/**
 * A socket whose calls return when they are done (BIO_s_socket(3) over a blocking socket): the thread stands still
 * meanwhile. No turn of the event loop is needed, and none takes place. A worker thread owns the socket.
 *
 * It connects in the background; the first call waits for that. What fails, a refused connection, a reset, or a peer that is
 * silent for too long, is −1 with the error as `cause`. Bytes that {@link Bio.write} has counted are the system's.
 *
 * The process may end without {@link Bio.free}; but only then is the worker gone before.
 */
export class BlockingSocketBio extends Bio implements Pollable {
  /** Its calls wait by themselves. */
  readonly isReadable = true;
  /** Its calls wait by themselves. */
  readonly isWritable = true;
  /** As in {@link BlockingOptions}. */
  timeout: number | undefined;
  readonly #caller: Caller;
  /** Why nothing more can be written: it is not known how much of a write that took too long has been sent. */
  #broken: Error | undefined;
  #endedWriting = false;

  private constructor(caller: Caller, { timeout }: BlockingOptions) {
    super();
    this.timeout = timeout;
    this.#caller = caller;
  }

  static {
    adoptSocket = (caller, options) => new BlockingSocketBio(caller, options);
  }

  /** Begins to connect. */
  static connect(endpoint: Endpoint, options: BlockingOptions = {}): BlockingSocketBio {
    return new BlockingSocketBio(Caller.begin('connect', endpoint), options);
  }

  /** Our end's address, when connected. */
  get localAddress(): Address {
    return this.#caller.local;
  }

  /** The peer's address, when connected. */
  get remoteAddress(): Address {
    return this.#caller.remote;
  }

  override get name(): string {
    return 'socket';
  }

  /** Bytes that have come. */
  override get pending(): number {
    return this.#caller.channel.input.length;
  }

  override get eof(): boolean {
    const { channel } = this.#caller;
    return channel.is(status.ended) && channel.input.length === 0;
  }

  /** Nothing has to be waited for: never calls `wake`. */
  onceChanged(_wake: () => void): () => void {
    return () => {};
  }

  /** Ends our direction: the peer reads its end (`shutdown(fd, SHUT_WR)`). */
  endWriting(): void {
    this.#endedWriting = true;
    this.#caller.ask({ kind: 'end-writing' });
  }

  /** Waits until it is connected. */
  protected override establish(): number {
    return this.#ready('connect') ? 1 : -1;
  }

  protected override readBytes(into: Uint8Array): number {
    const caller = this.#caller;
    const { input } = caller.channel;
    if (input.length === 0) {
      const late = caller.waitUntil(
        () => input.length > 0 || caller.channel.is(status.ended | status.failed),
        'read',
        this.timeout,
      );
      if (late) return this.fail(late);
    }
    const count = input.take(into);
    if (count > 0) caller.wake('wantsRoom');
    else if (!caller.channel.is(status.ended)) return this.fail(caller.failure);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    if (this.#broken) return this.fail(this.#broken);
    if (this.#endedWriting) {
      return this.fail(new BioError('BROKEN_PIPE', 'endWriting() was called: nothing more can be written'));
    }
    if (!this.#ready('write')) return -1;
    const { output } = this.#caller.channel;
    let put = 0;
    while (put < data.length) {
      put += output.put(data.subarray(put));
      const failure = this.#sent();
      if (!failure) continue;
      this.#broken = failure;
      const taken = put - output.length;
      return taken > 0 ? taken : this.fail(failure);
    }
    return put;
  }

  protected override release(): void {
    this.#caller.close();
  }

  /** Waits until the system has taken all that the ring has; why not, if it does not. */
  #sent(): Error | undefined {
    const caller = this.#caller;
    const { output } = caller.channel;
    caller.wake('wantsOutput');
    const done = (): boolean => output.length === 0 || caller.channel.is(status.failed);
    return caller.waitUntil(done, 'write', this.timeout) ?? (output.length > 0 ? caller.failure : undefined);
  }

  /** Waits until it is connected. False, with the cause noted, when it fails. */
  #ready(syscall: string): boolean {
    const caller = this.#caller;
    const settled = (): boolean => caller.channel.is(status.open | status.failed);
    const failure = caller.waitUntil(settled, syscall, this.timeout) ?? caller.failure;
    if (failure) this.fail(failure);
    return !failure;
  }
}
