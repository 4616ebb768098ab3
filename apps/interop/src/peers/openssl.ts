import { Child, defaultTimeLimit } from './child.ts';
import { PeerError } from './peer-error.ts';

/** An openssl program that runs. */
export interface Openssl {
  /** What comes before the subcommand: `['openssl']`, or a container's command line. */
  readonly argv: readonly string[];
  /** What `openssl version` says, without what stands in parentheses: `OpenSSL 3.0.19 27 Jan 2026`. */
  readonly banner: string;
  /** The version's numbers, `[3, 0, 19]`. */
  readonly version: readonly [major: number, minor: number, patch: number];
}

/** Milliseconds for a peer to answer `version`, or to listen. */
const startLimit = 60_000;

/** The command to run: `openssl`, unless the environment variable OPENSSL names another. */
function opensslCommand(): string {
  return process.env['OPENSSL'] || 'openssl';
}

/** Finds out whether an openssl can be run, and which it is. Throws a {@link PeerError} that says what to do. */
export async function findOpenssl(argv: readonly string[] = [opensslCommand()]): Promise<Openssl> {
  const child = new Child([...argv, 'version'], startLimit);
  const { code } = await child.exited.catch((error: unknown) => {
    if (error instanceof PeerError && error.kind === 'not-found') throw missing(argv);
    throw error;
  });
  const banner = child.stdout
    .text()
    .trim()
    .replace(/ *\(.*\)$/, '');
  if (code !== 0 || banner === '') {
    throw new PeerError('failed', `"${child.command}" failed: ${firstLine(child.stderr.text())}`);
  }
  const match = /^OpenSSL (\d+)\.(\d+)\.(\d+)/.exec(banner);
  const version = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])] as const;
  if (!match || compareVersions(version, [1, 1, 1]) < 0) {
    throw new PeerError(
      'too-old',
      `"${argv.join(' ')}" is ${banner}: OpenSSL 1.1.1 or later is needed; set OPENSSL to the path of one`,
    );
  }
  return { argv, banner, version };
}

/** Negative when `a` is the older one. */
export function compareVersions(a: Openssl['version'], b: Openssl['version']): number {
  return a[0] - b[0] || a[1] - b[1] || a[2] - b[2];
}

function missing(argv: readonly string[]): PeerError {
  return new PeerError(
    'not-found',
    `"${argv[0]}" was not found: install OpenSSL 1.1.1 or later, or set OPENSSL to the path of its program`,
  );
}

/** An `openssl s_server` that listens on loopback. */
export interface OpensslServer {
  readonly child: Child;
  readonly host: string;
  readonly port: number;
}

/**
 * Starts `openssl s_server` on a free port of loopback and waits until it listens. `args` must not make it quiet
 * (`-quiet`, `-brief`): the port is read from what it prints.
 *
 * @throws PeerError when it does not listen; the message has the first line of its complaint.
 */
export async function startServer(
  openssl: Openssl,
  args: readonly string[],
  timeLimit: number = defaultTimeLimit,
): Promise<OpensslServer> {
  // Port 0 leaves the choice to the system, so that no other program can take the port in between.
  const child = new Child([...openssl.argv, 's_server', '-accept', '127.0.0.1:0', ...args], timeLimit);
  const line = await child.stdout.waitFor(/^ACCEPT (.*):(\d+)\r?$/m, startLimit);
  if (!line) throw await died(child, 'did not listen');
  return { child, host: line[1] ?? '', port: Number(line[2]) };
}

/** Starts `openssl s_client` towards a port of loopback. */
export function startClient(
  openssl: Openssl,
  port: number,
  args: readonly string[],
  timeLimit: number = defaultTimeLimit,
): Child {
  return new Child([...openssl.argv, 's_client', '-connect', `127.0.0.1:${port}`, ...args], timeLimit);
}

async function died(child: Child, what: string): Promise<PeerError> {
  await child.stop();
  await child.exited;
  return new PeerError('failed', `"${child.command}" ${what}: ${firstLine(child.stderr.text())}`);
}

/** The first line that says something about an error; openssl's own lines of numbers come last. */
export function firstLine(text: string): string {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return lines.find((line) => !line.startsWith('Using default')) ?? 'it said nothing';
}
