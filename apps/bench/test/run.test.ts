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

test.each(['resumed handshake TLS 1.3, memory', 'resumed handshake TLS 1.2, memory'])(
  '%s: every contender resumes, or it throws',
  async (name) => {
    const { code, lines } = await output(name, '--quick', '--json');
    expect(code).toBe(0);
    const { rows } = JSON.parse(lines[0] ?? '') as { rows: { name: string; against: string }[] };
    expect(new Set(rows.map((row) => row.name))).toEqual(new Set([`${name}: native`, `${name}: noble`]));
  },
);

test('requests go as early data where that is asked for, and node:tls sends them after its handshake', async () => {
  const { code, lines } = await output('1 KiB to the server', '--quick', '--markdown');
  expect(code).toBe(0);
  const table = lines.at(-1) ?? '';
  expect(table).toMatch(/^\| resumed TLS 1\.3 and 1 KiB to the server, memory +\| requests/m);
  expect(table).toMatch(/^\| resumed TLS 1\.3 and 1 KiB to the server, memory, early data +\| requests/m);
});

test('the buffering BIO joins small writes, and the chain is held against X509Certificate', async () => {
  const buffered = await output('writes of 1 KiB, loopback', '--quick');
  expect(buffered.lines.some((line) => line.includes('native, buffered'))).toBe(true);
  const chain = await output('chain of three', '--quick');
  expect(chain.lines.at(-1)).toContain('X509Certificate');
});

test('a name that no scenario has is answered with those there are', async () => {
  const { code, lines, errors } = await output('nothing of the kind');
  expect([code, lines]).toEqual([1, []]);
  expect(errors.join('\n')).toContain('  bulk in writes of 16 KiB, loopback');
});
