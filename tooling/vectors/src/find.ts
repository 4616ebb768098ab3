import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

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
