import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, succeed } from './command.ts';

/** Downloads take their time; later runs find them here. */
const cache = resolve(import.meta.dirname, '../node_modules/.cache/runtimes');

/** A JavaScript runtime that npm has. */
export interface Runtime {
  readonly name: string;
  /** The npm package and its exact version. */
  readonly install: readonly [name: string, version: string];
  /** The program to start, below `node_modules`. */
  readonly program: string;
  /** What stands before the file to run. */
  readonly parameters: readonly string[];
}

function node(version: string): Runtime {
  return {
    name: `Node ${version.split('.')[0]}`,
    install: ['node', version],
    program: 'node/bin/node',
    parameters: [],
  };
}

/** Where the packages must run, beside a browser. Versions are exact, so that a failure is the packages' own. */
export const runtimes: readonly Runtime[] = [
  node('20.20.2'),
  node('22.23.3'),
  node('24.21.0'),
  node('26.10.0'),
  // It may read files below its working directory, and nothing else: no network, no environment.
  {
    name: 'Deno',
    install: ['deno', '2.9.6'],
    program: '.bin/deno',
    parameters: ['run', '--no-prompt', '--no-remote', '--node-modules-dir=manual', '--allow-read=.'],
  },
  { name: 'Bun', install: ['bun', '1.4.5'], program: '.bin/bun', parameters: ['run', '--no-install'] },
];

/** A runtime that is here, or why it is not. */
export type Available = { readonly program: string } | { readonly missing: string };

/** Finds a runtime installed before, or installs it. */
export async function findRuntime({ name, install, program }: Runtime): Promise<Available> {
  const [packageName, version] = install;
  const folder = join(cache, `${packageName}-${version}`);
  const path = join(folder, 'node_modules', program);
  const options = { cwd: folder, timeLimit: 180_000 };
  try {
    if (existsSync(path) && (await runs(path, version))) return { program: path };
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    await succeed(
      'npm',
      [
        'install',
        `${packageName}@${version}`,
        '--prefer-offline',
        '--no-audit',
        '--no-fund',
        '--foreground-scripts',
      ],
      options,
    );
    if (await runs(path, version)) return { program: path };
    return { missing: `npm's ${packageName}@${version} does not start here` };
  } catch (error) {
    const [line] = String(error).split('\n');
    return { missing: `${name} could not be installed: ${line}` };
  }
}

async function runs(path: string, version: string): Promise<boolean> {
  const { code, stdout } = await run(path, ['--version'], { cwd: cache, timeLimit: 20_000 });
  return code === 0 && stdout.includes(version);
}
