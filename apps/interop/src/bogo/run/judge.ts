import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleShim } from './bundle.ts';
import type { BogoOptions } from './options.ts';

/** What became of a test. */
export type Verdict = 'passed' | 'failed' | 'unimplemented' | 'disabled';

/** A test and what became of it; of a failure, what the runner says. */
export interface Judged {
  readonly name: string;
  readonly verdict: Verdict;
  readonly report: string;
}

/** The runner's configuration: which tests it leaves out and why, and how our errors are called there. */
const configPath: string = fileURLToPath(new URL('../../../bogo/config.json', import.meta.url));

/** Tests of other protocols, by their names. */
const otherProtocols =
  '*DTLS*;*-QUIC;*-QUIC-*;QUIC-*;SendSplitAlert-*;QUICCompatibilityMode;StrayChangeCipherSpec';

/** The tests that the configuration disables, and why. */
export function disabledTests(): ReadonlyMap<string, string> {
  const config: unknown = JSON.parse(readFileSync(configPath, 'utf8'));
  if (typeof config !== 'object' || config === null || !('DisabledTests' in config)) return new Map();
  const disabled: unknown = config.DisabledTests;
  return new Map(typeof disabled === 'object' && disabled !== null ? Object.entries(disabled) : []);
}

/** Makes the shim and runs the tests with it; those that are disabled are only counted. */
export async function judge(options: BogoOptions, onJudged: (one: Judged) => void): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bogo-'));
  try {
    const shim = await bundleShim(folder);
    // Where V8 keeps what it has compiled: each test but the first starts faster.
    const cache = join(folder, 'compiled');
    mkdirSync(cache);
    const env = { ...process.env, NODE_COMPILE_CACHE: cache };
    await run(options, ['-shim-path', shim, '-test', options.tests], env, onJudged);
    const globs = [...disabledTests().keys()].join(';');
    if (globs === '') return;
    const idle = join(folder, 'idle.sh');
    writeFileSync(idle, '#!/bin/sh\n[ "$1" = -is-handshaker-supported ] && echo No && exit 0\nexit 89\n');
    chmodSync(idle, 0o755);
    const asDisabled = ({ name }: Judged): void => onJudged({ name, verdict: 'disabled', report: '' });
    // The runner says nothing of tests that it leaves out: a shim that does nothing makes it name them.
    await run(options, ['-shim-path', idle, '-include-disabled', '-test', globs], env, asDisabled);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(
  { runner, sources, workers }: BogoOptions,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  onJudged: (one: Judged) => void,
): Promise<void> {
  const always = ['-shim-config', configPath, '-allow-unimplemented', '-pipe', '-num-workers', workers];
  const child = spawn(runner, [...args, ...always, '-skip', otherProtocols], {
    cwd: sources,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const reader = new RunnerOutput(onJudged);
  child.stdout.setEncoding('utf8').on('data', (text: string) => reader.take(text));
  return new Promise((resolve, reject) => {
    child.on('error', reject).on('close', (_code, signal) => {
      reader.end();
      // Its exit code tells of failures, which are counted already; a runner that was ended has not run all tests.
      if (signal === null) resolve();
      else reject(new Error(`the runner was ended by ${signal} before it had run all tests`));
    });
  });
}

const verdicts: Readonly<Record<string, Verdict>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  UNIMPLEMENTED: 'unimplemented',
};

/** Reads what the runner prints: a line for each test, and below it what went wrong. */
export class RunnerOutput {
  readonly #onJudged: (one: Judged) => void;
  #rest = '';
  #current: { name: string; verdict: Verdict; report: string } | undefined;

  constructor(onJudged: (one: Judged) => void) {
    this.#onJudged = onJudged;
  }

  /** Takes more of it. */
  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
  }

  /** Nothing more comes. */
  end(): void {
    if (this.#current) this.#onJudged(this.#current);
    this.#current = undefined;
  }

  #line(line: string): void {
    const [, word = '', name = ''] = /^([A-Z]+) \((.*)\)$/.exec(line) ?? [];
    const verdict = verdicts[word];
    if (!verdict) {
      if (this.#current) this.#current.report += `${line}\n`;
      return;
    }
    this.end();
    this.#current = { name, verdict, report: '' };
  }
}
