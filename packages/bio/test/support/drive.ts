import { expect } from 'vitest';
import { Bio, createBioPair, type PairBio, type Ssl, sslErrors } from '../../src/index.js';
import { newClient, newServer } from './peers.js';

/** A client and a server with a BIO pair between them. */
export interface Duet {
  readonly client: Ssl;
  readonly server: Ssl;
  readonly clientBio: PairBio;
  readonly serverBio: PairBio;
}

/** Connects two ends; each direction holds `capacity` bytes. */
export function duet(client: Ssl = newClient(), server: Ssl = newServer(), capacity = 0): Duet {
  const [clientBio, serverBio] = createBioPair(capacity, capacity);
  client.setBio(clientBio, clientBio);
  server.setBio(serverBio, serverBio);
  return { client, server, clientBio, serverBio };
}

const wait = [sslErrors.WANT_READ, sslErrors.WANT_WRITE] as const;

/** Repeats a call, which may only ask to be repeated, until it gives a positive result; `meanwhile` runs in between. */
function insist(ssl: Ssl, call: () => number, meanwhile: () => void, limit = 200_000): number {
  for (let calls = 0; calls < limit; calls += 1) {
    const ret = call();
    if (ret > 0) return ret;
    expect(wait, ssl.failure?.message).toContain(ssl.getError(ret));
    meanwhile();
  }
  throw new Error(`no result after ${limit} calls`);
}

/** Completes the handshake of both ends; what follows it, such as tickets, has been taken in too. */
export function shakeHands({ client, server }: Duet): void {
  let served = 0;
  insist(
    client,
    () => client.doHandshake(),
    () => {
      if (served !== 1) served = server.doHandshake();
      if (served !== 1) expect(wait, server.failure?.message).toContain(server.getError(served));
    },
  );
  const rest = (): number => client.peek(new Uint8Array(1));
  if (served !== 1) insist(server, () => server.doHandshake(), rest);
  rest();
}

/** Moves `data` from one end to the other; the answer is what arrived. */
export function transfer(from: Ssl, to: Ssl, data: Uint8Array): Uint8Array {
  const arrived = new Uint8Array(data.length);
  const chunk = new Uint8Array(32_768);
  let count = 0;
  const receive = (): void => {
    for (;;) {
      const got = to.read(chunk);
      if (got <= 0) {
        expect(wait, to.failure?.message).toContain(to.getError(got));
        return;
      }
      arrived.set(chunk.subarray(0, got), count);
      count += got;
    }
  };
  if (data.length > 0) insist(from, () => from.write(data), receive);
  while (count < data.length) receive();
  return arrived;
}

/** Closes both directions, the client's first. */
export function closeBoth({ client, server }: Pick<Duet, 'client' | 'server'>): void {
  const into = new Uint8Array(16);
  let first = client.shutdown();
  for (let i = 0; i < 1000 && first < 0; i += 1) {
    expect(client.getError(first)).toBe(sslErrors.WANT_WRITE);
    server.read(into);
    first = client.shutdown();
  }
  expect(first).toBe(0);
  for (let i = 0; i < 1000 && server.shutdownState !== 2; i += 1) server.read(into);
  expect([server.read(into), server.getError(0)]).toEqual([0, sslErrors.ZERO_RETURN]);
  expect(
    insist(
      server,
      () => server.shutdown(),
      () => client.shutdown(),
    ),
  ).toBe(1);
  expect(
    insist(
      client,
      () => client.shutdown(),
      () => {},
      2,
    ),
  ).toBe(1);
  expect([client.shutdownState, server.shutdownState]).toEqual([3, 3]);
}

/** Bytes that are easy to tell apart. */
export function pattern(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8)) & 0xff);
}

/** A BIO that blocks: where its half of a pair would ask for a retry, it lets the other end work until it need not. */
export class BlockingBio extends Bio {
  readonly #half: PairBio;
  readonly #letOthersWork: () => void;

  constructor(half: PairBio, letOthersWork: () => void) {
    super();
    // A connection that it is taken out of, to put this in, shall not destroy the pair.
    half.upRef();
    this.#half = half;
    this.#letOthersWork = letOthersWork;
  }

  protected override readBytes(into: Uint8Array): number {
    return this.#insist(() => this.#half.read(into));
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.#insist(() => this.#half.write(data));
  }

  #insist(call: () => number): number {
    for (let turns = 0; turns < 10_000; turns += 1) {
      const ret = call();
      if (ret >= 0 || !this.#half.shouldRetry) return ret;
      this.#letOthersWork();
    }
    throw new Error('the other end does nothing');
  }
}
