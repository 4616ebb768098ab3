import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PeerError } from '../../../peers/peer-error.ts';
import { run } from '../../docker/run.ts';

/** A JavaScript runtime with a TLS of its own. */
export interface Runtime {
  readonly name: RuntimeName;
  readonly banner: string;
  /** What comes before the path of a program. */
  readonly argv: readonly string[];
}

/** Runtimes from npm: where their binaries are in the packages for each platform, and how they run a file. */
const rows = {
  bun: { binary: 'bin/bun', arguments: ['run'], library: 'BoringSSL' },
  deno: { binary: 'deno', arguments: ['run', '--quiet', '--no-check', '--allow-all'], library: 'rustls' },
} as const;

/** The name of a runtime that can be a peer. */
export type RuntimeName = keyof typeof rows;

/** All names. */
export const runtimeNames: readonly RuntimeName[] = ['bun', 'deno'];

/** Finds a runtime that npm has installed for this platform. Throws a {@link PeerError} when there is none. */
export async function findRuntime(name: RuntimeName): Promise<Runtime> {
  const row = rows[name];
  const program = binaryOf(name, row.binary);
  if (program === undefined) {
    throw new PeerError('not-found', `the npm package "${name}" has no binary for this platform`);
  }
  const { code, output } = await run([program, '--version'], 30_000);
  if (code !== 0) throw new PeerError('failed', `"${program} --version" failed: ${output}`);
  const version = /\d+\.\d+\.\d+/.exec(output)?.[0] ?? output;
  return { name, banner: `${name} ${version} (${row.library})`, argv: [program, ...row.arguments] };
}

/** The binary is in an optional dependency, of which npm installs the one that fits. */
function binaryOf(name: string, path: string): string | undefined {
  const here = createRequire(import.meta.url);
  const manifest = here.resolve(`${name}/package.json`);
  const { optionalDependencies = {} }: { optionalDependencies?: Record<string, string> } = JSON.parse(
    readFileSync(manifest, 'utf8'),
  );
  const { resolve } = createRequire(manifest);
  for (const dependency of Object.keys(optionalDependencies)) {
    const folder = folderOf(resolve, dependency);
    if (folder === undefined) continue;
    for (const suffix of ['', '.exe']) {
      const binary = join(folder, `${path}${suffix}`);
      if (existsSync(binary)) return binary;
    }
  }
  return undefined;
}

function folderOf(resolve: NodeJS.RequireResolve, dependency: string): string | undefined {
  try {
    return dirname(resolve(`${dependency}/package.json`));
  } catch {
    return undefined;
  }
}
