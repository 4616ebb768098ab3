import type { Identities } from '../certificates.ts';
import { type Cell, cellMatcher, type ProviderName, type Result } from '../model/cell.ts';
import { openPeer } from '../peers/open-peer.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { EmptyPart } from '../plan/plan.ts';
import { batchesOf, runBatches } from './batches.ts';

/** Batches that run at the same time: while one waits for its peer, another computes. */
const sideBySide = 2;

/** What to play with a peer. */
export interface Program {
  readonly providers: readonly ProviderName[];
  /** Every combination, or a choice that covers them. */
  readonly full: boolean;
  /** At most so many cells, spread evenly over the plan; all of them when absent. */
  readonly sample?: number | undefined;
  /** Only cells whose name fits this pattern. */
  readonly pattern?: string | undefined;
}

/** What came of playing with a peer. */
export interface Played {
  readonly peer: string;
  /** The peer's version; `undefined` when it could not be had. */
  readonly banner: string | undefined;
  /** Why the peer could not be had. */
  readonly why: string | undefined;
  /** Cells that the plan has, of which a sample may have left out some. */
  readonly planned: number;
  readonly results: readonly Result[];
  readonly empty: readonly EmptyPart[];
}

/** Plays all cells of a program with a peer, and ends what it started. */
export async function play(
  name: string,
  identities: Identities,
  program: Program,
  done: (result: Result) => void = () => {},
): Promise<Played> {
  const opened = await openPeer(name, identities);
  if ('why' in opened) {
    return { peer: name, banner: undefined, why: opened.why, planned: 0, results: [], empty: [] };
  }
  const { peer } = opened;
  try {
    const { cells, empty } = makePlan({ peer, providers: program.providers, full: program.full });
    const chosen = choose(cells, program);
    const results: Result[] = [];
    const note = (result: Result): void => {
      results.push(result);
      done(result);
    };
    await runBatches(batchesOf(chosen), { peer, identities }, note, sideBySide);
    return { peer: name, banner: peer.banner, why: undefined, planned: cells.length, results, empty };
  } finally {
    await peer.close();
  }
}

function choose(cells: readonly Cell[], { sample, pattern }: Program): readonly Cell[] {
  const wanted = pattern === undefined ? cells : cells.filter(cellMatcher(pattern));
  if (sample === undefined || wanted.length <= sample) return wanted;
  const step = wanted.length / sample;
  return Array.from({ length: sample }, (_, i) => wanted[Math.floor(i * step)]).flatMap((cell) => cell ?? []);
}
