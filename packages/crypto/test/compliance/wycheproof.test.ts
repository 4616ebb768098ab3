import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runVectorFile, wycheproofFiles } from '@tooling/compliance';
import { describeVectors, vectorsDirectory } from '@tooling/vectors';
import { afterAll, expect, it } from 'vitest';
import { mlKem768, mlKem1024, nobleProvider } from '../../src/noble/index.js';

const subject = { provider: nobleProvider, mlKem: { 'ML-KEM-768': mlKem768, 'ML-KEM-1024': mlKem1024 } };

/** Why a vector may be left out: TLS has no use for it. That the provider lacks it is not among the reasons. */
const reasons = [
  'nonces in TLS have 96 bits',
  'no TLS suite has it',
  'no TLS group is made of it',
  'TLS does not have it',
  'the context is empty in TLS and X.509',
  'no algorithm here tests numbers for primality',
];

const totals = { files: 0, run: 0, skipped: 0 };
afterAll(() => {
  console.log(
    `Wycheproof, noble: ${totals.run} vectors of ${totals.files} files run, ${totals.skipped} vectors that TLS has no use for`,
  );
});

for (const file of wycheproofFiles) {
  describeVectors(`wycheproof/${file}`, (text) => {
    it('every vector that TLS has a use for', { timeout: 120_000 }, () => {
      const report = runVectorFile(subject, file, JSON.parse(text));
      if (report.run > 0) totals.files++;
      totals.run += report.run;
      for (const { why, count } of report.skipped) {
        expect(reasons).toContain(why);
        totals.skipped += count;
      }
      expect(report.failed).toEqual([]);
      expect(report.run > 0 || report.skipped.length > 0).toBe(true);
    });
  });
}

it('leaves out no file of the folder', () => {
  const folder = join(vectorsDirectory(), 'wycheproof');
  if (!existsSync(folder)) return;
  const present = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(present.filter((name) => !wycheproofFiles.includes(name))).toEqual([]);
});
