import { readFileSync } from 'node:fs';
import { runVectorFile, type Subject, wycheproofFiles } from '@tooling/compliance';
import { findVectors } from '@tooling/vectors/find';
import { absent, type Row } from './report.ts';

/** Runs every Wycheproof file through one provider; an absent file is a row that says so. */
export function* wycheproofRows(subject: Subject): Generator<Row> {
  const provider = subject.provider.name;
  for (const file of wycheproofFiles) {
    const path = findVectors(`wycheproof/${file}`);
    if (path === undefined) {
      yield absent(provider, file);
      continue;
    }
    const { passed, failed, skipped } = runVectorFile(subject, file, JSON.parse(readFileSync(path, 'utf8')));
    yield { provider, file, passed, failed: failed.map(({ tcId, why }) => `test ${tcId} ${why}`), skipped };
  }
}
