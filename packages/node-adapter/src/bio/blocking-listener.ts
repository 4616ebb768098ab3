import { Caller } from './blocking/caller.js';
import { status } from './blocking/channel.js';
import { adoptSocket, type BlockingOptions, type BlockingSocketBio } from './blocking-socket-bio.js';
import type { Address, Endpoint } from './endpoint.js';

/**
 * A listening socket whose calls return when they are done: bind(2), listen(2) and accept(2) of a program that has no event
 * loop. The sockets that it accepts are {@link BlockingSocketBio}s.
 */
export class BlockingListener {
  /** Milliseconds that {@link BlockingListener.accept} waits at most; without it, for ever. */
  timeout: number | undefined;
  readonly #caller: Caller;
  /** A connection that was asked for and did not come in time: the next call goes on waiting for it. */
  #awaited: Caller | undefined;

  /** Listens. Throws the system's error where that is not possible, such as `EADDRINUSE`. */
  constructor(endpoint: Endpoint, options: BlockingOptions = {}) {
    this.timeout = options.timeout;
    const caller = Caller.begin('listen', endpoint);
    this.#caller = caller;
    caller.waitUntil(() => caller.channel.is(status.open | status.failed), 'listen', undefined);
    if (!caller.failure) return;
    caller.close();
    throw caller.failure;
  }

  /** Where it listens: the port that was chosen, too. */
  get address(): Address {
    return this.#caller.local;
  }

  /** Waits for a connection. Throws an error `ETIMEDOUT` when none comes in time; the next call goes on. */
  accept(options: BlockingOptions = {}): BlockingSocketBio {
    if (this.#caller.failure) throw this.#caller.failure;
    const awaited = this.#awaited ?? this.#caller.accept();
    this.#awaited = awaited;
    const late = awaited.waitUntil(
      () => awaited.channel.is(status.open | status.failed),
      'accept',
      this.timeout,
    );
    if (late) throw late;
    this.#awaited = undefined;
    return adoptSocket(awaited, options);
  }

  /** Stops listening. Connections that were accepted stay. */
  close(): void {
    this.#awaited?.close();
    this.#caller.close();
  }
}
