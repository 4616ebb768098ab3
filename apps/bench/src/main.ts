/**
 * `pnpm bench [NAME] [--json] [--quick]`: ours beside node:tls and beside bare ciphers, in one run. NAME selects the
 * scenarios whose name holds it. Prints a table, or with `--json` one object.
 */
import { parseArgs } from 'node:util';
import { type Effort, measure } from './measure.ts';
import { compare, formatRow, heading, type Row } from './report.ts';
import { allScenarios } from './scenarios.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
});
const effort: Effort = values.quick ? { rounds: 1, slice: 50 } : { rounds: 7, slice: 400 };
const [wanted = ''] = positionals;
const scenarios = allScenarios().filter(({ name }) => name.includes(wanted));
if (scenarios.length === 0) {
  console.error(
    `no scenario is named like "${wanted}"; there are:\n${allScenarios()
      .map(({ name }) => `  ${name}`)
      .join('\n')}`,
  );
  process.exit(1);
}

if (!values.json) console.log(`Node ${process.version}, OpenSSL ${process.versions.openssl}\n\n${heading}`);
const rows: Row[] = [];
for (const scenario of scenarios) {
  const workloads = await scenario.prepare();
  const found = compare(scenario, workloads, await measure(workloads, effort));
  for (const workload of workloads) await workload.close();
  rows.push(...found);
  if (!values.json) for (const row of found) console.log(formatRow(row));
}
if (values.json) console.log(JSON.stringify({ node: process.version, rows }));
