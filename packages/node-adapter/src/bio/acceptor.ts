import type { Bio } from '@proj/bio';
import { BlockingListener } from './blocking-listener.js';
import { ConnectionQueue } from './connection-queue.js';
import type { Address, Endpoint } from './endpoint.js';
import { SocketBio } from './socket-bio.js';

/** How an accept BIO listens: standing still, or by the event loop. What fails is thrown. */
export interface Acceptor {
  readonly address: Address;
  /** Whether it listens; if not, that must be waited for. */
  isListening(): boolean;
  /** A connection; `undefined` when one must be waited for. */
  accept(): Bio | undefined;
  /** Whether there is nothing to wait for. */
  readonly isReady: boolean;
  close(): void;
}

/** Listens and accepts standing still. */
export class BlockingAcceptor implements Acceptor {
  readonly #listener: BlockingListener;
  readonly isReady = true;

  constructor(endpoint: Endpoint, timeout: number | undefined) {
    this.#listener = new BlockingListener(endpoint, timeout === undefined ? {} : { timeout });
  }

  get address(): Address {
    return this.#listener.address;
  }

  isListening(): boolean {
    return true;
  }

  accept(): Bio {
    const { timeout } = this.#listener;
    return this.#listener.accept(timeout === undefined ? {} : { timeout });
  }

  close(): void {
    this.#listener.close();
  }
}

/** Listens and accepts by the event loop. */
export class LoopAcceptor implements Acceptor {
  readonly #queue: ConnectionQueue;
  #wasSeen = false;

  /** @param changed Called when there may be something to do. */
  constructor(endpoint: Endpoint, changed: () => void) {
    this.#queue = new ConnectionQueue(endpoint, changed);
  }

  get address(): Address {
    return this.#queue.address;
  }

  get isReady(): boolean {
    const { error, hasConnection, isListening } = this.#queue;
    return error !== undefined || hasConnection || (isListening && !this.#wasSeen);
  }

  isListening(): boolean {
    if (this.#queue.error) throw this.#queue.error;
    this.#wasSeen ||= this.#queue.isListening;
    return this.#wasSeen;
  }

  accept(): Bio | undefined {
    if (this.#queue.error) throw this.#queue.error;
    const socket = this.#queue.take();
    if (!socket) return undefined;
    const bio = new SocketBio(socket);
    socket.resume();
    return bio;
  }

  close(): void {
    this.#queue.close();
  }
}
