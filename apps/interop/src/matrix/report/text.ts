import { cellId, type Result } from '../model/cell.ts';
import type { Played } from '../run/play.ts';

/** A failure with what both ends said last, and how to see it again. */
export function describeFailure({ cell, why, trace }: Result): string {
  const id = cellId(cell);
  const lines = [`FAILED ${id}`, `  ${why ?? 'no reason was given'}`];
  if (trace) {
    lines.push('  our last messages:', ...trace.ours.map((line) => `    ${line}`));
    lines.push('  the peer printed:', ...trace.peers.map((line) => `    ${line}`));
    lines.push(`  the peer was: ${trace.command}`);
  }
  lines.push(`  again: pnpm interop --full --peer ${cell.peer} --provider ${cell.provider} --cell '${id}'`);
  return lines.join('\n');
}

/** One line for each peer. */
export function describePeer({ peer, banner, why, planned, results, empty }: Played): string {
  if (why !== undefined) return `skipped  ${peer}: ${why}`;
  const count = (outcome: Result['outcome']): number =>
    results.filter((result) => result.outcome === outcome).length;
  const chosen = results.length < planned ? `, ${results.length} of ${planned} cells chosen` : '';
  return (
    `${peer.padEnd(14)} ${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped` +
    `${chosen}; ${empty.length} parts empty (${banner})`
  );
}
