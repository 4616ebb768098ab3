import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface LockstepOptions {
  readonly libssl: readonly string[];
  readonly pattern: string;
  readonly write: boolean;
  readonly json: boolean;
}

/** The command line can not be followed. */
export class LockstepUsageError extends Error {
  override readonly name: string = 'LockstepUsageError';
}

/** How it is used. */
export const usage = `pnpm lockstep [--libssl NAME] [--scenario TEXT] [--write] [--json]

Plays every scenario with libssl and here, and compares what is seen after every call.

  --libssl NAME     system, or an OpenSSL in Docker: openssl-1.1.1, openssl-3.0, openssl-3.5; may be given more than once
  --scenario TEXT   only scenarios whose name or subject has this text in it
  --write           plays with every OpenSSL in Docker, and writes docs/lockstep.md
  --json            one JSON object on standard output for each libssl, and nothing else`;

/** Reads the command line. Throws a {@link LockstepUsageError}. */
export function parseLockstepOptions(
  args: readonly string[],
  names: readonly string[],
): LockstepOptions | 'help' {
  const values = parse(args);
  if (values.help) return 'help';
  const unknown = values.libssl.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new LockstepUsageError(`there is no libssl "${unknown}": there are ${names.join(', ')}`);
  }
  if (values.write && (values.libssl.length > 0 || values.scenario !== undefined)) {
    throw new LockstepUsageError(
      '--write tells of all scenarios and all versions: leave --libssl and --scenario out',
    );
  }
  const docker = names.filter((name) => name !== 'system');
  const libssl = values.libssl.length > 0 ? values.libssl : ['system'];
  return {
    libssl: values.write ? docker : libssl,
    pattern: values.scenario ?? '',
    write: values.write,
    json: values.json,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        libssl: { type: 'string', multiple: true, default: [] },
        scenario: { type: 'string' },
        write: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    throw new LockstepUsageError(error instanceof Error ? error.message : String(error));
  }
}
