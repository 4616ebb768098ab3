/**
 * `pnpm --filter @tooling/nightly fuzz [--count N] [--seed N] [--json]`: mutated certificates through the parser. Exits
 * with 0 only when nothing was found. Needs a build.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
});
const start = performance.now();
const report = fuzz(new Random(Number(values.seed)), Number(values.count));
const seconds = Math.round((performance.now() - start) / 1000);
const { mutations, refused, refusedLater, taken, findings, slowest } = report;
console.log(
  values.json
    ? JSON.stringify({ seed: Number(values.seed), seconds, ...report })
    : [
        ...findings,
        `${mutations} mutations (seed ${values.seed}) in ${seconds} s: ${refused} refused at once, ${refusedLater} when read, ` +
          `${taken} taken, ${findings.length} findings; the slowest took ${slowest.toFixed(1)} ms`,
      ].join('\n'),
);
process.exitCode = findings.length > 0 ? 1 : 0;
