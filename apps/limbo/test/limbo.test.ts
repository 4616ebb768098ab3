import { describeVectors } from '@tooling/vectors';
import { expect, it } from 'vitest';
import { differences } from '../src/differences.ts';
import { type LimboCase, runLimboCase } from '../src/run-case.ts';

describeVectors('limbo/limbo-core.json', (text) => {
  const { testcases } = JSON.parse(text) as { readonly testcases: readonly LimboCase[] };

  for (const limbo of testcases) {
    const difference = differences[limbo.id];
    const opposite = limbo.expected_result === 'SUCCESS' ? 'FAILURE' : 'SUCCESS';
    const expected = difference ? opposite : limbo.expected_result;
    const note = difference ? ` (limbo: ${limbo.expected_result}; ${difference})` : '';
    it(`${limbo.id}: ${expected}${note}`, () => {
      const { result, context } = runLimboCase(limbo);
      expect(result, context).toBe(expected);
    });
  }

  it('explains only differences that are there', () => {
    const ids = new Set(testcases.map(({ id }) => id));
    expect(Object.keys(differences).filter((id) => !ids.has(id))).toEqual([]);
  });
});
