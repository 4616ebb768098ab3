import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { atExit } from '../../peers/at-exit.ts';

/** A program that answers every line with a line. Ends with this process. */
export class LineProgram {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #waiting: ((line: string | Error) => void)[] = [];
  readonly #exited: Promise<void>;
  #error: Error | undefined;

  constructor(argv: readonly string[]) {
    const [program = '', ...args] = argv;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child = child;
    const forget = atExit(() => child.kill('SIGKILL'));
    child.stdin.on('error', () => {});
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-1000);
    });
    createInterface({ input: child.stdout }).on('line', (line) => this.#waiting.shift()?.(line));
    this.#exited = new Promise((resolve) => {
      const end = (why: string): void => {
        forget();
        this.#error = new Error(`${program} ${why} ${complaint}`.trim());
        for (const answer of this.#waiting.splice(0)) answer(this.#error);
        resolve();
      };
      child.once('error', (error) => end(`did not start: ${error.message}`));
      child.once('close', (code, signal) => end(`ended with ${code ?? signal}`));
    });
  }

  /** Sends a line; what stands behind `ok` in the answer. Throws an `Error` for any other answer, and when the program ends. */
  async ask(line: string): Promise<string> {
    const answer = await new Promise<string | Error>((resolve) => {
      if (this.#error) return resolve(this.#error);
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${line}\n`);
    });
    if (answer instanceof Error) throw answer;
    if (answer === 'ok') return '';
    if (answer.startsWith('ok ')) return answer.slice(3);
    throw new Error(`"${line.slice(0, 80)}" was answered with: ${answer}`);
  }

  /** Ends the program. */
  close(): Promise<void> {
    this.#child.stdin.end();
    return this.#exited;
  }
}
