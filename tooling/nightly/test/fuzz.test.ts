import { expect, it } from 'vitest';
import { fuzz, seeds } from '../src/fuzz.ts';
import { Random } from '../src/random.ts';

it('mutated certificates end in an X509Error or are read', { timeout: 120_000 }, () => {
  const { findings, refused, refusedLater, taken } = fuzz(new Random(7), 3_000);
  expect(findings).toEqual([]);
  expect(Math.min(refused, refusedLater, taken)).toBeGreaterThan(0);
});

it('the same seed makes the same mutations', { timeout: 120_000 }, () => {
  const from = seeds();
  const { slowest: _, ...first } = fuzz(new Random(11), 200, from);
  const { slowest: __, ...second } = fuzz(new Random(11), 200, from);
  expect(second).toEqual(first);
});
