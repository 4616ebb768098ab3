import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface BogoOptions {
  /** The runner's binary. */
  readonly runner: string;
  /** The folder of its sources, where it finds its keys. */
  readonly sources: string;
  /** Globs of the tests to run; all when empty. */
  readonly tests: string;
  /** Tests at the same time. */
  readonly workers: string;
  readonly json: boolean;
}

/** The command line can not be followed. */
export class BogoUsageError extends Error {
  override readonly name = 'BogoUsageError';
}

/** How it is used. */
export const usage = `pnpm bogo --runner PATH [--sources DIR] [--test GLOBS] [--workers N] [--json]

Runs BoringSSL's TLS tests against this library, and reports what came of them in apps/interop/reports.

  --runner PATH   the runner, built by "go build" in ssl/test/runner of BoringSSL's sources
  --sources DIR   that folder, where it is not the runner's own
  --test GLOBS    only tests whose names fit; several are separated by semicolons
  --workers N     tests at the same time; by default 2
  --json          one JSON object on standard output, and nothing else`;

/** A file that the runner reads from its working directory. */
const neededFile = 'rsa_2048_key.pem';

/** Reads the command line. Throws a {@link BogoUsageError}. */
export function parseBogoOptions(args: readonly string[]): BogoOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  if (values.runner === undefined) throw new BogoUsageError('say where the runner is: --runner PATH');
  const runner = resolve(values.runner);
  if (!existsSync(runner)) throw new BogoUsageError(`there is no runner at ${runner}`);
  const sources = values.sources === undefined ? sourcesNear(runner) : resolve(values.sources);
  if (sources === undefined || !existsSync(join(sources, neededFile))) {
    throw new BogoUsageError(`the runner needs its sources (${neededFile}): give their folder by --sources`);
  }
  return { runner, sources, tests: values.test, workers: values.workers, json: values.json };
}

function sourcesNear(runner: string): string | undefined {
  const own = dirname(runner);
  const near = [own, join(own, 'ssl/test/runner'), process.cwd()];
  return near.find((folder) => existsSync(join(folder, neededFile)));
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        runner: { type: 'string' },
        sources: { type: 'string' },
        test: { type: 'string', default: '' },
        workers: { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new BogoUsageError(error instanceof Error ? error.message : String(error));
  }
}
