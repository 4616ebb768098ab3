import { type Cell, cellId, exerciseId, type Result, type Trace } from '../model/cell.ts';
import type { Played } from '../run/play.ts';

/** One cell, as data. */
interface ReportedCell {
  /** Its name, for `--cell`. */
  readonly name: string;
  readonly peer: string;
  /** Which end we are. */
  readonly role: Cell['role'];
  readonly provider: string;
  readonly transport: Cell['transport'];
  readonly version: string;
  readonly suite: string;
  readonly group: string;
  readonly key: string;
  readonly scheme: string;
  readonly encryptThenMac?: boolean;
  readonly exercise: string;
  readonly outcome: Result['outcome'];
  /** Milliseconds. */
  readonly ms: number;
  readonly why?: string;
  readonly trace?: Trace;
}

/** What `pnpm interop --json` prints. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  readonly peers: readonly { readonly name: string; readonly banner?: string }[];
  readonly cells: readonly ReportedCell[];
  /** Parts of the matrix that stay empty, because one of the ends does not have what they need. */
  readonly empty: Played['empty'];
}

/** Adds up what was played. A peer that could not be had is one thing skipped, by its name. */
export function summarize(played: readonly Played[]): Summary {
  const results = played.flatMap((each) => each.results);
  const absent = played.flatMap(({ peer, why }) => (why === undefined ? [] : [{ name: peer, why }]));
  const skipped = results.flatMap(({ cell, outcome, why = 'no reason was given' }) =>
    outcome === 'skipped' ? [{ name: cellId(cell), why }] : [],
  );
  return {
    passed: count(results, 'passed'),
    failed: count(results, 'failed'),
    skipped: [...absent, ...skipped],
    peers: played.map(({ peer, banner }) => ({ name: peer, ...(banner !== undefined && { banner }) })),
    cells: results.map(reported),
    empty: played.flatMap(({ empty }) => empty),
  };
}

/** How many results there are of one outcome. */
export function count(results: readonly Result[], outcome: Result['outcome']): number {
  return results.filter((result) => result.outcome === outcome).length;
}

function reported({ cell, ...rest }: Result): ReportedCell {
  const { parameters, exercise, ...where } = cell;
  return { name: cellId(cell), ...where, ...parameters, exercise: exerciseId(exercise), ...rest };
}
