import type { Socket } from 'node:net';
import { ConnectionQueue } from '../connection-queue.js';
import type { Endpoint } from '../endpoint.js';
import { Channel, type Link, type Request, status } from './channel.js';
import { reportFailure, reportOpen } from './report.js';

/** The worker's side of a listening socket. */
export class ServedListener {
  readonly #queue: ConnectionQueue;
  readonly #link: Link;
  readonly #channel: Channel;
  readonly #serve: (socket: Socket, link: Link) => void;
  /** Callers that wait for a connection. */
  readonly #waiting: Link[] = [];

  /** @param serve Begins to serve an accepted connection. */
  constructor(endpoint: Endpoint, link: Link, serve: (socket: Socket, link: Link) => void) {
    this.#link = link;
    this.#channel = new Channel(link.memory);
    this.#serve = serve;
    this.#queue = new ConnectionQueue(endpoint, () => this.#changed());
    link.port.on('message', (request: Request) => {
      if (request.kind === 'accept') this.#await(request.link);
      else if (request.kind === 'close') link.port.close();
    });
    link.port.on('close', () => this.#close());
  }

  /** Ends the channel with an error, for those who wait for a connection too. */
  fail(error: Error): void {
    for (const { memory, port } of this.#waiting.splice(0)) reportFailure(port, new Channel(memory), error);
    if (!this.#channel.is(status.failed)) reportFailure(this.#link.port, this.#channel, error);
  }

  #changed(): void {
    const { error, isListening, address } = this.#queue;
    if (error) this.fail(error);
    else if (isListening && !this.#channel.is(status.open)) {
      reportOpen(this.#link.port, this.#channel, address, {});
    }
    this.#match();
  }

  #await(link: Link): void {
    this.#waiting.push(link);
    link.port.once('message', ({ kind }: Request) => {
      const at = this.#waiting.indexOf(link);
      // Once a connection is there, messages are for its socket.
      if (at < 0 || kind !== 'close') return;
      this.#waiting.splice(at, 1);
      link.port.close();
    });
    this.#match();
  }

  #match(): void {
    while (this.#waiting.length > 0 && this.#queue.hasConnection) {
      const socket = this.#queue.take();
      const link = this.#waiting.shift();
      if (socket && link) this.#serve(socket, link);
    }
  }

  #close(): void {
    this.#queue.close();
    for (const { port } of this.#waiting.splice(0)) port.close();
  }
}
