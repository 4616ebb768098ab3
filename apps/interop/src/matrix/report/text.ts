import { cellId, type Result } from '../model/cell.ts';
import type { Played } from '../run/play.ts';
import { count } from './summary.ts';

/** A failure with what both ends said last, and how to see it again. */
export function describeFailure({ cell, why, trace }: Result): string {
  const id = cellId(cell);
  const lines = [`FAILED ${id}`, `  ${why ?? 'no reason was given'}`];
  const section = (title: string, parts: readonly string[] = []): void => {
    if (parts.length > 0) lines.push(`  ${title}:`, ...parts.map((part) => `    ${part}`));
  };
  section('our last messages', trace?.ours);
  section('the peer printed', trace?.peers);
  section('the peer was', trace?.command ? [trace.command] : []);
  lines.push(`  again: pnpm interop --cell '${id}'`);
  return lines.join('\n');
}

/** One line for each peer. */
export function describePeer({ peer, banner, why, planned, results, empty }: Played): string {
  if (why !== undefined) return `${peer.padEnd(14)} skipped: ${why}`;
  const kinds = new Set(results.map(({ cell }) => cell.exercise.kind));
  const parts = [...kinds].map((kind) => {
    const some = results.filter(({ cell }) => cell.exercise.kind === kind);
    return `${some.length} ${kind}s`;
  });
  const chosen = results.length < planned ? `, ${results.length} of ${planned} cells chosen` : '';
  return (
    `${peer.padEnd(14)} ${count(results, 'passed')} passed, ${count(results, 'failed')} failed ` +
    `(${parts.join(', ')}${chosen}); ${empty.length} parts stay empty; ${banner}`
  );
}
