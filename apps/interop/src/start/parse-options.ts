import { type OptionRow, optionGroups } from './option-table.ts';
import { defaultOptions, type StartOptions } from './options.ts';
import { readTarget } from './target.ts';
import { UsageError } from './usage-error.ts';

const rows = new Map(optionGroups.flatMap((group) => group.rows.map((row) => [row.name, row])));

/** Options that mean something for the four handshakes with the system's openssl too. */
const withoutTarget: ReadonlySet<string> = new Set([
  ...['help', 'json', 'provider', 'msg', 'keylogfile', 'brief', 'showcerts', 'tls1_2', 'tls1_3'],
  ...['no_tls1_2', 'no_tls1_3'],
]);

/**
 * Reads a command line: options as `-name value`, `--name value` or `--name=value`, and one HOST:PORT. Throws a
 * {@link UsageError} that says what is wrong.
 */
export function parseOptions(args: readonly string[]): StartOptions {
  let options = defaultOptions;
  let needsTarget: string | undefined;
  const rest = [...args];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) {
      if (options.target) throw new UsageError(`"${word}" is one peer too many: give one HOST:PORT`);
      options = { ...options, target: readTarget(word) };
      continue;
    }
    const [, name = '', inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    const row = rows.get(name);
    if (!row) throw new UsageError(`unknown option "${word}": -help lists those that there are`);
    options = { ...options, ...row.change(takeValue(row, inline, rest)) };
    if (!withoutTarget.has(name)) needsTarget ??= name;
  }
  return check(options, needsTarget);
}

/** The value of an option: behind `=`, or the next word. */
function takeValue(row: OptionRow, inline: string | undefined, rest: string[]): string {
  if (row.value === undefined) {
    if (inline !== undefined) throw new UsageError(`-${row.name} takes no value`);
    return '';
  }
  const value = inline ?? rest.shift();
  if (value === undefined || value === '') throw new UsageError(`-${row.name} needs a value: ${row.value}`);
  return value;
}

function check(options: StartOptions, needsTarget: string | undefined): StartOptions {
  if (!options.help && !options.target && needsTarget) {
    throw new UsageError(`-${needsTarget} needs a peer to connect to: give HOST:PORT`);
  }
  if (!options.tls12 && !options.tls13) {
    throw new UsageError(
      'no version of TLS is left: take away one of -no_tls1_2, -no_tls1_3, -tls1_2, -tls1_3',
    );
  }
  if (options.keyFile && !options.certFile)
    throw new UsageError('-key needs the certificate too: give -cert');
  if (options.certChainFile && !options.certFile) {
    throw new UsageError('-cert_chain needs the certificate too: give -cert');
  }
  return options;
}
