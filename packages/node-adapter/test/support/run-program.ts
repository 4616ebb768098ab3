import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** What lets Node.js run sources. */
export const fromSources: readonly string[] = [
  '--conditions=@proj/source',
  '--import',
  path('../../../../tooling/vitest/src/from-sources.ts'),
];

/** Milliseconds that a program may take: two at once start from the sources, on machines that do other work too. */
const timeLimit = 90_000;

/** For tests that run programs. */
export const programTestTimeout = 120_000;

/** What a program left behind. */
export interface Finished {
  /** `null` when a signal, such as the one at the time limit, ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program of `test/programs`, running as a process of its own from the sources. */
export class Program {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  #stdout = '';
  #stderr = '';
  #printed: (() => void) | undefined;

  /** @param parameters Handed over as JSON in the first argument. */
  constructor(name: string, parameters: object) {
    this.child = spawn(
      process.execPath,
      [...fromSources, path(`../programs/${name}`), JSON.stringify(parameters)],
      { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeLimit, killSignal: 'SIGKILL' },
    );
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
      this.#printed?.();
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.finished = new Promise((resolve, reject) => {
      this.child.once('error', reject);
      this.child.once('close', (code) => {
        resolve({ code, stdout: this.#stdout, stderr: this.#stderr });
        this.#printed?.();
      });
    });
  }

  /** Its first line of output: what a program that goes on says of itself. */
  async firstLine(): Promise<string> {
    while (!this.#stdout.includes('\n')) {
      if (this.child.exitCode !== null) throw new Error(`the program ended: ${this.#stderr}`);
      await new Promise<void>((printed) => {
        this.#printed = printed;
      });
    }
    return this.#stdout.slice(0, this.#stdout.indexOf('\n'));
  }
}

/** Runs a program to its end, which must be a good one; what it printed, line by line, as JSON. */
export async function results(name: string, parameters: object): Promise<unknown[]> {
  const { code, stdout, stderr } = await new Program(name, parameters).finished;
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${stderr}${stdout}`);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}
