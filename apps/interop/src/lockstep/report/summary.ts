import type { Difference } from '../compare/compare.ts';
import type { Part, Result, Run } from '../run/run.ts';

/** How a scenario came out: all the same, the same but for what the table explains, or not. */
export type Outcome = 'agreed' | 'explained' | 'unexplained';

/** What `--json` prints for one libssl. */
export interface RunSummary {
  /** Its version, or its name where it can not be had. */
  readonly libssl: string;
  readonly why?: string;
  readonly scenarios: number;
  readonly agreed: number;
  readonly explained: number;
  readonly unexplained: number;
  /** Calls that were held against libssl's, and those behind a point where the ends went different ways. */
  readonly calls: number;
  /** How many of the calls showed the same in everything. */
  readonly same: number;
  readonly parted: number;
  readonly lacking: readonly { readonly scenario: string; readonly why: string }[];
  readonly differences: readonly (Difference & { readonly scenario: string; readonly part: Part })[];
}

/** How a scenario came out, whoever played which end. */
export function outcomeOf({ plays }: Result): Outcome {
  if (plays.some(({ comparison }) => comparison.unexplained.length > 0)) return 'unexplained';
  return plays.some(({ comparison }) => comparison.explanations.length > 0) ? 'explained' : 'agreed';
}

/** Adds up what came of one libssl. */
export function summarize({ name, banner, why, results, lacking }: Run): RunSummary {
  const count = (wanted: Outcome): number => results.filter((result) => outcomeOf(result) === wanted).length;
  const plays = results.flatMap((result) =>
    result.plays.map((played) => ({ ...played, scenario: result.scenario.name })),
  );
  return {
    libssl: banner ?? name,
    ...(why !== undefined && { why }),
    scenarios: results.length,
    agreed: count('agreed'),
    explained: count('explained'),
    unexplained: count('unexplained'),
    calls: plays.reduce((sum, { comparison }) => sum + comparison.calls, 0),
    same: plays.reduce((sum, { comparison }) => sum + comparison.same, 0),
    parted: plays.reduce((sum, { comparison }) => sum + comparison.parted, 0),
    lacking: lacking.map(({ scenario, why: reason }) => ({ scenario: scenario.name, why: reason })),
    differences: plays.flatMap(({ part, comparison, scenario }) =>
      comparison.unexplained.map((difference) => ({ ...difference, scenario, part })),
    ),
  };
}

/** Names of the rows that a run needed, with how many of its scenarios needed each. */
export function needs({ results }: Run): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { plays } of results) {
    const names = new Set(plays.flatMap(({ comparison }) => comparison.explanations));
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
