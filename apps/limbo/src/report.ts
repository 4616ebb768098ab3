import { differences } from './differences.ts';
import type { LimboCase, LimboResult } from './run-case.ts';

/** One line of a harness's result. */
export interface CaseResult {
  readonly id: string;
  readonly actual_result: LimboResult['result'];
  readonly context: string;
}

/** What a harness writes for a file of cases. */
export interface HarnessResult {
  readonly version: 1;
  readonly harness: string;
  readonly results: readonly CaseResult[];
}

/** Results beside what was expected. */
export interface Comparison {
  readonly right: number;
  /** Answered otherwise, and it is written down why. */
  readonly explained: readonly string[];
  readonly unexplained: readonly string[];
}

/** Compares results with the cases' expectations. */
export function compare(cases: readonly LimboCase[], results: readonly CaseResult[]): Comparison {
  const expected = new Map(cases.map(({ id, expected_result }) => [id, expected_result]));
  const wrong = results.filter(({ id, actual_result }) => expected.get(id) !== actual_result);
  const line = ({ id, actual_result, context }: CaseResult): string =>
    `${id}: ${actual_result}, expected ${expected.get(id)}. ${differences[id] ?? context}`;
  return {
    right: results.length - wrong.length,
    explained: wrong.filter(({ id }) => differences[id]).map(line),
    unexplained: wrong.filter(({ id }) => !differences[id]).map(line),
  };
}

/** The comparison for people. */
export function formatComparison({ right, explained, unexplained }: Comparison): string {
  const total = right + explained.length + unexplained.length;
  return [
    ...explained.map((line) => `explained: ${line}`),
    ...unexplained.map((line) => `WRONG: ${line}`),
    `${total} cases, ${right} as expected, ${explained.length} explained, ${unexplained.length} unexplained`,
  ].join('\n');
}
