import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../shim/main.ts', import.meta.url));

/**
 * Makes one executable file of the shim, from the sources: it is started for each test, and to find a few hundred modules
 * would take longer than most of them. Returns its path.
 *
 * @param folder - Where to put it.
 */
export async function bundleShim(folder: string): Promise<string> {
  const output = join(folder, 'shim.mjs');
  await build({
    entryPoints: [entry],
    outfile: output,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    conditions: ['@proj/source'],
    banner: { js: `#!${process.execPath}` },
    logLevel: 'error',
  });
  chmodSync(output, 0o755);
  return output;
}
