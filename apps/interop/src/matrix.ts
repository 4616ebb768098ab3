/** `pnpm interop`: the matrix of real peers; `--help` says how. Exits with 0 only when nothing failed. */
import { MatrixUsageError, parseMatrixOptions, usage } from './matrix/options.ts';
import { peerRows } from './matrix/peers/open-peer.ts';
import { summarize } from './matrix/report/summary.ts';
import { describeFailure, describePeer } from './matrix/report/text.ts';
import { writeReports } from './matrix/report/write.ts';
import { playAll } from './matrix/run/crew.ts';

/** Runs the matrix; the exit code. */
async function main(): Promise<number> {
  const options = parseMatrixOptions(process.argv.slice(2), peerRows());
  if (options === 'help') {
    console.log(usage);
    return 0;
  }
  const { peers, json, ...program } = options;
  const say = json ? () => {} : console.log;
  let count = 0;
  const played = await playAll(peers, program, {
    done(result) {
      count += 1;
      if (result.outcome === 'failed') say(describeFailure(result));
      if (!json && process.stderr.isTTY) process.stderr.write(`\r${count} cells\r`);
    },
  });
  const summary = summarize(played);
  const paths = writeReports(played);
  for (const each of played) say(describePeer(each));
  say(
    `\n${summary.passed} passed, ${summary.failed} failed, ${summary.skipped.length} skipped: ${paths.html}`,
  );
  if (json) console.log(JSON.stringify(summary));
  const nothing = summary.passed + summary.failed === 0 && summary.skipped.length === 0;
  if (nothing) console.error(`no cell fits "${options.pattern ?? ''}"`);
  return summary.failed > 0 || nothing ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof MatrixUsageError)) throw error;
  console.error(`interop: ${error.message}\n\n${usage}`);
  process.exitCode = 2;
}
