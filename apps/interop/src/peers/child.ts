import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { atExit } from './at-exit.ts';
import { OutputLog } from './output-log.ts';
import { PeerError } from './peer-error.ts';

/** Milliseconds after which a child is killed, whatever it does: no run leaves one behind. */
export const defaultTimeLimit = 60_000;

/** How a child ended. */
export interface ChildExit {
  /** Its exit code, or `undefined` when a signal ended it. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** A child process with piped streams. It never outlives this process, nor its time limit. */
export class Child {
  /** What was run, for messages; it can be pasted into a shell. */
  readonly command: string;
  readonly stdout: OutputLog;
  readonly stderr: OutputLog;
  /** Settles when the child has ended and all of its output is there. */
  readonly exited: Promise<ChildExit>;
  readonly #process: ChildProcessWithoutNullStreams;

  /**
   * Starts `argv`. That the program does not exist shows in {@link Child.exited}, which then rejects with a
   * {@link PeerError}.
   *
   * @param timeLimit milliseconds.
   */
  constructor(argv: readonly string[], timeLimit: number = defaultTimeLimit) {
    const [program = '', ...args] = argv;
    this.command = argv.map(shellWord).join(' ');
    const child = spawn(program, args, { stdio: 'pipe', timeout: timeLimit, killSignal: 'SIGKILL' });
    this.#process = child;
    this.stdout = new OutputLog(child.stdout);
    this.stderr = new OutputLog(child.stderr);
    // A child that ends while it is being written to is seen by its exit, not by EPIPE.
    child.stdin.on('error', () => {});
    const forget = atExit(() => child.kill('SIGKILL'));
    this.exited = new Promise((resolve, reject) => {
      child.once('error', (error) => {
        forget();
        reject(notStarted(program, error));
      });
      child.once('close', (code, signal) => {
        forget();
        resolve({ code: code ?? undefined, signal: signal ?? undefined });
      });
    });
    this.exited.catch(() => {});
  }

  /** Gives the child input. Resolves when it may be given more. */
  write(data: string | Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      if (this.#process.stdin.destroyed) resolve();
      else this.#process.stdin.write(data, () => resolve());
    });
  }

  /** Ends the child's input. */
  endInput(): void {
    this.#process.stdin.end();
  }

  /** Ends the child, if it still runs, and waits until it is gone. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.#process.kill(signal);
    await this.exited.catch(() => {});
  }
}

/** A word as a shell reads it back. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function notStarted(program: string, error: NodeJS.ErrnoException): PeerError {
  if (error.code === 'ENOENT') return new PeerError('not-found', `the program "${program}" was not found`);
  return new PeerError('failed', `"${program}" did not start: ${error.message}`);
}
