import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findVectors, vectorsDirectory } from '../src/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'vectors-'));
afterAll(() => rmSync(directory, { recursive: true }));

it('looks beside the checkout unless VECTORS_DIR says otherwise', () => {
  expect(vectorsDirectory({})).toBe(resolve(import.meta.dirname, '../../../../shared/vectors'));
  expect(vectorsDirectory({ VECTORS_DIR: directory })).toBe(directory);
});

it('finds a file that is there, and says so when one is not', () => {
  mkdirSync(join(directory, 'wycheproof'));
  writeFileSync(join(directory, 'wycheproof/a.json'), '{}');
  expect(findVectors('wycheproof/a.json', directory)).toBe(join(directory, 'wycheproof/a.json'));
  expect(findVectors('wycheproof/b.json', directory)).toBeUndefined();
});
