import type { Identities } from '../certificates.ts';
import { type Cell, cellMatcher, type ProviderName, type Result } from '../model/cell.ts';
import { openPeer } from '../peers/open-peer.ts';
import { makePlan } from '../plan/make-plan.ts';
import type { EmptyPart, Extent } from '../plan/plan.ts';
import { batchesOf, runBatches } from './batches.ts';

/** Batches that run at the same time in one process: while one waits for its peer, another computes. */
const sideBySide = 2;

/** What to play with a peer. */
export interface Program {
  readonly providers: readonly ProviderName[];
  readonly extent: Extent;
  /** Only cells whose name fits this pattern. */
  readonly pattern?: string;
  /** With each provider at most so many cells, spread evenly over the plan; all of them when absent. */
  readonly sample?: Readonly<Record<ProviderName, number>>;
  /** Only this share of the work, when several processes divide it. */
  readonly share?: { readonly index: number; readonly of: number };
}

/** What came of playing with a peer. */
export interface Played {
  readonly peer: string;
  /** The peer's version; absent when it could not be had. */
  readonly banner?: string;
  /** Why the peer could not be had. */
  readonly why?: string;
  /** Cells of the plan, of which a sample may have left out some. */
  readonly planned: number;
  readonly results: readonly Result[];
  readonly empty: readonly EmptyPart[];
}

/** Plays the cells of a program with a peer, and ends what it started. */
export async function play(
  name: string,
  identities: Identities,
  { providers, extent, pattern, sample, share = { index: 0, of: 1 } }: Program,
  done: (result: Result) => void = () => {},
): Promise<Played> {
  const opened = await openPeer(name, identities);
  if ('why' in opened) return { peer: name, why: opened.why, planned: 0, results: [], empty: [] };
  const { peer } = opened;
  try {
    const { cells, empty } = makePlan({ peer, providers, extent });
    const wanted: readonly Cell[] = pattern === undefined ? cells : cells.filter(cellMatcher(pattern));
    const chosen = sample ? providers.flatMap((provider) => spread(wanted, provider, sample)) : wanted;
    const batches = batchesOf(chosen).filter((_, index) => index % share.of === share.index);
    const results: Result[] = [];
    const note = (result: Result): void => {
      results.push(result);
      done(result);
    };
    await runBatches(batches, { peer, identities }, note, sideBySide);
    return { peer: name, banner: peer.banner, planned: wanted.length, results, empty };
  } finally {
    await peer.close();
  }
}

function spread(
  cells: readonly Cell[],
  provider: ProviderName,
  sample: Readonly<Record<ProviderName, number>>,
): readonly Cell[] {
  const own = cells.filter((cell) => cell.provider === provider);
  const step = Math.max(1, own.length / sample[provider]);
  return own.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step));
}
