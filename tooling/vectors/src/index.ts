import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

export { parseTranscripts, Transcript } from './transcripts.ts';

const repositoryRoot = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Where the vectors are looked for: `VECTORS_DIR`, else `shared/vectors` beside the checkout. */
export function vectorsDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const given = environment['VECTORS_DIR'];
  return given ? resolve(given) : resolve(repositoryRoot, '../shared/vectors');
}

/**
 * The absolute path of one vector file, or `undefined` when it is absent.
 *
 * @param name - Path below the vectors' directory, such as `wycheproof/aes_gcm_test.json`.
 */
export function findVectors(name: string, directory: string = vectorsDirectory()): string | undefined {
  const path = join(directory, name);
  return existsSync(path) ? path : undefined;
}

/**
 * A suite over one vector file. When the file is absent the suite holds one skipped test that names it, so that
 * the report says what did not run.
 *
 * @param name - Path below the vectors' directory.
 * @param suite - Declares the tests; gets the file's text.
 */
export function describeVectors(name: string, suite: (text: string) => void): void {
  const path = findVectors(name);
  describe(name, () => {
    if (path === undefined) {
      console.warn(`skipped: ${name} is not in ${vectorsDirectory()} (set VECTORS_DIR to where it is)`);
      it.skip('the file is absent', () => {});
      return;
    }
    suite(readFileSync(path, 'utf8'));
  });
}
