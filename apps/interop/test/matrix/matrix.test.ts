import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { Identities } from '../../src/matrix/certificates.ts';
import { peerRows } from '../../src/matrix/peers/open-peer.ts';
import { describeFailure, describePeer } from '../../src/matrix/report/text.ts';
import { writeReports } from '../../src/matrix/report/write.ts';
import { type Played, play } from '../../src/matrix/run/play.ts';

/** Cells for each peer and provider here; `pnpm interop --docker` runs all of the plan, `--full` every combination. */
const cells = { node: 150, noble: 40 } as const;

/** A peer may have to be built first: an engine, a base image, an image. */
const patience = 20 * 60_000;

const directory = new TemporaryDirectory();
const identities = new Identities(directory);
const played: Played[] = [];

afterAll(() => {
  writeReports(played);
  directory.remove();
});

describe('handshakes, transfers and features with real peers', () => {
  for (const { name } of peerRows()) {
    for (const provider of ['node', 'noble'] as const) {
      it(`${name}, our side on ${provider}`, { timeout: patience }, async ({ skip }) => {
        const program = { providers: [provider], full: false, sample: cells[provider] };
        const each = await play(name, identities, program);
        played.push(each);
        if (each.why !== undefined) skip(`${name}: ${each.why}`);
        console.log(describePeer(each));
        const failures = each.results.filter(({ outcome }) => outcome === 'failed');
        expect(failures.map(describeFailure).join('\n\n')).toBe('');
        expect(each.results.length).toBeGreaterThan(0);
      });
    }
  }
});
