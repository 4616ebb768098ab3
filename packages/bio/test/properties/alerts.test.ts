import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bio, createBioPair, type PairBio, type Ssl, sslErrors } from '../../src/index.js';
import { clientContext, newClient, newServer } from '../support/peers.js';

const { SSL, WANT_READ, WANT_WRITE } = sslErrors;
const roles = ['client', 'server'] as const;

/** Turns one bit over of what is read through it. */
class NoisyBio extends Bio {
  readonly #half: PairBio;
  readonly #at: number;
  #read = 0;

  constructor(half: PairBio, at: number) {
    super();
    this.#half = half;
    this.#at = at;
  }

  get hasNoise(): boolean {
    return this.#read > this.#at;
  }

  protected override readBytes(into: Uint8Array): number {
    const count = this.#half.read(into);
    this.copyRetry(this.#half);
    const at = this.#at - this.#read;
    if (count > 0) {
      if (at >= 0 && at < count) into[at] = (into[at] ?? 0) ^ 0x40;
      this.#read += count;
    }
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const count = this.#half.write(data);
    this.copyRetry(this.#half);
    return count;
  }
}

/** What the calls of an end came to: whether it waits, is done, or has failed. */
class Player {
  readonly ssl: Ssl;
  readonly bio: NoisyBio;
  readonly half: PairBio;
  /** What SSL_get_error(3) said, call by call, once the connection had failed. */
  readonly afterFailure: number[] = [];

  constructor(ssl: Ssl, half: PairBio, noiseAt: number) {
    this.ssl = ssl;
    this.half = half;
    this.bio = new NoisyBio(half, noiseAt);
    ssl.setBio(this.bio, this.bio);
  }

  get hasReported(): boolean {
    return this.afterFailure.includes(SSL);
  }

  /** Whether the failure was found here, so that the peer has to be told. */
  get tells(): boolean {
    const { failure } = this.ssl;
    return failure !== undefined && failure.code !== 'ALERT_RECEIVED';
  }

  play(): void {
    const { ssl } = this;
    // Whoever has failed reads no more. The peer, who does not know yet, must get rid of its flight before it listens.
    if (ssl.failure) this.half.read(new Uint8Array(1000));
    if (this.hasReported) return;
    const ret = ssl.isInitFinished ? ssl.read(new Uint8Array(64)) : ssl.doHandshake();
    const error = ssl.getError(ret);
    if (ssl.failure) this.afterFailure.push(error);
    else if (ret < 0) expect([WANT_READ, WANT_WRITE]).toContain(error);
  }
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: a bit that turns over on the way', (maxVersion) => {
  test('ends the connection with an alert that reaches the peer, through whatever room there is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...roles),
        fc.integer({ min: 0, max: 900 }),
        fc.integer({ min: 4, max: 300 }),
        (victim, at, capacity) => {
          const [near, far] = createBioPair(capacity, capacity);
          const noise = (role: string): number => (role === victim ? at : Number.POSITIVE_INFINITY);
          const players = {
            client: new Player(newClient(clientContext({ maxVersion })), near, noise('client')),
            server: new Player(newServer(), far, noise('server')),
          };
          const { client, server } = players;
          for (let i = 0; i < 2000 && !(client.hasReported && server.hasReported); i += 1) {
            for (const player of [client, server]) player.play();
          }
          for (const [player, peer] of [
            [client, server],
            [server, client],
          ] as const) {
            if (!player.ssl.failure) continue;
            // First it only says that it has to write; then that it failed, when nothing is left to be written.
            expect(player.afterFailure.slice(0, -1).every((error) => error === WANT_WRITE)).toBe(true);
            expect(player.afterFailure.at(-1)).toBe(SSL);
            if (player.tells) expect(peer.ssl.failure).toBeDefined();
          }
          // A length that grew makes an end wait for what never comes. All else is found out.
          const waits = [client, server].every(({ ssl }) => ssl.failure === undefined && ssl.want === 3);
          const isDone = client.ssl.isInitFinished && server.ssl.isInitFinished;
          expect(players[victim].bio.hasNoise && !waits && !isDone).toBe(client.tells || server.tells);
        },
      ),
      { numRuns: 15 },
    );
  });
});
