import { type FieldName, fieldNames, type Observation } from '../model/observation.ts';
import type { Scenario, Side } from '../model/scenario.ts';
import type { Trace } from '../run/play.ts';
import { type Context, type Explanation, type Pair, rewrite } from './explanation.ts';
import { Memory } from './memory.ts';
import { explanations } from './table.ts';

/** Something that was seen differently, and that no row of the table explains. */
export interface Difference {
  readonly step: number;
  /** The end, and the call, such as `client read 100`. */
  readonly what: string;
  readonly field: FieldName | 'calls';
  readonly ours: string;
  readonly theirs: string;
}

/** What came of holding one trace against another. */
export interface Comparison {
  /** Calls that were held against each other. */
  readonly calls: number;
  /** How many of them showed the same in everything, or differed in nothing new. */
  readonly same: number;
  /** Calls after the point where a row says that the ends go different ways. */
  readonly parted: number;
  readonly unexplained: readonly Difference[];
  /** Names of the rows that were needed. */
  readonly explanations: readonly string[];
}

/**
 * Holds what was seen with this library at one end or both, against what was seen with libssl at both.
 *
 * @param libssl - Its version, such as `3.0`.
 */
export function compare(ours: Trace, theirs: Trace, scenario: Scenario, libssl: string): Comparison {
  const rows = explanations.filter(({ only }) => !only || only.includes(libssl));
  const memories: Record<Side, Memory> = { client: new Memory(), server: new Memory() };
  const used = new Set<string>();
  const unexplained: Difference[] = [];
  const { length } = ours.observations;
  let same = 0;
  for (const [index, own] of ours.observations.entries()) {
    const other = theirs.observations[index];
    if (!other || !isSameCall(own, other)) {
      unexplained.push(countDifference(own, theirs.observations.length, length));
      return { calls: index, same, parted: 0, unexplained, explanations: [...used] };
    }
    const context = { ours: own, theirs: other, ourTrace: ours, theirTrace: theirs, scenario };
    const { rest, needed } = explain(rows, context, memories[own.side]);
    for (const { name } of needed) used.add(name);
    const remaining = differences(own, rest);
    unexplained.push(...remaining);
    if (needed.length + remaining.length === 0) same += 1;
    if (needed.some(({ parts }) => parts)) {
      return { calls: index + 1, same, parted: length - index - 1, unexplained, explanations: [...used] };
    }
  }
  return { calls: length, same, parted: 0, unexplained, explanations: [...used] };
}

/** Rows that were not needed with any of these versions: what is not so any more must not stay written there. */
export function unneeded(used: ReadonlySet<string>, libssl: readonly string[]): readonly Explanation[] {
  return explanations.filter(
    ({ name, only }) => !used.has(name) && (!only || libssl.some((version) => only.includes(version))),
  );
}

function isSameCall(a: Observation, b: Observation): boolean {
  return a.step === b.step && a.side === b.side && a.call === b.call;
}

function countDifference({ step, side, call }: Observation, theirs: number, ours: number): Difference {
  return {
    step,
    what: `${side} ${call}, where a call came too many or too few`,
    field: 'calls',
    ours: String(ours),
    theirs: String(theirs),
  };
}

/** What stays different of a pair, and the rows that were needed for the rest. */
function explain(
  rows: readonly Explanation[],
  context: Context,
  memory: Memory,
): { readonly rest: Pair; readonly needed: readonly Explanation[] } {
  const { ours, theirs } = context;
  const start = memory.without({ ours: ours.fields, theirs: theirs.fields });
  if (differing(start).length === 0) return { rest: start, needed: [] };
  const apply = (some: readonly Explanation[]): Pair =>
    some.reduce((pair, row) => rewrite(row, pair, context), start);
  const least = differing(apply(rows)).length;
  // A row that can be done without did not explain anything.
  const needed = rows.reduceRight<readonly Explanation[]>((kept, row) => {
    const fewer = kept.filter((other) => other !== row);
    return differing(apply(fewer)).length <= least ? fewer : kept;
  }, rows);
  const rest = apply(needed);
  memory.note({ ours: ours.fields, theirs: theirs.fields }, differing(rest));
  return { rest, needed };
}

function differences({ step, side, call }: Observation, pair: Pair): Difference[] {
  return differing(pair).map((field) => ({
    step,
    what: `${side} ${call}`,
    field,
    ours: pair.ours[field],
    theirs: pair.theirs[field],
  }));
}

function differing({ ours, theirs }: Pair): FieldName[] {
  return fieldNames.filter((name) => ours[name] !== theirs[name]);
}
