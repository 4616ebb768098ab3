import { resolve } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const packages = resolve(import.meta.dirname, '../../../packages');

/** What belongs to old versions, old suites and RSA key exchange alone. */
const guests =
  /\/(legacy\/|legacy\.ts|legacy-cipher-suites|implied-signature-schemes|legacy-prf|ssl3|v2-client-hello)/;

/** The source files that a bundle of this program has anything of. */
async function bundledFiles(folder: string, program: string): Promise<string[]> {
  const { metafile } = await build({
    stdin: { contents: program, resolveDir: resolve(packages, folder), loader: 'ts' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: ['@proj/source', 'import'],
    treeShaking: true,
    minifySyntax: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
  );
}

const guestsOf = (files: readonly string[]): string[] => files.filter((file) => guests.test(`/${file}`));

describe('old versions in a bundle', () => {
  test.each([
    ['handshake', 'export * from "@proj/handshake";'],
    ['bio', 'export * from "@proj/bio"; export * from "@proj/bio/openssl";'],
    ['bio', 'export * from "@proj/bio/web-streams";'],
  ])('there is none of them in one of %s: %s', async (folder, program) => {
    const files = await bundledFiles(folder, program);
    expect(files.some((file) => file.includes('states/client/tls12'))).toBe(true);
    expect(guestsOf(files)).toEqual([]);
  });

  test('they are there where they are imported', async () => {
    const files = guestsOf(
      await bundledFiles('bio', 'export { SSL_CTX_enable_legacy } from "@proj/bio/legacy";'),
    );
    for (const part of [
      'handshake/src/legacy/',
      'record/src/legacy/',
      'legacy-cipher-suites',
      'legacy-prf',
      'ssl3',
    ])
      expect(files.some((file) => file.includes(part))).toBe(true);
  });
});
