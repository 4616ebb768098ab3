import { describe, expect, test } from 'vitest';
import {
  Bio,
  createBioPair,
  type PairBio,
  type Ssl,
  type SslContextOptions,
  sslErrors,
  sslOptions,
  verifyModes,
  wants,
} from '../../src/index.js';
import { duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { ca, clientContext, clientLeaf, newClient, newServer, serverContext } from '../support/peers.js';

const { WANT_READ, WANT_WRITE } = sslErrors;

/** Takes so many bytes and then none, until more are granted; counts the flights that went through. */
class DammedBio extends Bio {
  readonly #half: PairBio;
  #left = Number.POSITIVE_INFINITY;
  #sent = 0;
  #reading = true;
  /** Where each flight began, in bytes sent. */
  readonly flights: number[] = [];

  constructor(half: PairBio) {
    super();
    this.#half = half;
  }

  get sent(): number {
    return this.#sent;
  }

  /** Takes nothing beyond so many bytes in all. */
  damAt(sent: number): void {
    this.#left = sent - this.#sent;
  }

  protected override readBytes(into: Uint8Array): number {
    this.#reading = true;
    const count = this.#half.read(into);
    this.copyRetry(this.#half);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    if (this.#reading) this.flights.push(this.#sent);
    this.#reading = false;
    const count = Math.min(data.length, this.#left);
    if (count === 0) return this.retryWrite();
    this.#left -= count;
    this.#sent += count;
    return this.#half.write(data.subarray(0, count));
  }
}

interface Kind {
  readonly client: Partial<SslContextOptions>;
  readonly server: Partial<SslContextOptions>;
}
const identity = { certificate: clientLeaf.chainPem, privateKey: clientLeaf.keyPem };
const asking = { trust: ca.root.pem, verifyMode: verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT };
const kinds: readonly [string, Kind][] = [
  ['TLS 1.2', { client: { maxVersion: 'TLSv1.2' }, server: {} }],
  ['TLS 1.2 with a client certificate', { client: { maxVersion: 'TLSv1.2', ...identity }, server: asking }],
  ['TLS 1.3', { client: {}, server: {} }],
  ['TLS 1.3 with a client certificate', { client: identity, server: asking }],
  ['TLS 1.3 with a HelloRetryRequest', { client: { groups: 'X25519:P-384' }, server: { groups: 'P-384' } }],
];

function ends({ client, server }: Kind) {
  const [near, far] = createBioPair();
  const both = {
    client: { ssl: newClient(clientContext(client)), bio: new DammedBio(near) },
    server: { ssl: newServer(serverContext(server)), bio: new DammedBio(far) },
  };
  for (const { ssl, bio } of Object.values(both)) ssl.setBio(bio, bio);
  return both;
}

type Ends = ReturnType<typeof ends>;

/** Goes on until both are through, or one is dammed up. */
function run({ client, server }: Ends): Ssl | undefined {
  for (let i = 0; i < 20; i += 1) {
    for (const { ssl } of [client, server]) {
      const ret = ssl.isInitFinished ? ssl.peek(new Uint8Array(1)) : ssl.doHandshake();
      if (ret < 0 && ssl.getError(ret) === WANT_WRITE) return ssl;
      if (ret < 0) expect(ssl.getError(ret)).toBe(WANT_READ);
    }
  }
  return undefined;
}

describe.each(kinds)(
  '%s: WANT_WRITE in the middle of every flight, and then on (SSL_do_handshake(3), NOTES)',
  (_, kind) => {
    const whole = ends(kind);
    expect(run(whole)).toBeUndefined();
    const flights = (['client', 'server'] as const).flatMap((role) => {
      const { bio } = whole[role];
      return bio.flights.map((start, index) => {
        const end = bio.flights[index + 1] ?? bio.sent;
        return [role, index + 1, start + ((end - start) >> 1)] as const;
      });
    });

    test.each(flights)('%s, flight %i, at byte %i', (role, _index, at) => {
      const both = ends(kind);
      const { bio, ssl } = both[role];
      bio.damAt(at);
      expect(run(both)).toBe(ssl);
      expect([ssl.want, bio.sent, ssl.failure]).toEqual([wants.WRITING, at, undefined]);
      // Nothing has changed: it still has to wait.
      const { short } = ssl.state;
      expect([ssl.doHandshake(), ssl.getError(-1), ssl.state.short]).toEqual([-1, WANT_WRITE, short]);
      bio.damAt(Number.POSITIVE_INFINITY);
      expect(run(both)).toBeUndefined();
      expect([both.client.ssl.isInitFinished, both.server.ssl.isInitFinished]).toEqual([true, true]);
      expect(transfer(both.client.ssl, both.server.ssl, pattern(30))).toEqual(pattern(30));
    });
  },
);

describe('what data waits for', () => {
  const into = new Uint8Array(64);

  test('SSL_read(3) gives WANT_WRITE where it has a flight to send, and SSL_write(3) WANT_READ where it needs one', () => {
    const client = newClient(clientContext({ maxVersion: 'TLSv1.2' }));
    const server = newServer();
    const both = duet(client, server, 64);
    for (const ssl of [client, server]) ssl.clearOptions(sslOptions.NO_RENEGOTIATION);
    server.setOptions(sslOptions.ALLOW_CLIENT_RENEGOTIATION);
    shakeHands(both);
    client.renegotiate();
    const seen = { read: new Set<number>(), write: new Set<number>() };
    const data = pattern(5);
    let written = -1;
    for (let i = 0; i < 500 && written < 0; i += 1) {
      written = client.write(data);
      if (written < 0) seen.write.add(client.getError(written));
      const ret = server.read(into);
      if (ret < 0) seen.read.add(server.getError(ret));
    }
    expect([written, client.numRenegotiations, server.numRenegotiations]).toEqual([5, 1, 1]);
    expect([...seen.write].sort()).toEqual([WANT_READ, WANT_WRITE]);
    expect([...seen.read].sort()).toEqual([WANT_READ, WANT_WRITE]);
  });

  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'the same in a first handshake that reads and writes drive: %s',
    (maxVersion) => {
      const client = newClient(clientContext({ maxVersion }));
      const server = newServer();
      duet(client, server, 64);
      const seen = { read: new Set<number>(), write: new Set<number>() };
      const data = pattern(5);
      let [written, got] = [-1, -1];
      for (let i = 0; i < 500 && got < 0; i += 1) {
        if (written < 0) {
          written = client.write(data);
          if (written < 0) seen.write.add(client.getError(written));
        }
        // A server whose tickets find no room reads nothing: they have to be read here.
        if (client.isInitFinished) client.peek(into);
        got = server.read(into);
        if (got < 0) seen.read.add(server.getError(got));
      }
      expect([written, got]).toEqual([5, 5]);
      expect([...seen.write].sort()).toEqual([WANT_READ, WANT_WRITE]);
      expect([...seen.read].sort()).toEqual([WANT_READ, WANT_WRITE]);
    },
  );
});
