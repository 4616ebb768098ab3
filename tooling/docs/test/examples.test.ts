import { beforeAll, describe, expect, test } from 'vitest';
import { documents, type Example, examplesIn } from '../src/markdown.ts';
import { checkExamples, runExample, writeExamples } from '../src/run-examples.ts';

const examples = documents().flatMap((document) => examplesIn(document));

test.each([
  '',
  'packages/crypto/',
  'packages/record/',
  'packages/handshake/',
  'packages/bio/',
  'packages/node-adapter/',
])('%sREADME.md has an example', (folder) => {
  expect(examples.map(({ document }) => document)).toContain(`${folder}README.md`);
});

test('a block that is fenced as ts is found, with its line', () => {
  const text = 'Text\n```ts\nconst a = 1;\n```\n```sh\nls\n```\n';
  expect(examplesIn('a.md', text)).toEqual([{ document: 'a.md', line: 3, code: 'const a = 1;' }]);
});

describe('every example', () => {
  let complaints: Map<Example, string>;
  beforeAll(async () => {
    writeExamples(examples);
    complaints = await checkExamples(examples);
  });

  describe.each(examples)('$document:$line', (example) => {
    test('type-checks', () => expect(complaints.get(example)).toBe(''));
    test('runs to its end', async () => {
      await runExample(example);
    });
  });
});
