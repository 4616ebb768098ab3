import { shellWord } from '../../../peers/child.ts';
import type { ClientReport, ClientSetup, ClientTask, PeerClients } from '../peer.ts';
import type { Shell } from '../shell.ts';
import { clientArguments } from './arguments.ts';

/** Milliseconds for one client's connection. */
const patience = 60_000;

/** What `-brief` and others print, by the names that the matrix has for it. */
const facts: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['version', /^Protocol version: (.*)$/m],
  ['suite', /^Ciphersuite: (.*)$/m],
  ['verification', /^Verification(?: error)?: (.*)$/m],
  ['alpn', /^ALPN protocol: (.*)$/m],
  ['exported', /Keying material: ([0-9A-F]+)/],
];

let clients = 0;

/** s_client after s_client, each with a line to say. */
export class OpensslClients implements PeerClients {
  // It sends its close_notify and leaves; what comes is thrown away.
  readonly listensAfterClose = false;
  readonly #openssl: readonly string[];
  readonly #shell: Shell;
  readonly #sessionFile: string;
  #command = '';
  #transcript = '';

  /** @param scratch A directory that the shell can write to. */
  constructor(openssl: readonly string[], shell: Shell, scratch: string) {
    this.#openssl = openssl;
    this.#shell = shell;
    clients += 1;
    this.#sessionFile = `${scratch}/${process.pid}-${clients}.session`;
  }

  get command(): string {
    return this.#command;
  }

  transcript(): string {
    return this.#transcript;
  }

  async run(setup: ClientSetup, { say, closeFirst, session, earlyFile }: ClientTask): Promise<ClientReport> {
    // Without -ign_eof the end of its input makes it say close_notify.
    const manner = closeFirst ? [] : ['-ign_eof'];
    const target = ['-connect', `127.0.0.1:${setup.port}`];
    const kept = session ? [session === 'keep' ? '-sess_out' : '-sess_in', this.#sessionFile] : [];
    const early = earlyFile === undefined ? [] : ['-early_data', earlyFile];
    const argv = [
      ...[...this.#openssl, 's_client', '-brief', ...manner],
      ...[...target, ...kept, ...early, ...clientArguments(setup)],
    ];
    this.#command = `printf '${say}\\n' | ${argv.map(shellWord).join(' ')}`;
    const { code, stdout, stderr } = await this.#shell.run(this.#command, patience);
    const printed = `${stdout}\n${stderr}`;
    this.#transcript += printed;
    return { ok: code === 0, received: stdout, view: readFacts(printed) };
  }

  stop(): Promise<void> {
    return this.#shell.stop();
  }
}

/** What an openssl's summary of a connection says. */
function readFacts(text: string): Record<string, string> {
  return Object.fromEntries(
    facts.flatMap(([name, pattern]) => {
      const value = pattern.exec(text)?.[1];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
