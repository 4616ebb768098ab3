import { readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { findVectors, vectorsDirectory } from './find.ts';

export { findVectors, vectorsDirectory } from './find.ts';

export { parseTranscripts, Transcript } from './transcripts.ts';

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
