import { cellId } from '../model/cell.ts';
import type { Played } from '../run/play.ts';

/** One cell, or one part of the matrix that stayed empty. */
interface ReportedCell {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'empty';
  /** Milliseconds. */
  readonly ms?: number;
  readonly why?: string;
}

/** What `pnpm interop --json` prints. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly name: string; readonly why: string }[];
  readonly cells: readonly ReportedCell[];
}

/** Adds up what was played. A peer that could not be had is one thing skipped, by its name. */
export function summarize(played: readonly Played[]): Summary {
  const results = played.flatMap((each) => each.results);
  const absent = played.flatMap(({ peer, why }) => (why === undefined ? [] : [{ name: peer, why }]));
  const skipped = results.flatMap(({ cell, outcome, why = 'no reason was given' }) =>
    outcome === 'skipped' ? [{ name: cellId(cell), why }] : [],
  );
  return {
    passed: results.filter(({ outcome }) => outcome === 'passed').length,
    failed: results.filter(({ outcome }) => outcome === 'failed').length,
    skipped: [...absent, ...skipped],
    cells: played.flatMap(cellsOf),
  };
}

function cellsOf({ results, empty }: Played): ReportedCell[] {
  return [
    ...results.map(({ cell, outcome, ms, why }) => ({
      name: cellId(cell),
      outcome,
      ms,
      ...(why !== undefined && { why }),
    })),
    ...empty.map(({ peer, role, version, what, why }) => ({
      name: `${peer}/as-${role}/${version}/${what}`,
      outcome: 'empty' as const,
      why,
    })),
  ];
}
