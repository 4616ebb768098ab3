import { describe, expect, it } from 'vitest';
import { type Judged, RunnerOutput } from '../../src/bogo/run/judge.ts';
import { summarize } from '../../src/bogo/run/report.ts';

const output = `PASSED (Basic-Client)
FAILED (Alert-Wrong)
unexpected failure
got:
	stderr: PASSED (no test)
UNIMPLEMENTED (ECH-Something)

PASS
`;

describe("the runner's output", () => {
  it.each([1, 7, output.length])('is read in pieces of %i characters', (size) => {
    const judged: Judged[] = [];
    const reader = new RunnerOutput((one) => judged.push(one));
    for (let at = 0; at < output.length; at += size) reader.take(output.slice(at, at + size));
    reader.end();
    expect(judged.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['Basic-Client', 'passed'],
      ['Alert-Wrong', 'failed'],
      ['ECH-Something', 'unimplemented'],
    ]);
    expect(judged[1]?.report).toContain('unexpected failure\ngot:');
  });

  it('is counted by area, and disabled tests by the kind of their reason', () => {
    const disabled = new Map([['Stray*', 'deliberately different: RFC 5246, 7.4.1.1']]);
    const judged: Judged[] = [
      { name: 'Alert-Wrong', verdict: 'failed', report: 'why' },
      { name: 'StrayHelloRequest', verdict: 'disabled', report: '' },
    ];
    const summary = summarize(judged, disabled);
    expect(summary).toMatchObject({ passed: 0, failed: 1, unimplemented: 0, disabled: 1 });
    expect(summary.areas['alerts']?.failed).toBe(1);
    expect(summary.reasons).toEqual({ 'deliberately different': 1 });
    expect(summary.failures).toEqual({ 'Alert-Wrong': 'why' });
  });
});
