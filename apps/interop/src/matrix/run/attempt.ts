import type { Identities } from '../certificates.ts';
import type { Cell, Result, Trace } from '../model/cell.ts';
import type { Peer, PeerProcess } from '../peers/peer.ts';
import { Stage } from './stage.ts';

/** Lines of a peer's output in a trace. */
const tracedLines = 25;

/** What a row of cells is tried with. */
export interface Troupe {
  readonly peer: Peer;
  readonly identities: Identities;
}

/**
 * Tries a cell. What it throws makes a failure, with what both ends said last.
 *
 * @param shared A process of the peer that outlives the cell.
 */
export async function attempt(
  { peer, identities }: Troupe,
  cell: Cell,
  action: (stage: Stage) => Promise<void>,
  shared?: PeerProcess,
): Promise<Result> {
  const start = performance.now();
  const stage = new Stage(cell, peer, identities);
  const past = shared?.transcript().length ?? 0;
  const elapsed = (): number => Math.round(performance.now() - start);
  try {
    await action(stage);
    return { cell, outcome: 'passed', ms: elapsed() };
  } catch (error) {
    return { cell, outcome: 'failed', ms: elapsed(), why: reason(error), trace: trace(stage, shared, past) };
  } finally {
    await stage.clear();
  }
}

/** An error in one line, with its causes. */
export function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? ` (${String(error.code)})` : '';
  const cause = error.cause === undefined ? '' : `: ${reason(error.cause)}`;
  return `${error.message}${code}${cause}`;
}

function trace({ end, process }: Stage, shared: PeerProcess | undefined, past: number): Trace {
  const printed = process?.transcript() ?? shared?.transcript().slice(past) ?? '';
  const lines = printed
    .replace(/[^\x20-\x7e\n]+/g, '…')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return {
    ours: [...(end?.messages ?? [])],
    peers: lines.slice(-tracedLines).map((line) => line.slice(0, 200)),
    command: (process ?? shared)?.command ?? '',
  };
}
