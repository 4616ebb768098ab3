/**
 * `pnpm limbo [FILE] [--json]`: runs a file of x509-limbo's cases, or standard input, and writes a harness's result to
 * standard output; how it compares with the expectations goes to standard error, unless `--json` is given. Exits with 0
 * only when every case is as expected, or its difference is explained.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compare, formatComparison, type HarnessResult } from './report.ts';
import { type LimboCase, runLimboCase } from './run-case.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false } },
});
const standardInput = 0;
const { testcases } = JSON.parse(readFileSync(positionals[0] ?? standardInput, 'utf8')) as {
  readonly testcases: readonly LimboCase[];
};
const results = testcases.map((limbo) => {
  const { result, context } = runLimboCase(limbo);
  return { id: limbo.id, actual_result: result, context };
});
const harness: HarnessResult = { version: 1, harness: '@proj/crypto', results };
const comparison = compare(testcases, results);
console.log(JSON.stringify(harness, null, values.json ? 0 : 2));
if (!values.json) console.error(formatComparison(comparison));
process.exitCode = comparison.unexplained.length > 0 ? 1 : 0;
