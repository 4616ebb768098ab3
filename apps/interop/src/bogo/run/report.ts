import { mkdirSync, writeFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { fileURLToPath } from 'node:url';
import { areaOf } from './areas.ts';
import type { Judged, Verdict } from './judge.ts';

/** How many tests came out how. */
type Counts = Record<Verdict, number>;

/** What came of a run. */
export interface BogoSummary extends Counts {
  /** The same for each area. */
  readonly areas: Readonly<Record<string, Counts>>;
  /** Disabled tests by the kind of their reason. */
  readonly reasons: Readonly<Record<string, number>>;
  /** Names of the tests that failed, with what the runner says. */
  readonly failures: Readonly<Record<string, string>>;
  /** Names of the tests that ask for what is not built. */
  readonly missing: readonly string[];
}

const folder = fileURLToPath(new URL('../../../reports', import.meta.url));
const none = (): Counts => ({ passed: 0, failed: 0, unimplemented: 0, disabled: 0 });

/** Counts tests; `disabled` says why the disabled ones are. */
export function summarize(judged: readonly Judged[], disabled: ReadonlyMap<string, string>): BogoSummary {
  const total = none();
  const areas: Record<string, Counts> = {};
  const reasons: Record<string, number> = {};
  for (const { name, verdict } of judged) {
    const area = areaOf(name);
    const counts = areas[area] ?? none();
    areas[area] = counts;
    counts[verdict] += 1;
    total[verdict] += 1;
    if (verdict === 'disabled') {
      const kind = kindOf(name, disabled);
      reasons[kind] = (reasons[kind] ?? 0) + 1;
    }
  }
  const failed = judged.filter(({ verdict }) => verdict === 'failed');
  const missing = judged.filter(({ verdict }) => verdict === 'unimplemented').map(({ name }) => name);
  const failures = Object.fromEntries(failed.map(({ name, report }) => [name, report]));
  return { ...total, areas, reasons, failures, missing };
}

/** A reason begins with its kind and a colon: not built, needs the handshaker, deliberately different. */
function kindOf(name: string, disabled: ReadonlyMap<string, string>): string {
  for (const [glob, reason] of disabled) {
    if (matchesGlob(name, glob)) return reason.split(':')[0] ?? reason;
  }
  return 'unknown';
}

/** Writes it down in full; the path. */
export function writeReport(summary: BogoSummary): string {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/bogo.json`;
  writeFileSync(path, `${JSON.stringify(summary, null, 1)}\n`);
  return path;
}

/** A table for people. */
export function describeSummary({ areas, reasons, ...total }: BogoSummary): string {
  const columns = ['passed', 'failed', 'unimplemented', 'disabled'] as const;
  const row = (name: string, counts: Counts): string =>
    name.padEnd(30) + columns.map((column) => String(counts[column]).padStart(15)).join('');
  const rows = Object.entries(areas).sort(([a], [b]) => a.localeCompare(b));
  return [
    ' '.repeat(30) + columns.map((column) => column.padStart(15)).join(''),
    ...rows.map(([name, counts]) => row(name, counts)),
    row('all', total),
    '',
    ...Object.entries(reasons).map(([kind, count]) => `disabled, ${kind}: ${count}`),
  ].join('\n');
}
