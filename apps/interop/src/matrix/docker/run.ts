import { Child } from '../../peers/child.ts';

/** What a program came to. */
export interface Finished {
  /** `undefined` when a signal ended it, or it did not start. */
  readonly code: number | undefined;
  /** All that it printed, trimmed. */
  readonly output: string;
}

/** Runs a program to its end. */
export async function run(argv: readonly string[], milliseconds: number): Promise<Finished> {
  const child = new Child(argv, milliseconds);
  child.endInput();
  try {
    const { code } = await child.exited;
    return { code, output: `${child.stdout.text()}${child.stderr.text()}`.trim() };
  } catch (error) {
    return { code: undefined, output: error instanceof Error ? error.message : String(error) };
  }
}
