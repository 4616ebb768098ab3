/** `pnpm lockstep`: call by call beside libssl; `--help` says how. Exits with 0 only when all differences are explained. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { nodeProvider } from '@proj/node-adapter';
import { TemporaryDirectory } from './certificates/temporary-directory.ts';
import { LockstepUsageError, parseLockstepOptions, usage } from './lockstep/options.ts';
import { markdown } from './lockstep/report/markdown.ts';
import { summarize } from './lockstep/report/summary.ts';
import { describe } from './lockstep/report/text.ts';
import { runAll } from './lockstep/run/run.ts';
import { targetNames } from './lockstep/run/targets.ts';
import { scenarios } from './lockstep/scenarios/index.ts';

const page = fileURLToPath(new URL('../../../docs/lockstep.md', import.meta.url));

/** Plays what is asked for; the exit code. */
async function main(): Promise<number> {
  const options = parseLockstepOptions(process.argv.slice(2), targetNames());
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const { libssl, pattern, json, write } = options;
  const some = scenarios.filter(({ name, subject }) => name.includes(pattern) || subject.includes(pattern));
  const directory = new TemporaryDirectory();
  const runs = await Promise.all(
    libssl.map((name) => runAll(name, some, { provider: nodeProvider, directory })),
  );
  for (const run of runs) console.log(json ? JSON.stringify(summarize(run)) : describe(run));
  directory.remove();
  if (write) writeFileSync(page, markdown(runs));
  const failed = runs.some((run) => run.why === undefined && summarize(run).unexplained > 0);
  const nothing = runs.every(({ results }) => results.length === 0);
  if (some.length === 0) console.error(`no scenario has "${pattern}" in its name or subject`);
  return failed || nothing ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof LockstepUsageError)) throw error;
  console.error(`lockstep: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
