/** `pnpm bogo`: BoringSSL's own tests; `--help` says how. Exits with 0 only when none failed. */
import { disabledTests, type Judged, judge } from './bogo/run/judge.ts';
import { BogoUsageError, parseBogoOptions, usage } from './bogo/run/options.ts';
import { describeSummary, summarize, writeReport } from './bogo/run/report.ts';

/** Runs the tests; the exit code. */
async function main(): Promise<number> {
  const options = parseBogoOptions(process.argv.slice(2));
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const judged: Judged[] = [];
  const say = options.json ? () => {} : console.log;
  await judge(options, (one) => {
    judged.push(one);
    if (one.verdict === 'failed') say(`FAILED ${one.name}\n${one.report}`);
  });
  const summary = summarize(judged, disabledTests());
  const path = writeReport(summary);
  say(`${describeSummary(summary)}\n\n${path}`);
  const { passed, failed, unimplemented, disabled } = summary;
  if (options.json) console.log(JSON.stringify({ passed, failed, unimplemented, disabled }));
  if (judged.length === 0) console.error(`no test fits "${options.tests}"`);
  return failed > 0 || judged.length === 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof BogoUsageError)) throw error;
  console.error(`bogo: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
