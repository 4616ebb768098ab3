/**
 * `pnpm --filter @tooling/nightly fuzz [TARGET] [--count N] [--seed N] [--json]`: mutated certificates, revocation lists, OCSP
 * responses or keys through their parsers; `certificates` when none is named. Exits with 0 only when nothing was found.
 * Needs a build.
 */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';
import { fuzzTargets } from './fuzz-targets.ts';
import { Random } from './random.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
});
const [name = 'certificates'] = positionals;
const target = fuzzTargets[name];
if (!target) {
  console.error(`There is nothing called ${name} here: name one of ${Object.keys(fuzzTargets).join(', ')}.`);
  process.exit(2);
}
const start = performance.now();
const report = fuzz(new Random(Number(values.seed)), Number(values.count), target);
const seconds = Math.round((performance.now() - start) / 1000);
const { mutations, refused, refusedLater, taken, findings, slowest } = report;
console.log(
  values.json
    ? JSON.stringify({ target: name, seed: Number(values.seed), seconds, ...report })
    : [
        ...findings,
        `${name}: ${mutations} mutations (seed ${values.seed}) in ${seconds} s: ${refused} refused at once, ` +
          `${refusedLater} when read, ${taken} taken, ${findings.length} findings; the slowest took ${slowest.toFixed(1)} ms`,
      ].join('\n'),
);
process.exitCode = findings.length > 0 ? 1 : 0;
