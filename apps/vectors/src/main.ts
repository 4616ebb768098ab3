/**
 * `pnpm vectors [--json]`: published test vectors through every provider. Prints a table, or with `--json` one object;
 * exits with 0 only when nothing failed.
 */
import { parseArgs } from 'node:util';
import { formatRow, formatSummary, heading, type Row, summarize } from './report.ts';
import { rfc8448Row } from './rfc8448.ts';
import { subjects } from './subjects.ts';
import { wycheproofRows } from './wycheproof.ts';

/** Every set of vectors, through every provider. */
function* allRows(): Generator<Row> {
  for (const subject of subjects) {
    yield* wycheproofRows(subject);
    yield rfc8448Row(subject.provider);
  }
}

const { json } = parseArgs({ options: { json: { type: 'boolean', default: false } } }).values;
if (!json) console.log(heading);
const rows: Row[] = [];
for (const row of allRows()) {
  rows.push(row);
  if (!json) console.log(formatRow(row));
}
console.log(json ? JSON.stringify(summarize(rows)) : formatSummary(rows));
process.exitCode = rows.some((row) => row.failed.length > 0) ? 1 : 0;
