const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text as it stands in HTML, in attributes too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}

/** A field of a table: its text, and what it means, which also gives it its colour. */
export interface Field {
  readonly text: string;
  readonly kind: 'passed' | 'failed' | 'empty' | 'plain';
}

/** A table whose rows and columns have names. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly fields: readonly Field[] }[];
}

/** A table, with scopes for its headings, in a frame that scrolls when it is too wide. */
export function tableHtml({ caption, columns, rows }: Table): string {
  const head = columns.map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join('');
  const body = rows.map(
    ({ name, fields }) =>
      `<tr><th scope="row">${escapeHtml(name)}</th>${fields.map(fieldHtml).join('')}</tr>`,
  );
  return `<div class="frame" role="region" tabindex="0" aria-label="${escapeHtml(caption)}"><table>
<caption>${escapeHtml(caption)}</caption>
<thead><tr><td></td>${head}</tr></thead>
<tbody>
${body.join('\n')}
</tbody></table></div>`;
}

function fieldHtml({ text, kind }: Field): string {
  return kind === 'plain' ? `<td>${escapeHtml(text)}</td>` : `<td class="${kind}">${escapeHtml(text)}</td>`;
}

/** Self-contained style for light and dark, screen and paper. */
export const style: string = `
:root { color-scheme: light dark; --line: #c4c7cc; --passed: #dff2e1; --failed: #f9d4d4; --empty: #eef0f2; }
@media (prefers-color-scheme: dark) {
  :root { --line: #454a52; --passed: #17391c; --failed: #5a1c1c; --empty: #25282d; }
}
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem; }
h1 { font-size: 1.7rem; } h2 { border-top: 1px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
.frame { overflow-x: auto; margin: 0.5rem 0 1.5rem; }
table { border-collapse: collapse; font-size: 0.85rem; }
caption { text-align: left; font-weight: 600; padding: 0.3rem 0; }
th, td { border: 1px solid var(--line); padding: 0.15rem 0.5rem; text-align: left; vertical-align: top; }
tbody th { font-weight: normal; white-space: nowrap; }
td.passed, td.failed, td.empty { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.passed { background: var(--passed); } .failed { background: var(--failed); font-weight: 600; }
.empty { background: var(--empty); }
pre { overflow-x: auto; border: 1px solid var(--line); padding: 0.7rem; }
summary { cursor: pointer; padding: 0.2rem 0; }`;
