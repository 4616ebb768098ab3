/** The part of vitest's JSON report that is counted. */
export interface VitestReport {
  readonly success: boolean;
  readonly testResults: readonly VitestFile[];
}

/** One test file of a report; it has no assertions when it failed before any test was declared. */
export interface VitestFile {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
}

/** How many tests passed, and the names of those that did not. */
export interface Results {
  readonly passed: number;
  readonly failed: readonly string[];
  readonly skipped: readonly string[];
}

/** Counts what one report says, test by test. */
export function countReport(report: VitestReport): Results {
  let passed = 0;
  const failed: string[] = [];
  const skipped: string[] = [];
  for (const file of report.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed') passed++;
      else if (test.status === 'failed') failed.push(test.fullName);
      else skipped.push(test.fullName);
    }
    const failedAsAWhole =
      file.status === 'failed' && !file.assertionResults.some((t) => t.status === 'failed');
    if (failedAsAWhole) failed.push(`${file.name}: ${file.message ?? 'the file failed'}`);
  }
  // An unhandled error outside every test leaves only this flag behind.
  if (!report.success && failed.length === 0) failed.push('an error outside of any test');
  return { passed, failed, skipped };
}

/** The results of several reports as one. */
export function sumResults(all: readonly Results[]): Results {
  return {
    passed: all.reduce((sum, one) => sum + one.passed, 0),
    failed: all.flatMap((one) => one.failed),
    skipped: all.flatMap((one) => one.skipped),
  };
}

/** The closing line: plain, alone on its line, for machines that read logs. */
export function closingLine(results: Results): string {
  return `${results.passed} passed, ${results.failed.length} failed, ${results.skipped.length} skipped`;
}
