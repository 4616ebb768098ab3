import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type Server,
  type Socket,
  type TcpNetConnectOpts,
} from 'node:net';
import { poll, SocketBio } from '@proj/node-adapter';
import type { Condition, Transport } from './transport.ts';

/** Milliseconds for what was written to leave before the socket is closed. */
const lingerLimit = 2000;

/** A non-blocking socket BIO. */
export class SocketTransport implements Transport {
  readonly bio: SocketBio;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    socket.setNoDelay(true);
    this.#socket = socket;
    this.bio = new SocketBio(socket);
  }

  /** Starts to connect; whether that succeeds shows in the BIO. Reading goes on when the other direction has ended. */
  static connect(options: TcpNetConnectOpts): SocketTransport {
    return new SocketTransport(connect({ ...options, allowHalfOpen: true }));
  }

  async poll(condition: Condition, milliseconds: number | undefined): Promise<boolean> {
    const wanted = { read: condition === 'read' || condition === 'any', write: condition !== 'read' };
    const limit = milliseconds === undefined ? {} : { timeout: milliseconds };
    const { readable, writable } = await poll(this.bio, { ...wanted, ...limit });
    return readable || writable;
  }

  /** Lets what was written leave, an alert perhaps, then closes the socket. */
  async close(): Promise<void> {
    const socket = this.#socket;
    if (!socket.destroyed && !socket.connecting) {
      const finished = once(socket, 'finish', { signal: AbortSignal.timeout(lingerLimit) });
      socket.end();
      await finished.catch(() => {});
    }
    // The BIO belongs to the connection that it was set on (SSL_set_bio(3)); the socket is ours.
    socket.destroy();
  }
}

/** A socket that listens on loopback. */
export class Listener {
  readonly port: number;
  readonly #server: Server;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** Listens on a free port. */
  static async open(): Promise<Listener> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Listener(server, (server.address() as AddressInfo).port);
  }

  /** The next connection. Rejects with a `TimeoutError` when none comes within so many milliseconds. */
  async accept(milliseconds: number): Promise<SocketTransport> {
    const [socket] = await once(this.#server, 'connection', { signal: AbortSignal.timeout(milliseconds) });
    return new SocketTransport(socket);
  }

  /** Stops listening. */
  close(): void {
    this.#server.close();
  }
}
