import { createServer, type Server, type Socket } from 'node:net';
import { type Address, addressOf, type Endpoint } from './endpoint.js';

/**
 * Connections that may wait to be accepted. libuv takes whatever the kernel has, so that beyond this number peers are turned
 * away, as by a full backlog.
 */
const backlog = 128;

/** A listening socket, and the connections that nobody has accepted yet. */
export class ConnectionQueue {
  readonly #server: Server;
  readonly #changed: () => void;
  readonly #sockets: Socket[] = [];
  #error: Error | undefined;

  /**
   * Listens. Throws for a port that is none; other failures come later.
   *
   * @param changed Called when it has begun to listen, has failed, or a connection has come.
   */
  constructor(endpoint: Endpoint, changed: () => void) {
    this.#changed = changed;
    this.#server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true });
    this.#server.on('connection', (socket) => this.#connected(socket)).on('listening', changed);
    this.#server.on('error', (error) => {
      this.#error = error;
      changed();
    });
    this.#server.listen({ ...endpoint, backlog });
  }

  /** Whether it listens. */
  get isListening(): boolean {
    return this.#server.listening;
  }

  /** Why it does not listen any more, if that is so. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** Where it listens. */
  get address(): Address {
    const at = this.#server.address();
    return typeof at === 'string' ? { address: at } : addressOf(at?.address, at?.port);
  }

  /** Whether a connection waits. */
  get hasConnection(): boolean {
    return this.#sockets.length > 0;
  }

  /** The connection that has waited longest, paused. */
  take(): Socket | undefined {
    return this.#sockets.shift();
  }

  /** Stops listening. Connections that were not taken are closed. */
  close(): void {
    this.#server.close();
    for (const socket of this.#sockets.splice(0)) socket.destroy();
  }

  #connected(socket: Socket): void {
    if (this.#sockets.length >= backlog) {
      socket.destroy();
      return;
    }
    // A peer that leaves before it is accepted is found out when it is.
    socket.on('error', () => {});
    this.#sockets.push(socket);
    this.#changed();
  }
}
