import { type MessagePort, Worker } from 'node:worker_threads';
import type { Order } from './channel.js';

/** Milliseconds that a worker may take to start: some ten are usual, and a machine may be busy. */
const startLimit = 60_000;

/**
 * The one worker thread that owns the sockets of a thread's blocking BIOs. It is there while any of them is open, never keeps
 * the process from ending, and ends with the last one.
 */
class SocketThread {
  readonly #worker: Worker;
  readonly #started = new Int32Array(new SharedArrayBuffer(4));
  #users = 0;

  constructor() {
    const { from, eval: isText } = program();
    this.#worker = new Worker(from, {
      name: 'sockets of blocking BIOs',
      eval: isText,
      workerData: this.#started,
    });
    this.#worker.unref();
  }

  order(order: Order, ports: readonly MessagePort[]): void {
    this.#worker.postMessage(order, ports);
  }

  /** Waits until the worker runs. Throws when it does not: a thread that stands still can not see why. */
  awaitStart(): void {
    if (Atomics.wait(this.#started, 0, 0, startLimit) !== 'timed-out') return;
    throw new Error(
      `the worker of blocking BIOs did not start within ${startLimit / 1000} s: its file, socket-worker.js, must lie beside ${import.meta.url}`,
    );
  }

  acquire(): this {
    this.#users += 1;
    return this;
  }

  release(): void {
    this.#users -= 1;
    if (this.#users > 0) return;
    if (current === this) current = undefined;
    this.order({ kind: 'end' }, []);
  }
}

let current: SocketThread | undefined;

/** Starts the thread, or takes the one that runs. Each call asks for one {@link SocketThread.release}. */
export function acquireSocketThread(): SocketThread {
  current ??= new SocketThread();
  return current.acquire();
}

export type { SocketThread };

/** The worker's file; or a text that imports it, where Node.js was told what kind of text it runs, and so its workers are. */
function program(): { readonly from: URL | string; readonly eval: boolean } {
  const file = new URL('./socket-worker.js', import.meta.url);
  const isText = process.execArgv.some((option) => option.startsWith('--input-type'));
  return isText ? { from: `import(${JSON.stringify(file.href)})`, eval: true } : { from: file, eval: false };
}
