import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { converse, type Outcome } from './conversation.js';
import {
  filterEnd,
  overBuffer,
  overMemory,
  overPair,
  plainEnd,
  type Splits,
  type Transport,
} from './transports.js';

const versions = ['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;
const whole: Splits = { capacity: 100_000, client: [100_000], server: [100_000] };
const single: Splits = { capacity: 1, client: [1], server: [1] };

const kinds: readonly [string, (splits: Splits) => Transport, typeof plainEnd][] = [
  ['memory BIOs', overMemory, plainEnd],
  ['a BIO pair', overPair, plainEnd],
  ['buffering BIOs over a pair', overBuffer, plainEnd],
  ['a chain of filters: TLS, buffer, pair', overPair, filterEnd],
];

/** Sizes of which one at least moves something. */
const sizes = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 4000 })), {
    minLength: 1,
    maxLength: 9,
  })
  .filter((list) => list.some((size) => size > 0));
const anySplits = fc.record({
  capacity: fc.integer({ min: 1, max: 17 * 1024 }),
  client: sizes,
  server: sizes,
});

describe.each(versions)(
  '%s, however the bytes come and go: the same results, and the same bytes',
  (version) => {
    let told: Outcome | undefined;
    /** What a connection comes to whose bytes all come and go at once. */
    const expected = (): Outcome => {
      told ??= converse(version, whole, overMemory, plainEnd);
      return told;
    };

    test.each(kinds)('over %s, one byte at a time', (_, transportOf, endOf) => {
      expect(converse(version, single, transportOf, endOf)).toEqual(expected());
    });

    test.each(kinds)('over %s, in any pieces', (_, transportOf, endOf) => {
      fc.assert(
        fc.property(anySplits, (splits) => {
          expect(converse(version, splits, transportOf, endOf)).toEqual(expected());
        }),
        { numRuns: 5 },
      );
    });

    test('that is: a handshake, data both ways, and a shutdown both ways', () => {
      const { client, server } = expected();
      expect(client).toEqual([
        '1 SSLOK 0',
        '2500 SSLOK 0',
        '3000 SSLOK 0',
        '1 SSLOK 0',
        '0 SSLOK 1',
        '1 SSLOK 3',
      ]);
      expect(server).toEqual([
        '1 SSLOK 0',
        '2500 SSLOK 0',
        '1 SSLOK 0',
        '3000 SSLOK 0',
        '0 SSLOK 2',
        '1 SSLOK 3',
      ]);
    });
  },
);
