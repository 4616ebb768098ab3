import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Connection } from '@proj/handshake';

/** Milliseconds that a peer may take for what is waited for. */
const patience = 15_000;

/** A connection with a socket under it, driven by records as they come. */
export class Wire {
  readonly connection: Connection;
  /** All data that came, as text. */
  text = '';
  #error: unknown;
  readonly #socket: Socket;

  constructor(connection: Connection, socket: Socket) {
    this.connection = connection;
    this.#socket = socket;
    socket.on('data', (bytes) => {
      if (typeof bytes !== 'string') connection.receive(bytes);
      this.drive();
    });
    socket.on('error', () => {});
    this.drive();
  }

  static async connect(connection: Connection, port: number): Promise<Wire> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    return new Wire(connection, socket);
  }

  /** Goes on as far as it can, and sends what there is to send. */
  drive(): void {
    try {
      if (this.connection.stateName === 'idle') this.connection.handshake();
      for (;;) {
        this.#flush();
        const { kind } = this.connection.processRecord();
        if (kind === 'has-data') this.text += this.#read();
        else if (kind !== 'done') break;
      }
    } catch (error) {
      this.#error = error;
    }
    this.#flush();
  }

  write(text: string): void {
    this.connection.write(new TextEncoder().encode(text));
    this.#flush();
  }

  /** Waits until something is so. Throws what ended the connection, or says what was waited for. */
  async until(what: string, condition: (wire: this) => boolean): Promise<void> {
    const end = Date.now() + patience;
    while (!condition(this)) {
      if (this.#error) throw this.#error;
      if (Date.now() > end) throw new Error(`${what}: not within ${patience / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(): string {
    const into = new Uint8Array(16_384);
    return new TextDecoder().decode(into.subarray(0, this.connection.read(into)));
  }

  #flush(): void {
    const { output } = this.connection;
    if (output.pending === 0) return;
    this.#socket.write(output.peek().slice());
    output.consume(output.pending);
  }
}

/** Listens on a port of loopback for one connection. */
export async function listen(
  connection: Connection,
): Promise<{ readonly port: number; readonly wire: Promise<Wire> }> {
  const server = createServer();
  const wire = new Promise<Wire>((resolve) => {
    server.once('connection', (socket) => {
      server.close();
      resolve(new Wire(connection, socket));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port, wire };
}
