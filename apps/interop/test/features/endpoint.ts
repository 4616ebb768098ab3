import { connect, createServer, type Server, type Socket } from 'node:net';
import {
  type ClientOptions,
  Connection,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '@proj/handshake';

/** A connection whose bytes a socket carries. */
export class Endpoint {
  readonly connection: Connection;
  readonly #socket: Socket;

  private constructor(connection: Connection, socket: Socket) {
    this.connection = connection;
    this.#socket = socket;
  }

  /** Connects to a server and completes the handshake. */
  static async connect(port: number, options: ClientOptions): Promise<Endpoint> {
    const socket = connect(port, '127.0.0.1');
    const endpoint = new Endpoint(new Connection(clientConfig(options)), socket);
    await endpoint.#run();
    return endpoint;
  }

  /** Serves one client: `port` is where it is to come to, `accepted` settles when its handshake is complete. */
  static async listen(
    options: ServerOptions,
  ): Promise<{ readonly port: number; readonly accepted: Promise<Endpoint>; readonly close: () => void }> {
    const server: Server = createServer();
    const accepted = new Promise<Endpoint>((resolve, reject) => {
      server.once('connection', (socket: Socket) => {
        const endpoint = new Endpoint(new Connection(serverConfig(options)), socket);
        endpoint.#run().then(() => resolve(endpoint), reject);
      });
    });
    // It is looked at after the client has ended, which may be too late for Node.
    accepted.catch(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return { port, accepted, close: () => server.close() };
  }

  /** Sends a line, and what the peer answers until it ends. */
  end(): void {
    this.connection.close();
    this.#flush();
    this.#socket.end();
  }

  #flush(): void {
    const { output } = this.connection;
    if (output.pending === 0) return;
    this.#socket.write(output.peek().slice());
    output.consume(output.pending);
  }

  /** Drives the handshake until it is complete. Rejects with its failure. */
  #run(): Promise<void> {
    const { connection } = this;
    const socket = this.#socket;
    return new Promise((resolve, reject) => {
      const step = (): void => {
        try {
          for (;;) {
            const { kind } = connection.handshake();
            this.#flush();
            if (kind === 'has-output') continue;
            if (kind === 'done') resolve();
            return;
          }
        } catch (error) {
          this.#flush();
          socket.end();
          reject(error);
        }
      };
      socket.on('error', reject);
      socket.on('data', (bytes: Uint8Array) => {
        connection.receive(bytes);
        if (connection.isHandshaking) step();
      });
      socket.on('close', () => reject(new Error('the peer closed before the handshake was complete')));
      if (connection.role === 'client') socket.once('connect', step);
    });
  }
}
