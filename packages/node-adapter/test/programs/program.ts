import { writeSync } from 'node:fs';

/** What the test has handed over. */
export function parameters<Parameters>(): Parameters {
  return JSON.parse(process.argv[2] ?? '{}');
}

/** Prints a line for the test, at once. */
export function print(value: unknown): void {
  writeSync(1, `${JSON.stringify(value)}\n`);
}

/** Threads that this process has for JavaScript beside its first. */
export function workers(): number {
  if (process.report) Object.assign(process.report, { excludeNetwork: true });
  const report: object | undefined = process.report?.getReport();
  const list: unknown = report && 'workers' in report ? report.workers : undefined;
  if (!Array.isArray(list)) throw new Error('this Node.js does not report its workers');
  return list.length;
}

/** Reads text until the end, or until there is so much. */
export function readText(read: (into: Uint8Array) => number, atMost = Number.POSITIVE_INFINITY): string {
  const into = new Uint8Array(4096);
  let text = '';
  while (text.length < atMost) {
    const count = read(into);
    if (count <= 0) break;
    text += new TextDecoder().decode(into.subarray(0, count));
  }
  return text;
}

/** The code of an error of the system. */
export function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : error;
}
