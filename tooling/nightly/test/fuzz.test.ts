import { expect, it } from 'vitest';
import { fuzz } from '../src/fuzz.ts';
import { type FuzzTarget, fuzzTargets } from '../src/fuzz-targets.ts';
import { Random } from '../src/random.ts';

/** Mutations in this short run; keys that are encrypted take their time. The long one is `pnpm --filter @tooling/nightly fuzz`. */
const counts: Readonly<Record<string, number>> = { certificates: 3_000, 'encrypted-keys': 200 };

it.each(Object.entries(fuzzTargets))(
  'mutated %s end in the documented error or are read',
  { timeout: 120_000 },
  (name, target) => {
    const { findings, refused, refusedLater, taken } = fuzz(new Random(7), counts[name] ?? 1_000, target);
    expect(findings).toEqual([]);
    expect(refused + refusedLater).toBeGreaterThan(0);
    expect(refusedLater + taken).toBeGreaterThan(0);
  },
);

it('the same seed makes the same mutations', { timeout: 120_000 }, () => {
  const { certificates } = fuzzTargets;
  if (!certificates) throw new Error('no certificates');
  const seeds = certificates.seeds();
  const target: FuzzTarget = { ...certificates, seeds: () => seeds };
  const { slowest: _, ...first } = fuzz(new Random(11), 200, target);
  const { slowest: __, ...second } = fuzz(new Random(11), 200, target);
  expect(second).toEqual(first);
});
