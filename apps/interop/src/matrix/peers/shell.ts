import { Child } from '../../peers/child.ts';
import { PeerError } from '../../peers/peer-error.ts';

/** Milliseconds that a shell may live: a batch of cells is done before. */
const shellLifetime = 30 * 60_000;

/** What a command came to. */
export interface Completed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A shell that runs commands one after the other: in a container, it saves the engine's work for each of them. */
export class Shell {
  readonly #child: Child;
  #count = 0;
  #outputEnd = 0;
  #errorEnd = 0;

  /** @param argv The shell: `['sh']`, or a container's command line with it. */
  constructor(argv: readonly string[]) {
    this.#child = new Child(argv, shellLifetime);
  }

  /** Runs a command line. Throws a {@link PeerError} when it takes longer than so many milliseconds. */
  async run(command: string, milliseconds: number): Promise<Completed> {
    const { stdout, stderr } = this.#child;
    this.#count += 1;
    const mark = `--done-${this.#count}--`;
    await this.#child.write(`{ ${command}\n}; printf '\\n${mark} %d\\n' $?; printf '\\n${mark}\\n' >&2\n`);
    const done = await stdout.waitFor(new RegExp(`\n${mark} (\\d+)\n`), milliseconds);
    const told = await stderr.waitFor(new RegExp(`\n${mark}\n`), milliseconds);
    if (!done || !told)
      throw new PeerError('failed', `"${command}" did not end: ${stderr.text().slice(-300)}`);
    const output = stdout.text();
    const errors = stderr.text();
    const result: Completed = {
      code: Number(done[1]),
      stdout: output.slice(this.#outputEnd, done.index),
      stderr: errors.slice(this.#errorEnd, told.index),
    };
    this.#outputEnd = output.length;
    this.#errorEnd = errors.length;
    return result;
  }

  /** Ends it and what it runs. */
  stop(): Promise<void> {
    return this.#child.stop();
  }
}
