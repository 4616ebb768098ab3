import { expect, test } from 'vitest';
import { run } from '../src/run.ts';

async function output(...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await run(args, { log: (line) => lines.push(line), error: (line) => errors.push(line) });
  return { code, lines, errors };
}

test('--json prints one object: every contender of ours against every other, per CPU-second and per second', async () => {
  const { code, lines } = await output('ping-pong of 1 byte, memory', '--quick', '--json');
  expect([code, lines.length]).toEqual([0, 1]);
  const report: unknown = JSON.parse(lines[0] ?? '');
  const row = (who: string, against: string, second: string) => ({
    name: `ping-pong of 1 byte, memory: ${who}`,
    unit: `round trips/${second}`,
    ours: expect.any(Number),
    other: expect.any(Number),
    against,
    ratio: expect.any(Number),
  });
  expect(report).toEqual({
    node: process.version,
    rows: ['native', 'noble'].flatMap((who) =>
      ['node:tls', 'floor'].flatMap((against) =>
        ['CPU-second', 'second'].map((second) => row(who, against, second)),
      ),
    ),
  });
});

test('a handshake of every contender completes', async () => {
  const { code, lines } = await output('handshake TLS 1.3 X25519 ECDSA P-256, memory', '--quick');
  expect(code).toBe(0);
  expect(lines.filter((line) => line.startsWith('handshake'))).toHaveLength(12);
});

test('a name that no scenario has is answered with those there are', async () => {
  const { code, lines, errors } = await output('nothing of the kind');
  expect([code, lines]).toEqual([1, []]);
  expect(errors.join('\n')).toContain('  bulk in writes of 16 KiB, loopback');
});
