import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const runner = process.env['BOGO_RUNNER'];
const command = fileURLToPath(new URL('../../src/bogo.ts', import.meta.url));

describe("BoringSSL's runner", { timeout: 120_000 }, () => {
  it.skipIf(runner === undefined)('passes its first tests here (BOGO_RUNNER is its path)', () => {
    const args = [command, '--json', '--runner', runner ?? '', '--test', 'Basic-*'];
    const counts: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
    expect(counts).toMatchObject({ failed: 0, passed: expect.any(Number) });
  });
});
