import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { findVectors, parseTranscripts, vectorsDirectory } from '../src/index.ts';

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

it('reads sections, fields and comments of recorded handshakes', () => {
  const [first, second, ...others] = parseTranscripts('# note\n[One]\nA = 00 ff\nB = x y \n\n[Two]\nA =\n');
  expect(others).toEqual([]);
  expect(first?.name).toBe('One');
  expect(first?.bytes('A')).toEqual(Uint8Array.of(0, 255));
  expect(first?.text('B')).toBe('x y');
  expect(second?.has('A')).toBe(true);
  expect(second?.bytes('A')).toEqual(new Uint8Array(0));
  expect(second?.has('B')).toBe(false);
  expect(() => first?.bytes('B')).toThrow('B of One is not hexadecimal');
  expect(() => second?.text('B')).toThrow('Two has no B');
});
