import { readFileSync } from 'node:fs';
import type { CryptoProvider } from '@proj/crypto';
import { readTranscripts, replays } from '@tooling/rfc8448';
import { findVectors } from '@tooling/vectors/find';
import { absent, type Row } from './report.ts';

const file = 'rfc8448/transcripts.vec';

/** Replays every transcript of RFC 8448 in both roles on one provider; an absent file is a row that says so. */
export function rfc8448Row(provider: CryptoProvider): Row {
  const path = findVectors(file);
  if (path === undefined) return absent(provider.name, file);
  const recordings = readTranscripts(readFileSync(path, 'utf8'));
  const failed = replays.flatMap(({ name, run }) => {
    try {
      run(provider, recordings);
      return [];
    } catch (error) {
      return [`${name}: ${error instanceof Error ? error.message : String(error)}`];
    }
  });
  return { provider: provider.name, file, passed: replays.length - failed.length, failed, skipped: [] };
}
