import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linksIn, readDocument, repository } from '../src/markdown.ts';

const document = 'docs/features.md';

/** The rows of the tables: feature, section, option, tests. */
const rows = readDocument(document)
  .split('\n')
  .filter((line) => /^\| (?!feature |-)/.test(line))
  .map((line) =>
    line
      .slice(1, -1)
      .split(' | ')
      .map((cell) => cell.trim()),
  );

test('the table of features has some', () => {
  expect(rows.length).toBeGreaterThan(30);
});

describe('every feature says where it is specified, and which tests show it', () => {
  test.each(rows)('%s', (feature, section, option, tests) => {
    expect([feature, section, option].every((cell) => cell !== undefined && cell !== '')).toBe(true);
    const links = linksIn(tests ?? '');
    expect(links.length).toBeGreaterThan(0);
    for (const { path } of links) {
      expect(path).toMatch(/\.test\.ts$/);
      expect(existsSync(join(repository, dirname(document), path)), path).toBe(true);
    }
  });
});
