import { chmodSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('../shim/main.ts', import.meta.url));
const output = fileURLToPath(new URL('../../../dist/bogo/shim.mjs', import.meta.url));

/**
 * Makes one executable file of the shim, from the sources: it is started for each test, and to find a few hundred modules
 * would take longer than most of them. Returns its path.
 */
export async function bundleShim(): Promise<string> {
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
