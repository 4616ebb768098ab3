import { BufferBio, createBioPair, earlyDataReads, type PairBio, SslBio } from '@proj/bio';
import type { Contender, Tunnel } from '../../contender.ts';
import { attempt, type Contexts, type End } from './ends.ts';

/** Bytes of the largest record, and of what a buffering BIO gathers. */
const recordSize = 16_384;

interface Ends {
  readonly client: End<PairBio>;
  readonly server: End<PairBio>;
}

/** Both ends over a BIO pair, driven in turns: nothing is ever waited for. */
export class InMemory implements Contender {
  readonly name: string;
  readonly #contexts: Contexts;
  readonly #sink = new Uint8Array(recordSize);

  constructor(contexts: Contexts) {
    this.name = contexts.options.name;
    this.#contexts = contexts;
  }

  async handshake(): Promise<void> {
    this.#connect();
  }

  async request(size: number): Promise<void> {
    const data = new Uint8Array(size);
    if (!this.#contexts.options.earlyData) {
      const { client, server } = this.#connect();
      attempt(client, () => client.ssl.write(data));
      this.#receive(server, size);
      return;
    }
    const ends = this.#ends();
    const { client, server } = ends;
    // Without a session, the first time, there is none.
    const isEarly = client.ssl.session !== undefined;
    if (isEarly && client.ssl.writeEarlyData(data).ret !== 1)
      throw client.ssl.failure ?? new Error('no early data');
    let read = 0;
    for (;;) {
      const { ret, readbytes } = server.ssl.readEarlyData(this.#sink);
      if (ret === earlyDataReads.SUCCESS) read += readbytes;
      else break;
    }
    if (isEarly && read < size) throw new Error('the server did not take the early data');
    this.#complete(ends);
  }

  async connect(): Promise<Tunnel> {
    const { client, server } = this.#connect();
    const block = new Uint8Array(recordSize);
    const move = (from: End, to: End, data: Uint8Array): void => {
      let written = false;
      for (let read = 0; read < data.length; ) {
        if (!written) written = attempt(from, () => from.ssl.write(data)) !== undefined;
        read += attempt(to, () => to.ssl.read(this.#sink)) ?? 0;
      }
    };
    return {
      send: async (size, count) => {
        const data = block.subarray(0, size);
        if (this.#contexts.options.buffered) this.#sendBuffered(client, server, data, count);
        else for (let i = 0; i < count; i++) move(client, server, data);
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

  /** BIO_f_buffer(3) over BIO_f_ssl(3): what does not fit any more goes out as one record. */
  #sendBuffered(client: End, server: End, data: Uint8Array, count: number): void {
    const gathering = new BufferBio(recordSize).push(new SslBio(client.ssl, false));
    const total = data.length * count;
    let read = 0;
    const drain = (): void => {
      for (let got = 1; got > 0; read += got) got = attempt(server, () => server.ssl.read(this.#sink)) ?? 0;
    };
    for (let i = 0; i < count; ) {
      if (gathering.write(data) === data.length) i += 1;
      else drain();
    }
    while (gathering.flush() <= 0) drain();
    while (read < total) drain();
  }

  #receive(server: End, size: number): void {
    for (let read = 0; read < size; ) read += attempt(server, () => server.ssl.read(this.#sink)) ?? 0;
  }

  #connect(): Ends {
    const ends = this.#ends();
    this.#complete(ends);
    return ends;
  }

  #ends(): Ends {
    const [near, far] = createBioPair();
    return { client: this.#contexts.client(near), server: this.#contexts.server(far) };
  }

  #complete({ client, server }: Ends): void {
    for (let done = 0; done < 2; ) {
      done = 0;
      for (const end of [client, server]) {
        // A server that has early data behind it goes on only when it has read that to its end.
        if (!end.ssl.isInitFinished && end === server && this.#contexts.options.earlyData) {
          while (server.ssl.readEarlyData(this.#sink).ret === earlyDataReads.SUCCESS);
        }
        if (attempt(end, () => end.ssl.doHandshake()) === 1) done++;
      }
    }
    if (this.#contexts.awaitsTicket(client)) attempt(client, () => client.ssl.read(this.#sink));
    this.#contexts.keepSession(client);
  }
}
