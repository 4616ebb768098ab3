import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { BufferBio, SslBio, sslErrors } from '@proj/bio';
import { poll, SocketBio } from '@proj/node-adapter';
import type { Contender, Tunnel } from '../../contender.ts';
import type { Contexts, End } from './ends.ts';

const recordSize = 16_384;

interface Ends {
  readonly client: End<SocketBio>;
  readonly server: End<SocketBio>;
}

/** Both ends over sockets of this machine. */
export class Loopback implements Contender {
  readonly name: string;
  readonly #contexts: Contexts;
  readonly #server: Server;
  readonly #sink = new Uint8Array(recordSize);

  private constructor(contexts: Contexts, server: Server) {
    this.name = contexts.options.name;
    this.#contexts = contexts;
    this.#server = server;
  }

  static async open(contexts: Contexts): Promise<Loopback> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Loopback(contexts, server);
  }

  async handshake(): Promise<void> {
    free(await this.#connect());
  }

  async request(size: number): Promise<void> {
    const ends = await this.#connect();
    await complete(ends.client, () => ends.client.ssl.write(new Uint8Array(size)));
    await this.#receive(ends.server, size);
    free(ends);
  }

  async connect(): Promise<Tunnel> {
    const ends = await this.#connect();
    const { client, server } = ends;
    const block = new Uint8Array(recordSize);
    return {
      send: async (size, count) => {
        const data = block.subarray(0, size);
        const received = this.#receive(server, size * count);
        if (this.#contexts.options.buffered) await sendBuffered(client, data, count);
        else for (let i = 0; i < count; i++) await complete(client, () => client.ssl.write(data));
        await received;
      },
      pingPong: async (count) => {
        const byte = block.subarray(0, 1);
        for (let i = 0; i < count; i++) {
          await complete(client, () => client.ssl.write(byte));
          await this.#receive(server, 1);
          await complete(server, () => server.ssl.write(byte));
          await this.#receive(client, 1);
        }
      },
      close: async () => free(ends),
    };
  }

  async close(): Promise<void> {
    this.#server.close();
  }

  async #receive(end: End<SocketBio>, length: number): Promise<void> {
    for (let read = 0; read < length; ) read += await complete(end, () => end.ssl.read(this.#sink));
  }

  async #connect(): Promise<Ends> {
    const { port } = this.#server.address() as AddressInfo;
    const accepted = once(this.#server, 'connection') as Promise<[Socket]>;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const client = this.#contexts.client(new SocketBio(socket));
    const server = this.#contexts.server(new SocketBio((await accepted)[0]));
    await Promise.all([client, server].map((end) => complete(end, () => end.ssl.doHandshake())));
    while (this.#contexts.awaitsTicket(client)) {
      client.ssl.read(this.#sink);
      if (this.#contexts.awaitsTicket(client)) await poll(client.bio, { read: true });
    }
    this.#contexts.keepSession(client);
    return { client, server };
  }
}

function free({ client, server }: Ends): void {
  client.bio.stream.destroy();
  server.bio.stream.destroy();
}

/** Repeats a call until it is done, as its manual page says. */
async function complete({ ssl, bio }: End<SocketBio>, call: () => number): Promise<number> {
  for (;;) {
    const ret = call();
    if (ret > 0) return ret;
    const error = ssl.getError(ret);
    if (error !== sslErrors.WANT_READ && error !== sslErrors.WANT_WRITE && error !== sslErrors.WANT_CONNECT) {
      throw ssl.failure ?? new Error(`a call answered ${ret}, SSL_get_error ${error}`);
    }
    const write = error !== sslErrors.WANT_READ;
    await poll(bio, { write, read: !write });
  }
}

/** BIO_f_buffer(3) over BIO_f_ssl(3): what does not fit any more goes out as one record. */
async function sendBuffered({ ssl, bio }: End<SocketBio>, data: Uint8Array, count: number): Promise<void> {
  const gathering = new BufferBio(recordSize).push(new SslBio(ssl, false));
  const waitUnless = async (done: boolean): Promise<void> => {
    if (done) return;
    if (!gathering.shouldRetry) throw ssl.failure ?? new Error('a buffered write failed');
    await poll(bio, { write: gathering.shouldWrite, read: gathering.shouldRead });
  };
  for (let i = 0; i < count; ) {
    const written = gathering.write(data) === data.length;
    await waitUnless(written);
    if (written) i += 1;
  }
  for (let done = false; !done; await waitUnless(done)) done = gathering.flush() > 0;
}
