import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { peerRows } from '../../src/matrix/peers/open-peer.ts';
import { describeFailure, describePeer } from '../../src/matrix/report/text.ts';
import { writeReports } from '../../src/matrix/report/write.ts';
import { playAll } from '../../src/matrix/run/crew.ts';
import type { Played, Program } from '../../src/matrix/run/play.ts';

/** Milliseconds for one peer: its engine, base image and image may have to be made first. */
const patience = 30 * 60_000;

/** The workers run from the sources too. */
const fromSources = fileURLToPath(new URL('../../../../tooling/vitest/src/from-sources.ts', import.meta.url));
const execArgv = ['--conditions=@proj/source', '--import', fromSources];

/** All of the choice is in `pnpm interop --docker`, and every combination of algorithms with `--full`. */
const program: Program = {
  providers: ['node', 'noble'],
  extent: 'choice',
  sample: { node: 150, noble: 40 },
};

const all: Played[] = [];
afterAll(() => {
  writeReports(all);
});

const parts = (['client', 'server'] as const).flatMap((role) =>
  (['node', 'noble'] as const).map((provider) => ({ role, provider })),
);

describe.each(peerRows().map(({ name }) => name))('%s as a peer', (name) => {
  let played: Played | undefined;

  beforeAll(async () => {
    [played] = await playAll([name], program, { execArgv });
    if (!played) throw new Error(`nothing came of playing with ${name}`);
    all.push(played);
    console.log(describePeer(played));
  }, patience);

  it.for(parts)('we as $role on the provider $provider', ({ role, provider }, { skip }) => {
    if (played?.why !== undefined) skip(`${name}: ${played.why}`);
    const results =
      played?.results.filter(({ cell }) => cell.role === role && cell.provider === provider) ?? [];
    expect(results.length).toBeGreaterThan(0);
    const failures = results.filter(({ outcome }) => outcome !== 'passed');
    expect(failures.map(describeFailure).join('\n\n')).toBe('');
  });
});
