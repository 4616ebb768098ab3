import type { FieldName, Fields, Observation } from '../model/observation.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Trace } from '../run/play.ts';

/** What was seen of one call here and there. */
export interface Pair {
  readonly ours: Fields;
  readonly theirs: Fields;
}

/** What more is known of a call. */
export interface Context {
  readonly ours: Observation;
  readonly theirs: Observation;
  readonly ourTrace: Trace;
  readonly theirTrace: Trace;
  readonly scenario: Scenario;
}

/** Why something is seen differently. */
export interface Explanation {
  /** Unique; a few words. */
  readonly name: string;
  /** Why, for a person who reads the report. */
  readonly reason: string;
  /** Versions of libssl in which it is so; all, where there are none. */
  readonly only?: readonly string[];
  /** Whether the ends go different ways from here on, so that there is nothing more to compare. */
  readonly parts?: true;
  /** Whether a pair is of its kind. */
  when(pair: Pair, context: Context): boolean;
  /** What of both sides it explains: these are made the same, and the rest is left. */
  readonly explains:
    | readonly FieldName[]
    | ((fields: Fields, seen: Observation, trace: Trace) => Partial<Fields>);
}

/** A pair without what a row explains. */
export function rewrite(row: Explanation, pair: Pair, context: Context): Pair {
  if (!row.when(pair, context)) return pair;
  const { explains } = row;
  if (typeof explains === 'function') {
    return {
      ours: { ...pair.ours, ...explains(pair.ours, context.ours, context.ourTrace) },
      theirs: { ...pair.theirs, ...explains(pair.theirs, context.theirs, context.theirTrace) },
    };
  }
  const taken = Object.fromEntries(explains.map((name) => [name, pair.theirs[name]]));
  return { ...pair, ours: { ...pair.ours, ...taken } };
}
