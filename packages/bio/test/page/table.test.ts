import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../../', import.meta.url);
const text = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const fileOf = (name: string): string =>
  `packages/${name === 'socket' ? 'node-adapter' : 'bio'}/test/page/${name}.test.ts`;

/** Number and file of each row of the table. */
const rows = [...text('docs/page.md').matchAll(/^\| +(\d+) \|.*`(.+)` +\|$/gm)].map(([, number, name]) => ({
  number: Number(number),
  name: name ?? '',
}));

/** The numbers that titles of tests in a file begin with. */
const numbersIn = (name: string): number[] => [
  ...new Set(
    [...text(fileOf(name)).matchAll(/^ +(?:test[^'\n]*\()?'(\d+)\. /gm)].map(([, number]) => Number(number)),
  ),
];

test('docs/page.md: every statement of the page has its test, and every test its statement', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
  for (const name of new Set(rows.map((row) => row.name))) {
    const claimed = rows.filter((row) => row.name === name).map(({ number }) => number);
    expect(numbersIn(name), name).toEqual(claimed);
  }
});
