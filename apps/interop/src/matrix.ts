/**
 * `pnpm interop [--docker] [--peer NAME] [--provider node|noble] [--full] [--sample N] [--cell PATTERN] [--json]`: the
 * matrix of real peers. Prints for people, or with `--json` one object; exits with 0 only when nothing failed.
 */
import { parseArgs } from 'node:util';
import { TemporaryDirectory } from './certificates/temporary-directory.ts';
import { Identities } from './matrix/certificates.ts';
import type { ProviderName } from './matrix/model/cell.ts';
import { peerRows } from './matrix/peers/open-peer.ts';
import { summarize } from './matrix/report/summary.ts';
import { describeFailure, describePeer } from './matrix/report/text.ts';
import { writeReports } from './matrix/report/write.ts';
import { type Played, play } from './matrix/run/play.ts';

const { values } = parseArgs({
  options: {
    docker: { type: 'boolean', default: false },
    peer: { type: 'string' },
    provider: { type: 'string' },
    full: { type: 'boolean', default: false },
    sample: { type: 'string' },
    cell: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});

function usageError(message: string): never {
  console.error(message);
  process.exit(2);
}

const rows = peerRows();
const peers = rows.filter(({ name, docker }) =>
  values.peer ? name === values.peer : values.docker || !docker,
);
if (peers.length === 0)
  usageError(`there is no peer "${values.peer}"; there are ${rows.map(({ name }) => name).join(', ')}`);

const providers = (['node', 'noble'] as const satisfies ProviderName[]).filter(
  (name) => values.provider === undefined || name === values.provider,
);
if (providers.length === 0) usageError(`there is no provider "${values.provider}"; there are node and noble`);

const sample = values.sample === undefined ? undefined : Number(values.sample);
if (sample !== undefined && !(Number.isInteger(sample) && sample > 0))
  usageError('--sample takes a whole number of cells');

const directory = new TemporaryDirectory();
const identities = new Identities(directory);
const played: Played[] = [];
for (const { name } of peers) {
  const each = await play(
    name,
    identities,
    { providers, full: values.full, sample, pattern: values.cell },
    (result) => {
      if (!values.json && result.outcome === 'failed') console.log(describeFailure(result));
    },
  );
  played.push(each);
  if (!values.json) console.log(describePeer(each));
}
directory.remove();

const report = writeReports(played);
const summary = summarize(played);
console.log(
  values.json ? JSON.stringify(summary) : `\n${summary.passed} passed, ${summary.failed} failed; ${report}`,
);
process.exit(summary.failed > 0 ? 1 : 0);
