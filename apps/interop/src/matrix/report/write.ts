import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Played } from '../run/play.ts';
import { htmlReport } from './html.ts';
import { summarize } from './summary.ts';

const folder = fileURLToPath(new URL('../../../reports', import.meta.url));

/** Writes `interop.json` and `interop.html`; returns where. */
export function writeReports(played: readonly Played[]): { readonly json: string; readonly html: string } {
  mkdirSync(folder, { recursive: true });
  const paths = { json: `${folder}/interop.json`, html: `${folder}/interop.html` };
  writeFileSync(paths.json, `${JSON.stringify(summarize(played), null, 1)}\n`);
  writeFileSync(paths.html, htmlReport(played));
  return paths;
}
