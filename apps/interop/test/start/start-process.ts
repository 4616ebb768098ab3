import { fileURLToPath } from 'node:url';
import { Child } from '../../src/peers/child.ts';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What a run of `start` left behind. */
export interface StartRun {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `start` as a process of its own, from the sources. */
export function spawnStart(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Child {
  const assignments = Object.entries({ NO_COLOR: '1', ...environment }).map(
    ([name, value]) => `${name}=${value}`,
  );
  return new Child([
    ...['env', '-u', 'FORCE_COLOR', ...assignments, process.execPath],
    ...[
      '--conditions=@proj/source',
      '--import',
      path('../../../../tooling/vitest/src/from-sources.ts'),
      path('../../src/main.ts'),
    ],
    ...args,
  ]);
}

/** Runs `start` to its end. */
export async function start(
  args: readonly string[],
  input = '',
  environment: Readonly<Record<string, string>> = {},
): Promise<StartRun> {
  const child = spawnStart(args, environment);
  if (input !== '') await child.write(input);
  child.endInput();
  const { code } = await child.exited;
  return { code, stdout: child.stdout.text(), stderr: child.stderr.text() };
}
