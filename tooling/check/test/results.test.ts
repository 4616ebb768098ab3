import { expect, it } from 'vitest';
import { closingLine, countReport, sumResults, type VitestFile } from '../src/results.ts';

const file = (status: string, tests: Record<string, string>, message?: string): VitestFile => ({
  name: 'a.test.ts',
  status,
  ...(message === undefined ? {} : { message }),
  assertionResults: Object.entries(tests).map(([fullName, status]) => ({ fullName, status })),
});

it('counts every test once, and names those that failed or were skipped', () => {
  const report = {
    success: false,
    testResults: [file('failed', { a: 'passed', b: 'failed', c: 'skipped', d: 'todo', e: 'pending' })],
  };
  expect(countReport(report)).toEqual({ passed: 1, failed: ['b'], skipped: ['c', 'd', 'e'] });
});

it('counts a file that fails before it declares a test as one failure', () => {
  const report = { success: false, testResults: [file('failed', {}, 'cannot import')] };
  expect(countReport(report).failed).toEqual(['a.test.ts: cannot import']);
});

it('counts a file whose tests pass but whose teardown fails as one failure', () => {
  const report = { success: false, testResults: [file('failed', { a: 'passed' }, 'afterAll threw')] };
  expect(countReport(report)).toEqual({ passed: 1, failed: ['a.test.ts: afterAll threw'], skipped: [] });
});

it('counts an error outside of any test as one failure', () => {
  const report = { success: false, testResults: [file('passed', { a: 'passed' })] };
  expect(countReport(report).failed).toHaveLength(1);
});

it('sums reports into one closing line', () => {
  const one = { passed: 3, failed: ['x'], skipped: [] };
  const two = { passed: 4, failed: [], skipped: ['y', 'z'] };
  expect(closingLine(sumResults([one, two]))).toBe('7 passed, 1 failed, 2 skipped');
});
