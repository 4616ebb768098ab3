import { parseArgs } from 'node:util';
import { type Effort, measure } from './measure.ts';
import { compare, formatRow, heading, type Row } from './report.ts';
import { allScenarios } from './scenarios.ts';
import { performanceTable, readmeTable, writeTables } from './tables.ts';

/** What `--json` prints. */
interface Report {
  /** Node's version. */
  readonly node: string;
  readonly rows: readonly Row[];
}

/** Where lines go. */
export interface Output {
  log(line: string): void;
  error(line: string): void;
}

const thorough: Effort = { warmUps: 2, rounds: 5, slice: 400 };
const quick: Effort = { warmUps: 0, rounds: 1, slice: 50 };

/** Runs the bench with these arguments. Gives the process's exit code. */
export async function run(args: readonly string[], output: Output): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      markdown: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
    },
  });
  const [wanted = ''] = positionals;
  if (values.write && (values.quick || wanted !== '')) {
    output.error('--write puts all figures into the documents: leave out --quick and the name of a scenario');
    return 1;
  }
  const all = allScenarios();
  const scenarios = all.filter(({ name }) => name.includes(wanted));
  if (scenarios.length === 0) {
    const names = all.map(({ name }) => `  ${name}`).join('\n');
    output.error(`no scenario is named like "${wanted}"; there are:\n${names}`);
    return 1;
  }
  if (!values.json) output.log(`Node ${process.version}, OpenSSL ${process.versions.openssl}\n\n${heading}`);
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    const workloads = await scenario.prepare();
    const found = compare(scenario, workloads, await measure(workloads, values.quick ? quick : thorough));
    for (const workload of workloads) await workload.close();
    rows.push(...found);
    if (!values.json) for (const row of found) output.log(formatRow(row));
  }
  const report: Report = { node: process.version, rows };
  if (values.json) output.log(JSON.stringify(report));
  if (values.markdown) output.log(`\n${performanceTable(rows)}\n\n${readmeTable(rows)}`);
  if (values.write)
    output.error(`written: ${writeTables(rows).join(', ') || 'nothing, no document has a place for it'}`);
  return 0;
}
