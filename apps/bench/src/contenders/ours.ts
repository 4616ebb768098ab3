import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { type Bio, createBioPair, Ssl, SslContext, sslErrors } from '@proj/bio';
import type { CryptoProvider } from '@proj/crypto';
import { poll, SocketBio } from '@proj/node-adapter';
import type { Contender, Transport, Tunnel } from '../contender.ts';
import type { Profile } from '../profile.ts';

/** One end: the SSL object, and how to wait for its BIO. */
interface End {
  readonly ssl: Ssl;
  readonly bio: Bio;
  /** Waits until the BIO may go on. In memory that is the other end's turn, and there is nothing to wait for. */
  wait(error: number): Promise<void>;
}

/** What a contender of ours is made of. */
export interface OursOptions {
  readonly name: string;
  readonly provider: CryptoProvider;
  readonly profile: Profile;
  readonly transport: Transport;
  /** Let the client remember chains that it has verified; otherwise each handshake verifies anew, as node:tls does. */
  readonly rememberChains?: boolean;
}

/** SSL objects of ours at both ends. */
export async function ours(options: OursOptions): Promise<Contender> {
  const contexts = new Contexts(options);
  return options.transport === 'memory'
    ? new InMemory(options.name, contexts)
    : await Loopback.open(options.name, contexts);
}

/** The contexts of both ends. */
class Contexts {
  readonly server: SslContext;
  readonly client: SslContext;
  readonly host: string;

  constructor({ provider, profile, rememberChains = false }: OursOptions) {
    const { version, suite, group } = profile;
    const suites = version === 'TLSv1.3' ? { cipherSuites: suite } : { cipherList: suite };
    const common = { provider, minVersion: version, maxVersion: version, groups: group, ...suites };
    this.host = profile.host;
    this.client = new SslContext({
      ...common,
      trust: profile.rootPem,
      ...(rememberChains ? {} : { verificationCache: 'none' as const }),
    });
    this.server = new SslContext({
      ...common,
      certificate: profile.chainPem,
      privateKey: profile.keyPem,
    });
    for (const context of [this.client, this.server]) context.readAhead = true;
  }
}

function makeEnd(context: SslContext, bio: Bio, wait: End['wait'], host?: string): End {
  const ssl = new Ssl(context);
  ssl.setBio(bio, bio);
  if (host === undefined) ssl.setAcceptState();
  else {
    ssl.setConnectState();
    ssl.serverName = host;
  }
  return { ssl, bio, wait };
}

/** One attempt: the result, or `undefined` when it has to be repeated after waiting. */
function attempt({ ssl }: End, call: () => number): number | undefined {
  const ret = call();
  if (ret > 0) return ret;
  const error = ssl.getError(ret);
  if (error === sslErrors.WANT_READ || error === sslErrors.WANT_WRITE || error === sslErrors.WANT_CONNECT)
    return undefined;
  throw ssl.failure ?? new Error(`a call answered ${ret}, SSL_get_error ${error}`);
}

class InMemory implements Contender {
  readonly name: string;
  readonly #contexts: Contexts;

  constructor(name: string, contexts: Contexts) {
    this.name = name;
    this.#contexts = contexts;
  }

  async handshake(): Promise<void> {
    this.#connect();
  }

  async connect(): Promise<Tunnel> {
    const { client, server } = this.#connect();
    const block = new Uint8Array(16_384);
    const sink = new Uint8Array(16_384);
    const move = (from: End, to: End, data: Uint8Array): void => {
      let written = false;
      for (let read = 0; read < data.length; ) {
        if (!written) written = attempt(from, () => from.ssl.write(data)) !== undefined;
        read += attempt(to, () => to.ssl.read(sink)) ?? 0;
      }
    };
    return {
      send: async (size, count) => {
        const data = block.subarray(0, size);
        for (let i = 0; i < count; i++) move(client, server, data);
      },
      pingPong: async (count) => {
        const byte = block.subarray(0, 1);
        for (let i = 0; i < count; i++) {
          move(client, server, byte);
          move(server, client, byte);
        }
      },
      close: async () => {},
    };
  }

  async close(): Promise<void> {}

  #connect(): { client: End; server: End } {
    const [clientBio, serverBio] = createBioPair();
    const noWait = async (): Promise<void> => {};
    const client = makeEnd(this.#contexts.client, clientBio, noWait, this.#contexts.host);
    const server = makeEnd(this.#contexts.server, serverBio, noWait);
    for (let done = 0; done < 2; ) {
      done = 0;
      for (const end of [client, server]) if (attempt(end, () => end.ssl.doHandshake()) === 1) done++;
    }
    return { client, server };
  }
}

class Loopback implements Contender {
  readonly name: string;
  readonly #contexts: Contexts;
  readonly #server: Server;

  private constructor(name: string, contexts: Contexts, server: Server) {
    this.name = name;
    this.#contexts = contexts;
    this.#server = server;
  }

  static async open(name: string, contexts: Contexts): Promise<Loopback> {
    const server = createServer({ noDelay: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Loopback(name, contexts, server);
  }

  async handshake(): Promise<void> {
    const { client, server } = await this.#connect();
    client.bio.free();
    server.bio.free();
  }

  async connect(): Promise<Tunnel> {
    const { client, server } = await this.#connect();
    const block = new Uint8Array(16_384);
    const sink = new Uint8Array(16_384);
    const readAll = async (end: End, length: number): Promise<void> => {
      for (let read = 0; read < length; ) read += await complete(end, () => end.ssl.read(sink));
    };
    return {
      send: async (size, count) => {
        const data = block.subarray(0, size);
        const received = readAll(server, size * count);
        for (let i = 0; i < count; i++) await complete(client, () => client.ssl.write(data));
        await received;
      },
      pingPong: async (count) => {
        const byte = block.subarray(0, 1);
        for (let i = 0; i < count; i++) {
          await complete(client, () => client.ssl.write(byte));
          await readAll(server, 1);
          await complete(server, () => server.ssl.write(byte));
          await readAll(client, 1);
        }
      },
      close: async () => {
        client.bio.free();
        server.bio.free();
      },
    };
  }

  async close(): Promise<void> {
    this.#server.close();
  }

  async #connect(): Promise<{ client: End; server: End }> {
    const { port } = this.#server.address() as AddressInfo;
    const accepted = once(this.#server, 'connection') as Promise<[Socket]>;
    const client = this.#end(connect({ port, host: '127.0.0.1', noDelay: true }), true);
    const server = this.#end((await accepted)[0], false);
    await Promise.all([client, server].map((end) => complete(end, () => end.ssl.doHandshake())));
    return { client, server };
  }

  #end(socket: Socket, isClient: boolean): End {
    const bio = new SocketBio(socket);
    const wait = async (error: number): Promise<void> => {
      const write = error !== sslErrors.WANT_READ;
      await poll(bio, { write, read: !write });
    };
    const { client, server, host } = this.#contexts;
    return isClient ? makeEnd(client, bio, wait, host) : makeEnd(server, bio, wait);
  }
}

/** Repeats a call until it is done, as its manual page says. */
async function complete(end: End, call: () => number): Promise<number> {
  for (;;) {
    const ret = call();
    if (ret > 0) return ret;
    const error = end.ssl.getError(ret);
    if (error !== sslErrors.WANT_READ && error !== sslErrors.WANT_WRITE && error !== sslErrors.WANT_CONNECT) {
      throw end.ssl.failure ?? new Error(`a call answered ${ret}, SSL_get_error ${error}`);
    }
    await end.wait(error);
  }
}
