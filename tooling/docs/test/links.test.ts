import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { anchorsIn, documents, linksIn, readDocument, repository } from '../src/markdown.ts';

describe('every link to a file or a heading of the repository leads there', () => {
  test.each(documents())('%s', (document) => {
    const text = readDocument(document);
    for (const { path, anchor } of linksIn(text)) {
      const target = path === '' ? document : join(dirname(document), path);
      expect(existsSync(join(repository, target)), `${target} exists`).toBe(true);
      if (anchor !== undefined) expect(anchorsIn(readDocument(target))).toContain(anchor);
    }
  });
});

test('the index of decisions lists every one', () => {
  const written = documents().filter((document) => /^docs\/decisions\/\d/.test(document));
  const listed = linksIn(readDocument('docs/decisions/README.md')).map(
    ({ path }) => `docs/decisions/${path}`,
  );
  expect(listed).toEqual(written);
});
