import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { vectorsDirectory } from '@tooling/vectors';

/** What `openssl version` prints, or `none`: tests against the system's openssl depend on which one it is. */
function systemOpenssl(): string {
  try {
    return execFileSync('openssl', ['version'], { encoding: 'utf8' }).trim();
  } catch {
    return 'none';
  }
}

/** Name, size and time of every vector file, or `none` where there are no vectors. */
function vectorFiles(): string {
  const directory = vectorsDirectory();
  try {
    return readdirSync(directory, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const { size, mtimeMs } = statSync(join(directory, name));
        return `${name} ${size} ${mtimeMs}`;
      })
      .join('\n');
  } catch {
    return 'none';
  }
}

/**
 * A digest of what lies outside the repository and can change a test's outcome. It is part of the key under
 * which turbo caches test results, so that a result is reused only where it would come out the same.
 */
export function environmentDigest(): string {
  const parts = [process.platform, process.arch, process.version, systemOpenssl(), vectorFiles()];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}
