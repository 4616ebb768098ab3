import { cellId, type Result } from '../model/cell.ts';
import type { Played } from '../run/play.ts';

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1a1a1a; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { border: 1px solid #c8c8c8; padding: 0.2rem 0.5rem; text-align: left; vertical-align: top; }
td.number { text-align: right; font-variant-numeric: tabular-nums; }
.passed { background: #e3f4e3; } .failed { background: #fbdcdc; } .skipped, .empty { background: #f0f0f0; }
summary { cursor: pointer; }
@media (prefers-color-scheme: dark) {
  body { background: #161616; color: #e8e8e8; } th, td { border-color: #444; }
  .passed { background: #17381b; } .failed { background: #4d1b1b; } .skipped, .empty { background: #2a2a2a; }
}`;

/** The matrix as one page that needs nothing else. */
export function htmlReport(played: readonly Played[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Interoperability with real peers</title>
<style>${style}</style>
<h1>Interoperability with real peers</h1>
<p>Each cell is one connection with a real peer: role, provider, version, suite, group, signature, and what was done.</p>
${played.map(section).join('\n')}
</html>
`;
}

function section({ peer, banner, why, planned, results, empty }: Played): string {
  if (why !== undefined)
    return `<h2>${escapeHtml(peer)}</h2>\n<p class="skipped">Skipped: ${escapeHtml(why)}</p>`;
  const rows = results.map(
    (result) =>
      `<tr class="${result.outcome}"><td>${escapeHtml(cellId(result.cell))}</td><td>${result.outcome}</td>` +
      `<td class="number">${result.ms}</td><td>${escapeHtml(result.why ?? '')}</td></tr>`,
  );
  const parts = empty.map(
    ({ role, version, what, why: reason }) =>
      `<tr class="empty"><td>as ${role}, ${version}: ${escapeHtml(what)}</td><td>${escapeHtml(reason)}</td></tr>`,
  );
  return `<h2>${escapeHtml(peer)}</h2>
<p>${escapeHtml(banner ?? '')}. ${results.length} of ${planned} planned cells were run.</p>
${byKind(results)}
<details><summary>All ${rows.length} cells</summary>
<table><thead><tr><th>Cell</th><th>Outcome</th><th>ms</th><th>Why</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table></details>
<details><summary>${parts.length} parts that stay empty, and why</summary>
<table><thead><tr><th>Part</th><th>Why</th></tr></thead><tbody>
${parts.join('\n')}
</tbody></table></details>`;
}

function byKind(results: readonly Result[]): string {
  const kinds = new Map<string, Result[]>();
  for (const result of results) {
    const { role, parameters, exercise } = result.cell;
    const kind = `as ${role}, ${parameters.version}, ${exercise.kind}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), result]);
  }
  const rows = [...kinds].map(([kind, all]) => {
    const failed = all.filter(({ outcome }) => outcome === 'failed').length;
    const passed = all.filter(({ outcome }) => outcome === 'passed').length;
    return (
      `<tr class="${failed > 0 ? 'failed' : 'passed'}"><td>${kind}</td>` +
      `<td class="number">${passed}</td><td class="number">${failed}</td></tr>`
    );
  });
  return `<table><caption>By kind</caption><thead><tr><th>Kind</th><th>Passed</th><th>Failed</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
