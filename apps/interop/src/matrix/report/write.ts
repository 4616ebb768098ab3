import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Played } from '../run/play.ts';
import { htmlReport } from './html.ts';
import { summarize } from './summary.ts';

const folder = fileURLToPath(new URL('../../../reports', import.meta.url));

/** Writes `interop.json` and `interop.html`; returns where. */
export function writeReports(played: readonly Played[]): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/interop.json`, `${JSON.stringify(summarize(played), null, 1)}\n`);
  writeFileSync(`${folder}/interop.html`, htmlReport(played));
  return `${folder}/interop.html`;
}
