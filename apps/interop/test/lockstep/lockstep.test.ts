import { readFileSync } from 'node:fs';
import { nodeProvider } from '@proj/node-adapter';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { unneeded } from '../../src/lockstep/compare/compare.ts';
import { markdown, releaseOf } from '../../src/lockstep/report/markdown.ts';
import { needs, summarize } from '../../src/lockstep/report/summary.ts';
import { describe as tell } from '../../src/lockstep/report/text.ts';
import { type Run, runAll, versionOf } from '../../src/lockstep/run/run.ts';
import { targetNames } from '../../src/lockstep/run/targets.ts';
import { scenarios } from '../../src/lockstep/scenarios/index.ts';

/** Milliseconds for all of them: their engine, base images and images may have to be made first. */
const patience = 30 * 60_000;

const page = new URL('../../../../docs/lockstep.md', import.meta.url);

const directory = new TemporaryDirectory();
afterAll(() => directory.remove());

let runs: readonly Run[] = [];

beforeAll(async () => {
  runs = await Promise.all(
    targetNames().map((name) => runAll(name, scenarios, { provider: nodeProvider, directory })),
  );
  for (const run of runs) console.log(tell(run));
}, patience);

describe.each(targetNames())('lockstep with libssl: %s', (name) => {
  it('at least 150 scenarios, and no difference that the table does not explain', ({ skip }) => {
    const run = runs.find((one) => one.name === name);
    if (!run) throw new Error(`nothing came of ${name}`);
    if (run.why !== undefined) skip(`${name}: ${run.why}`);
    const { scenarios: played, lacking, differences } = summarize(run);
    expect(differences.slice(0, 5)).toEqual([]);
    expect(played + lacking.length).toBe(scenarios.length);
    expect(played).toBeGreaterThanOrEqual(150);
  });
});

describe('the table of differences', () => {
  it('has no row that no scenario needs', ({ skip }) => {
    const missing = runs.filter(({ why }) => why !== undefined);
    if (missing.length > 0) skip(`not all were played: ${missing.map(({ name }) => name).join(', ')}`);
    const used = new Set(runs.flatMap((run) => [...needs(run).keys()]));
    const versions = runs.map(({ banner = '' }) => versionOf(banner));
    expect(unneeded(used, versions).map(({ name }) => name)).toEqual([]);
  });

  it('stands in the documents as it is (pnpm lockstep --write)', ({ skip }) => {
    const played = runs.filter(({ name }) => name !== 'system');
    if (played.some(({ why }) => why !== undefined)) skip('not all OpenSSLs in Docker can be had');
    const text = readFileSync(page, 'utf8');
    const releases = played.map(releaseOf);
    const others = releases.filter((release) => !text.includes(`| ${release} |`));
    if (others.length > 0) skip(`the page tells of other releases than ${others.join(', ')}`);
    expect(text).toBe(markdown(played));
  });
});
