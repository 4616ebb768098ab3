import type { Socket } from 'node:net';
import { addressOf } from '../endpoint.js';
import { Channel, type Link, type Request, status, words } from './channel.js';
import { reportFailure, reportOpen } from './report.js';

/** The worker's side of a connection: moves bytes between a socket and the rings. */
export class ServedSocket {
  readonly #socket: Socket;
  readonly #port: Link['port'];
  readonly #channel: Channel;
  /** What came and did not fit: at most one chunk, as the socket is paused meanwhile. */
  #rest: Uint8Array | undefined;
  #ended = false;
  #writing = false;

  constructor(socket: Socket, { memory, port }: Link) {
    this.#socket = socket;
    this.#port = port;
    this.#channel = new Channel(memory);
    port.on('message', (request: Request) => this.#serve(request)).on('close', () => socket.destroy());
    socket.on('data', (chunk) => {
      if (typeof chunk !== 'string') this.#receive(chunk);
    });
    socket.on('end', () => this.#end()).on('error', (error) => this.fail(error));
    if (socket.connecting) socket.once('connect', () => this.#begin());
    else if (socket.destroyed) this.fail(socket.errored ?? new Error('the peer left before it was accepted'));
    else this.#begin();
  }

  /** Ends the channel with an error. */
  fail(error: Error): void {
    if (!this.#channel.is(status.failed)) reportFailure(this.#port, this.#channel, error);
  }

  #begin(): void {
    const { localAddress, localPort, remoteAddress, remotePort } = this.#socket;
    reportOpen(
      this.#port,
      this.#channel,
      addressOf(localAddress, localPort),
      addressOf(remoteAddress, remotePort),
    );
    this.#send();
  }

  #serve(request: Request): void {
    if (request.kind === 'wake') {
      if (this.#rest) this.#receive(this.#rest);
      this.#send();
    } else if (request.kind === 'end-writing') this.#socket.end();
    else if (request.kind === 'close') this.#port.close();
  }

  /** Takes in what came. What does not fit waits, and so do the socket and then the peer. */
  #receive(chunk: Uint8Array): void {
    const { input, words: shared } = this.#channel;
    let rest = chunk.subarray(input.put(chunk));
    if (rest.length > 0) {
      // The reader may have made room before it could see that it is wanted.
      Atomics.store(shared, words.wantsRoom, 1);
      rest = rest.subarray(input.put(rest));
    }
    this.#channel.tell();
    if (rest.length > 0) {
      this.#rest = rest;
      this.#socket.pause();
    } else if (this.#rest) {
      this.#rest = undefined;
      if (this.#ended) this.#channel.tell(status.ended);
      else this.#socket.resume();
    }
  }

  /** A socket that is paused tells its end all the same: what has not fitted yet comes first. */
  #end(): void {
    this.#ended = true;
    if (!this.#rest) this.#channel.tell(status.ended);
  }

  /** Sends what the ring has, piece by piece; a piece is dropped when the system has taken it. */
  #send(): void {
    if (this.#writing || this.#socket.connecting || this.#socket.writableEnded) return;
    const { output, words: shared } = this.#channel;
    if (output.length === 0) {
      // The writer may have put something in before it could see that it is wanted.
      Atomics.store(shared, words.wantsOutput, 1);
      if (output.length === 0) return;
    }
    const piece = output.front;
    this.#writing = true;
    this.#socket.write(piece, (error) => {
      this.#writing = false;
      if (error) return;
      output.drop(piece.length);
      this.#channel.tell();
      this.#send();
    });
  }
}
