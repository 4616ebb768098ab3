/**
 * `pnpm --filter @tooling/nightly differential [--count N] [--seed N] [--json]`: random chains beside `openssl verify` and
 * Go's crypto/x509. Exits with 0 only when every difference is explained. Needs a build.
 */
import { parseArgs } from 'node:util';
import { compose, judge } from './compose.ts';
import { compare, type Differences, formatDifferences } from './differential.ts';
import { absence, askGo, askOpenssl } from './judges.ts';
import { Random } from './random.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '2000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    json: { type: 'boolean', default: false },
  },
});
const random = new Random(Number(values.seed));
const chains = Array.from({ length: Number(values.count) }, () => compose(random));
const ours = chains.map(judge);
const skipped: { name: string; why: string }[] = [];
const results: Differences[] = [];
for (const name of ['openssl', 'go'] as const) {
  const why = absence(name);
  if (why) skipped.push({ name, why });
  else results.push(compare(name, chains, name === 'go' ? askGo(chains) : await askOpenssl(chains), ours));
}
console.log(
  values.json
    ? JSON.stringify({ seed: Number(values.seed), results, skipped })
    : [
        `seed ${values.seed}`,
        ...results.map(formatDifferences),
        ...skipped.map(({ name, why }) => `skipped: ${name}: ${why}`),
      ].join('\n'),
);
process.exitCode = results.some(({ unexplained }) => unexplained.length > 0) ? 1 : 0;
