import { execFile } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';
import { type Example, repository } from './markdown.ts';

const execute = promisify(execFile);

/** Inside this package, so that the packages' names resolve; git knows nothing of it. */
const folder = resolve(import.meta.dirname, '../dist/examples');
const typescript = join(repository, 'node_modules/typescript-native/bin/tsc');

/** Where an example is written to: `packages-bio-README-12.ts`. */
function fileOf({ document, line }: Example): string {
  return `${document.replace(/\.md$/, '').replaceAll(/[^\w]+/g, '-')}-${line}.ts`;
}

/** Writes the examples, and what they read: `ca.pem`, and `server.pem` with `server.key` for localhost. */
export function writeExamples(examples: readonly Example[]): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  // An example may do without imports; it is a module all the same.
  for (const example of examples) {
    writeFileSync(join(folder, fileOf(example)), `${example.code}\n\nexport {};\n`);
  }
  const authority = Authority.root(nobleProvider);
  const server = authority.leaf({ names: [{ dns: 'localhost' }, { ip: [127, 0, 0, 1] }] });
  writeFileSync(join(folder, 'ca.pem'), authority.pem);
  writeFileSync(join(folder, 'server.pem'), server.chainPem);
  writeFileSync(join(folder, 'server.key'), server.keyPem);
}

/** Type-checks all examples at once, under the repository's settings; the complaints of each. */
export async function checkExamples(examples: readonly Example[]): Promise<Map<Example, string>> {
  const config = resolve(import.meta.dirname, '../tsconfig.examples.json');
  const complaints = await execute(process.execPath, [typescript, '--pretty', 'false', '-p', config]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
  const lines = complaints.split('\n').filter((line) => line !== '');
  const of = (example: Example) => lines.filter((line) => line.includes(fileOf(example))).join('\n');
  const found = new Map(examples.map((example) => [example, of(example)]));
  if (lines.length > 0 && [...found.values()].every((text) => text === '')) throw new Error(complaints);
  return found;
}

/** Runs an example to its end with the packages as they were built; what it printed. Throws when it fails. */
export async function runExample(example: Example): Promise<string> {
  const { stdout } = await execute(process.execPath, [fileOf(example)], { cwd: folder, timeout: 25_000 });
  return stdout;
}
