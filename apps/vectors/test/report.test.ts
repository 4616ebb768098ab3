import { expect, it } from 'vitest';
import { formatRow, formatSummary, heading, type Row, summarize } from '../src/report.ts';

const rows: readonly Row[] = [
  { provider: 'noble', file: 'a_test.json', passed: 3, failed: ['test 4 was refused'], skipped: [] },
  {
    provider: 'noble',
    file: 'b_test.json',
    passed: 0,
    failed: [],
    skipped: [{ name: 'AES-192', why: 'no TLS suite has it', count: 7 }],
  },
];

it('adds up sets, tests, failures and what was skipped, by name', () => {
  expect(summarize(rows)).toEqual({
    files: 1,
    run: 4,
    passed: 3,
    failed: 1,
    skipped: [{ name: 'noble b_test.json: AES-192', why: 'no TLS suite has it', count: 7 }],
    failures: [{ name: 'noble a_test.json', why: 'test 4 was refused' }],
  });
});

it('prints aligned lines, every failure and every reason', () => {
  for (const row of rows) expect(formatRow(row)).toHaveLength(heading.length);
  const summary = formatSummary(rows);
  expect(summary).toContain('failed: noble a_test.json: test 4 was refused');
  expect(summary).toContain('7: no TLS suite has it');
  expect(summary).toContain('1 sets of vectors, 4 tests run, 3 passed, 1 failed, 7 skipped');
});
