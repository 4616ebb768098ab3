import { constants } from 'node:os';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { Address, Endpoint } from '../endpoint.js';
import { Channel, type Link, type Report, type Request, status, words } from './channel.js';
import { acquireSocketThread, type SocketThread } from './socket-thread.js';
import { systemError, timedOut } from './system-error.js';

/** The caller's side of a channel: asks the worker, and stands still until it has answered. */
export class Caller {
  readonly channel: Channel;
  #local: Address = {};
  #remote: Address = {};
  #failure: NodeJS.ErrnoException | undefined;
  readonly #port: MessagePort;
  readonly #thread: SocketThread;
  #closed = false;

  private constructor(thread: SocketThread, memory: SharedArrayBuffer, port: MessagePort) {
    this.#thread = thread;
    this.channel = new Channel(memory);
    this.#port = port;
    port.unref();
  }

  /** Begins to connect to, or to listen on, an endpoint. */
  static begin(kind: 'connect' | 'listen', endpoint: Endpoint): Caller {
    const thread = acquireSocketThread();
    const { caller, link } = Caller.#create(thread);
    thread.order({ kind, endpoint, link }, [link.port]);
    return caller;
  }

  /** On a listener: begins to accept a connection. */
  accept(): Caller {
    const { caller, link } = Caller.#create(this.#thread.acquire());
    this.ask({ kind: 'accept', link }, [link.port]);
    return caller;
  }

  static #create(thread: SocketThread): { caller: Caller; link: Link } {
    const memory = Channel.memory();
    const { port1, port2 } = new MessageChannel();
    return { caller: new Caller(thread, memory, port1), link: { memory, port: port2 } };
  }

  /** Our end's address, once the channel is open. */
  get local(): Address {
    this.#look();
    return this.#local;
  }

  /** The peer's address, once the channel is open. */
  get remote(): Address {
    this.#look();
    return this.#remote;
  }

  /** Why the channel has come to its end, if it has. */
  get failure(): NodeJS.ErrnoException | undefined {
    if (this.channel.is(status.failed)) this.#look();
    return this.#failure;
  }

  /** Says something to the worker's side. */
  ask(request: Request, ports: MessagePort[] = []): void {
    if (!this.#closed) this.#port.postMessage(request, ports);
  }

  /** Wakes the worker's side if it sleeps for this reason. */
  wake(reason: 'wantsOutput' | 'wantsRoom'): void {
    if (Atomics.exchange(this.channel.words, words[reason], 0) === 1) this.ask({ kind: 'wake' });
  }

  /**
   * Stands still until the condition holds. When the time is up before, gives the error that says so; the worker's own
   * failures are for the condition to look at.
   *
   * @param timeout In milliseconds; without it, for ever.
   */
  waitUntil(holds: () => boolean, syscall: string, timeout: number | undefined): Error | undefined {
    const end = timeout === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeout;
    for (;;) {
      const seen = Atomics.load(this.channel.words, words.events);
      if (holds()) return undefined;
      if (seen === 0) this.#thread.awaitStart();
      const left = end - performance.now();
      if (left <= 0) return timedOut(syscall, timeout ?? 0);
      Atomics.wait(this.channel.words, words.events, seen, left);
    }
  }

  /** Closes the channel and its socket, and with the last one the worker ends. */
  close(): void {
    if (this.#closed) return;
    this.ask({ kind: 'close' });
    this.#look();
    this.#failure ??= systemError({
      message: 'this socket was closed here',
      code: 'EBADF',
      errno: -constants.errno.EBADF,
    });
    this.#closed = true;
    this.#port.close();
    this.#thread.release();
    // Nobody else will wake a call that comes all the same.
    this.channel.tell(status.failed);
  }

  /** Takes in what the worker's side has reported. */
  #look(): void {
    if (this.#closed) return;
    for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port)) {
      const report: Report = got.message;
      if (report.kind === 'failed') this.#failure = systemError(report.error);
      else {
        this.#local = report.local;
        this.#remote = report.remote;
      }
    }
  }
}
