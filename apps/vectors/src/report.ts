import { vectorsDirectory } from '@tooling/vectors/find';

/** One line of the report: a set of vectors, run through one provider. */
export interface Row {
  readonly provider: string;
  readonly file: string;
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly { readonly name: string; readonly why: string; readonly count: number }[];
}

/** The row of a file that is not there. */
export function absent(provider: string, file: string): Row {
  const why = `the file is not in ${vectorsDirectory()} (set VECTORS_DIR to where it is)`;
  return { provider, file, passed: 0, failed: [], skipped: [{ name: 'whole file', why, count: 1 }] };
}

/** A test that failed or was not run, by name. */
interface Named {
  readonly name: string;
  readonly why: string;
}

/** What `--json` prints. */
export interface Summary {
  /** Sets of vectors with at least one test that was run, counted once for each provider. */
  readonly files: number;
  readonly run: number;
  readonly passed: number;
  readonly failed: number;
  /** What was not run, with the number of tests. */
  readonly skipped: readonly (Named & { readonly count: number })[];
  readonly failures: readonly Named[];
}

/** Adds up all rows. */
export function summarize(rows: readonly Row[]): Summary {
  const passed = rows.reduce((sum, row) => sum + row.passed, 0);
  const failures = rows.flatMap((row) => row.failed.map((why) => ({ name: title(row), why })));
  return {
    files: rows.filter((row) => row.passed + row.failed.length > 0).length,
    run: passed + failures.length,
    passed,
    failed: failures.length,
    skipped: rows.flatMap((row) =>
      row.skipped.map(({ name, why, count }) => ({ name: `${title(row)}: ${name}`, why, count })),
    ),
    failures,
  };
}

function title({ provider, file }: Row): string {
  return `${provider} ${file}`;
}

/** One aligned line of the table. */
export function formatRow(row: Row): string {
  const skipped = row.skipped.reduce((sum, { count }) => sum + count, 0);
  return line(row.provider, row.file, row.passed, row.failed.length, skipped);
}

/** The line above the table. */
export const heading: string = line('provider', 'vectors', 'passed', 'failed', 'skipped');

type Cell = number | string;

function line(provider: string, file: string, passed: Cell, failed: Cell, skipped: Cell): string {
  const numbers = [passed, failed, skipped].map((cell) => String(cell).padStart(8)).join('');
  return `${provider.padEnd(9)} ${file.padEnd(48)}${numbers}`;
}

/** What stands below the table: every failure, why anything was skipped, and the totals. */
export function formatSummary(rows: readonly Row[]): string {
  const { files, run, passed, failed, skipped, failures } = summarize(rows);
  const reasons = new Map<string, number>();
  for (const { why, count } of skipped) reasons.set(why, (reasons.get(why) ?? 0) + count);
  const skippedTests = skipped.reduce((sum, { count }) => sum + count, 0);
  return [
    ...failures.map(({ name, why }) => `failed: ${name}: ${why}`),
    ...[...reasons].map(([why, count]) => `skipped ${String(count).padStart(6)}: ${why}`),
    `${files} sets of vectors, ${run} tests run, ${passed} passed, ${failed} failed, ${skippedTests} skipped`,
  ].join('\n');
}
