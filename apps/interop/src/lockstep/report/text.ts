import type { Run } from '../run/run.ts';
import { needs, summarize } from './summary.ts';

/** Differences that are shown of one libssl, at most: the first tells more than the hundredth. */
const mostShown = 20;

/** What came of one libssl, for a person. */
export function describe(run: Run): string {
  const {
    libssl,
    why,
    scenarios,
    agreed,
    explained,
    unexplained,
    calls,
    same,
    parted,
    lacking,
    differences,
  } = summarize(run);
  if (why !== undefined) return `${run.name}\n  skipped: ${why}`;
  const lines = [
    `${run.name}: ${libssl}`,
    `  ${scenarios} scenarios: ${agreed} agree call by call, ${explained} but for explained differences, ${unexplained} do not`,
    `  ${same} of ${calls} calls show the same in everything; ${parted} more came after the ends had gone different ways`,
  ];
  if (lacking.length > 0) lines.push(`  ${lacking.length} scenarios need what this version has not`);
  const rows = [...needs(run)].sort(([, a], [, b]) => b - a);
  lines.push(...rows.map(([name, count]) => `  ${String(count).padStart(5)} × ${name}`));
  for (const { scenario, part, step, what, field, ours, theirs } of differences.slice(0, mostShown)) {
    lines.push(`  UNEXPLAINED ${scenario}`, `    we as ${part}, step ${step}, ${what}: ${field}`);
    lines.push(`      ours:   ${ours}`, `      libssl: ${theirs}`);
  }
  if (differences.length > mostShown) lines.push(`  and ${differences.length - mostShown} more`);
  return lines.join('\n');
}
