import { spawn } from 'node:child_process';

/** What a command left behind. */
export interface Finished {
  /** Its exit code; `null` when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a command. */
export interface RunOptions {
  readonly cwd: string;
  /** Milliseconds until it is ended. */
  readonly timeLimit: number;
  /** Variables beside the ones of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end, whatever that is. Throws when it does not start or takes too long. */
export async function run(
  command: string,
  parameters: readonly string[],
  options: RunOptions,
): Promise<Finished> {
  const child = spawn(command, parameters, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: AbortSignal.timeout(options.timeLimit),
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      const what =
        error.name === 'AbortError' ? `took longer than ${options.timeLimit / 1000} s` : error.message;
      reject(new Error(`${command} ${parameters.join(' ')}: ${what}\n${stderr}`));
    });
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Runs a command that must succeed; its standard output. */
export async function succeed(
  command: string,
  parameters: readonly string[],
  options: RunOptions,
): Promise<string> {
  const { code, stdout, stderr } = await run(command, parameters, options);
  if (code === 0) return stdout;
  throw new Error(`${command} ${parameters.join(' ')} ended with ${code}\n${stderr}${stdout}`);
}
