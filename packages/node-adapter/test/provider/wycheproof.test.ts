import { runVectorFile, wycheproofFiles } from '@tooling/compliance';
import { describeVectors } from '@tooling/vectors';
import { afterAll, expect, it } from 'vitest';
import { nodeProvider } from '../../src/provider/provider.js';

/** OpenSSL's ML-KEM takes no randomness from outside, so its vectors can not be run; `agreement.test.ts` tests it. */
const subject = { provider: nodeProvider, mlKem: {} };

/** Why a vector may be left out. */
const reasons = [
  'nonces in TLS have 96 bits',
  'no TLS suite has it',
  'no TLS group is made of it',
  'TLS does not have it',
  'the context is empty in TLS and X.509',
  'no algorithm here tests numbers for primality',
];
const missing = 'the provider "node" does not have it';

const totals = { files: 0, run: 0, skipped: 0 };
afterAll(() => {
  console.log(
    `Wycheproof, node: ${totals.run} vectors of ${totals.files} files run, ${totals.skipped} vectors left out`,
  );
});

for (const file of wycheproofFiles) {
  describeVectors(`wycheproof/${file}`, (text) => {
    it('every vector that TLS has a use for', { timeout: 120_000 }, () => {
      const report = runVectorFile(subject, file, JSON.parse(text));
      if (report.run > 0) totals.files++;
      totals.run += report.run;
      for (const { why, count } of report.skipped) {
        expect(file.startsWith('mlkem_') ? [...reasons, missing] : reasons).toContain(why);
        totals.skipped += count;
      }
      expect(report.failed).toEqual([]);
      expect(report.run > 0 || report.skipped.length > 0).toBe(true);
    });
  });
}
