import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bio, createBioPair, type PairBio, type Ssl, sslErrors } from '../../src/index.js';
import { pattern } from '../support/drive.js';
import { clientContext, newClient, newServer } from '../support/peers.js';

/**
 * Passes on at most as many bytes per call as a list says, and now and then makes the caller wait. Reads and writes follow
 * the list each on their own: with one count for both, a caller whose calls keep step with the list could wait for ever.
 */
class StutteringBio extends Bio {
  readonly #half: PairBio;
  readonly #sizes: readonly number[];
  #reads = 0;
  #writes = 0;

  constructor(half: PairBio, sizes: readonly number[]) {
    super();
    this.#half = half;
    this.#sizes = sizes;
  }

  protected override readBytes(into: Uint8Array): number {
    const size = this.#size(this.#reads++);
    if (size === 0) return this.retryRead();
    const count = this.#half.read(into.subarray(0, size));
    this.copyRetry(this.#half);
    return count;
  }

  protected override writeBytes(data: Uint8Array): number {
    const size = this.#size(this.#writes++);
    if (size === 0) return this.retryWrite();
    const count = this.#half.write(data.subarray(0, size));
    this.copyRetry(this.#half);
    return count;
  }

  #size(call: number): number {
    return this.#sizes[call % this.#sizes.length] ?? 1;
  }
}

interface Splits {
  readonly capacity: number;
  readonly client: readonly number[];
  readonly server: readonly number[];
}

/** A whole connection; what each end saw, and what each end's calls came to. */
function converse(version: 'TLSv1.2' | 'TLSv1.3', splits: Splits): string[] {
  const [near, far] = createBioPair(splits.capacity, splits.capacity);
  const client = newClient(clientContext({ minVersion: version, maxVersion: version }));
  const server = newServer();
  const clientBio = new StutteringBio(near, splits.client);
  const serverBio = new StutteringBio(far, splits.server);
  client.setBio(clientBio, clientBio);
  server.setBio(serverBio, serverBio);
  const seen = new Map<Ssl, string[]>([client, server].map((ssl) => [ssl, []]));
  for (const [ssl, log] of seen) {
    ssl.messageCallback = (_, direction, __, type, bytes) => log.push(`${direction} ${type} ${bytes[0]}`);
  }
  const into = new Uint8Array(5000);
  const data = pattern(3000);
  const steps = (ssl: Ssl): (() => number)[] => {
    let got = 0;
    return [
      () => ssl.doHandshake(),
      () => ssl.write(data),
      () => {
        while (got < data.length) {
          const ret = ssl.read(into.subarray(got));
          if (ret <= 0) return ret;
          got += ret;
        }
        expect(into.subarray(0, got)).toEqual(data);
        return 1;
      },
    ];
  };
  const plans = [client, server].map((ssl) => ({ ssl, left: steps(ssl) }));
  for (let turns = 0; plans.some(({ left }) => left.length > 0); turns += 1) {
    expect(turns).toBeLessThan(100_000);
    for (const { ssl, left } of plans) {
      const [step] = left;
      // A write waits for room that only the other end's reading makes, so its reading goes on meanwhile.
      if (!step) {
        ssl.peek(into);
        continue;
      }
      const ret = step();
      if (ret > 0) left.shift();
      else {
        expect([sslErrors.WANT_READ, sslErrors.WANT_WRITE]).toContain(ssl.getError(ret));
        if (left.length === 2) ssl.peek(new Uint8Array(1));
      }
    }
  }
  return [...seen.values()].map((log) => log.join());
}

describe('however the bytes come and go', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)('%s: the same messages, and the same data', (version) => {
    const whole = converse(version, { capacity: 40_000, client: [40_000], server: [40_000] });
    const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4000 })), {
      minLength: 1,
      maxLength: 9,
    });
    const moving = sizes.filter((list) => list.some((size) => size > 0));
    fc.assert(
      fc.property(
        fc.record({ capacity: fc.integer({ min: 1, max: 20_000 }), client: moving, server: moving }),
        (splits) => {
          expect(converse(version, splits)).toEqual(whole);
        },
      ),
      { numRuns: 15 },
    );
  });
});
