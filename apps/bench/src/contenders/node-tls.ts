import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { createSecureContext, type SecureContext, TLSSocket, connect as tlsConnect } from 'node:tls';
import type { Contender, Kind, Transport, Tunnel } from '../contender.ts';
import type { Profile } from '../profile.ts';

/**
 * How `node:tls` is written to: as fast as its stream takes it, which puts what waits into records of the largest size;
 * or each write when the one before is done, which makes a record of each, as SSL_write(3) does.
 */
type Writing = 'streaming' | 'one by one';

/** What a contender is made of. */
export interface NodeTlsOptions {
  readonly profile: Profile;
  readonly transport: Transport;
  /** Default `streaming`. */
  readonly writing?: Writing;
  /** Default `full`. */
  readonly kind?: Kind;
}

/** `node:tls` at both ends, over the same kinds of transport. */
export async function nodeTls(options: NodeTlsOptions): Promise<Contender> {
  return new NodeTls(options, options.transport === 'memory' ? memoryWires : await LoopbackWires.open());
}

/** Makes two streams that are connected to each other. */
interface Wires {
  make(): Promise<{ client: Duplex; server: Duplex }>;
  close(): void;
}

const memoryWires: Wires = {
  make: async () => {
    const [client, server] = duplexPair();
    return { client, server };
  },
  close: () => {},
};

class LoopbackWires implements Wires {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<LoopbackWires> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LoopbackWires(server);
  }

  async make(): Promise<{ client: Duplex; server: Duplex }> {
    const { port } = this.#server.address() as AddressInfo;
    const accepted = once(this.#server, 'connection') as Promise<[Socket]>;
    const client = connect({ port, host: '127.0.0.1', noDelay: true });
    return { client, server: (await accepted)[0] };
  }

  close(): void {
    this.#server.close();
  }
}

class NodeTls implements Contender {
  readonly name: string;
  readonly #writing: Writing;
  readonly #kind: Kind;
  readonly #profile: Profile;
  readonly #wires: Wires;
  readonly #client: SecureContext;
  readonly #server: SecureContext;
  #session: Buffer | undefined;

  constructor({ kind = 'full', profile, writing = 'streaming' }: NodeTlsOptions, wires: Wires) {
    this.name = writing === 'streaming' ? 'node:tls' : `node:tls ${writing}`;
    this.#writing = writing;
    const { version, suite, group } = profile;
    const common = { minVersion: version, maxVersion: version, ciphers: suite, ecdhCurve: group };
    this.#profile = profile;
    this.#kind = kind;
    this.#wires = wires;
    this.#client = createSecureContext({ ...common, ca: profile.rootPem });
    this.#server = createSecureContext({ ...common, cert: profile.chainPem, key: profile.keyPem });
  }

  async handshake(): Promise<void> {
    const { client, server } = await this.#connect();
    client.destroy();
    server.destroy();
  }

  async request(size: number): Promise<void> {
    const { client, server } = await this.#connect();
    client.write(Buffer.alloc(size));
    await readAll(server, size);
    client.destroy();
    server.destroy();
  }

  async connect(): Promise<Tunnel> {
    const { client, server } = await this.#connect();
    const block = Buffer.alloc(16_384);
    return {
      send: async (size, count) => {
        const data = block.subarray(0, size);
        const received = readAll(server, size * count);
        for (let i = 0; i < count; i++) {
          if (this.#writing === 'one by one') await written(client, data);
          else if (!client.write(data)) await once(client, 'drain');
        }
        await received;
      },
      pingPong: async (count) => {
        const byte = block.subarray(0, 1);
        for (let i = 0; i < count; i++) {
          client.write(byte);
          await readAll(server, 1);
          server.write(byte);
          await readAll(client, 1);
        }
      },
      close: async () => {
        client.destroy();
        server.destroy();
      },
    };
  }

  async close(): Promise<void> {
    this.#wires.close();
  }

  async #connect(): Promise<{ client: TLSSocket; server: TLSSocket }> {
    const wires = await this.#wires.make();
    const server = new TLSSocket(wires.server, { isServer: true, secureContext: this.#server });
    const client = tlsConnect({
      socket: wires.client,
      secureContext: this.#client,
      servername: this.#profile.host,
      ...(this.#session && { session: this.#session }),
    });
    // The ticket of TLS 1.3 comes after the handshake; no other one comes when that is resumed.
    const comesLater =
      this.#kind === 'resumed' && this.#profile.version === 'TLSv1.3' && this.#session === undefined;
    const ticket = comesLater ? once(client, 'session') : undefined;
    if (comesLater) client.resume();
    await Promise.all([once(client, 'secureConnect'), once(server, 'secure'), ticket]);
    if (!client.authorized) throw client.authorizationError;
    if (this.#kind === 'resumed') this.#keepSession(client);
    return { client, server };
  }

  /** Throws where one was offered and not taken. */
  #keepSession(client: TLSSocket): void {
    if (this.#session && !client.isSessionReused()) throw new Error('the server did not resume the session');
    this.#session ??= client.getSession();
  }
}

function written(socket: TLSSocket, data: Buffer): Promise<void> {
  return new Promise((resolve) => {
    socket.write(data, () => resolve());
  });
}

function readAll(socket: TLSSocket, length: number): Promise<void> {
  return new Promise((resolve) => {
    let read = 0;
    const take = (): void => {
      for (let chunk = socket.read() as Buffer | null; chunk; chunk = socket.read() as Buffer | null)
        read += chunk.length;
      if (read < length) return;
      socket.off('readable', take);
      resolve();
    };
    socket.on('readable', take);
    take();
  });
}
