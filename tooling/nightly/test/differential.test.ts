import { describe, expect, it } from 'vitest';
import { type Chain, compose, make } from '../src/compose.ts';
import { compare } from '../src/differential.ts';
import { absence, askGo, askOpenssl } from '../src/judges.ts';
import { Random } from '../src/random.ts';
import { variations } from '../src/variations.ts';

/** Every variation alone, and random pairs; the long run is `pnpm --filter @tooling/nightly differential`. */
function sample(): Chain[] {
  const random = new Random(20_250_101);
  const single = Object.keys(variations).map((way) => make([way], random));
  return [...single, ...Array.from({ length: 40 }, () => compose(random))];
}

for (const name of ['openssl', 'go'] as const) {
  const why = absence(name);
  describe(`random chains beside ${name}`, { timeout: 180_000 }, () => {
    it.skipIf(why)(
      `have the same answers, or an explained other one${why ? ` (skipped: ${why})` : ''}`,
      async () => {
        const chains = sample();
        const verdicts = name === 'go' ? askGo(chains) : await askOpenssl(chains);
        const { unexplained, bothAccept, bothRefuse } = compare(name, chains, verdicts);
        expect(unexplained).toEqual([]);
        expect(bothAccept).toBeGreaterThan(10);
        expect(bothRefuse).toBeGreaterThan(20);
      },
    );
  });
}
