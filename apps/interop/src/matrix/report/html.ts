import type { Played } from '../run/play.ts';
import { escapeHtml, style, tableHtml } from './html-elements.ts';
import { summarize } from './summary.ts';
import { emptyTable, tablesOf } from './tables.ts';
import { describeFailure } from './text.ts';

/** The matrix as one page that needs nothing else. */
export function htmlReport(played: readonly Played[]): string {
  const { passed, failed, skipped } = summarize(played);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Interoperability with real peers</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Interoperability with real peers</h1>
<p>${passed} connections passed, ${failed} failed, ${skipped.length} were skipped. A field says how many of its
connections passed; "n/a" stands where the two do not go together in that version, a dash where they do and were not tried:
because other fields of their row and column stand for them, or for a reason that is under "What stays empty". Each
connection stands in <code>interop.json</code>, beside this page.</p>
${contents(played)}
${played.map(section).join('\n')}
</main>
</body>
</html>
`;
}

function contents(played: readonly Played[]): string {
  const items = played.map(
    ({ peer, banner, why }) =>
      `<li><a href="#${escapeHtml(peer)}">${escapeHtml(peer)}</a>: ${escapeHtml(why ?? banner ?? '')}</li>`,
  );
  return `<nav aria-label="Peers"><ul>\n${items.join('\n')}\n</ul></nav>`;
}

function section({ peer, banner, why, results, empty }: Played): string {
  const title = `<h2 id="${escapeHtml(peer)}">${escapeHtml(peer)}</h2>`;
  if (why !== undefined) return `${title}\n<p class="empty">Skipped: ${escapeHtml(why)}</p>`;
  const failures = results.filter(({ outcome }) => outcome === 'failed');
  return `${title}
<p>${escapeHtml(banner ?? '')}</p>
${failures.map((failure) => `<pre class="failed">${escapeHtml(describeFailure(failure))}</pre>`).join('\n')}
${tablesOf(results).map(tableHtml).join('\n')}
<details><summary>What stays empty, and why</summary>
${tableHtml(emptyTable(empty))}
</details>`;
}
