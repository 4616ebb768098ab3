import { nobleProvider } from '@proj/crypto/noble';
import { afterAll, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { Child } from '../../src/peers/child.ts';
import { compareVersions, findOpenssl, startClient, startServer } from '../../src/peers/openssl.ts';
import { openssl, whyNot } from './available.ts';

describe('child processes', () => {
  it('tell when a pattern has come, when it will not come, and when the time is over', async () => {
    const child = new Child([process.execPath, '-e', 'console.log("one"); setTimeout(() => {}, 60_000)']);
    expect(await child.stdout.waitFor(/one/, 10_000)).toBeDefined();
    expect(await child.stdout.waitFor(/two/, 20)).toBeUndefined();
    const waiting = child.stdout.waitFor(/two/, 10_000);
    await child.stop();
    expect(await waiting).toBeUndefined();
    expect((await child.exited).signal).toBe('SIGKILL');
  });

  it('are killed when their time is over', async () => {
    const child = new Child([process.execPath, '-e', 'setTimeout(() => {}, 60_000)'], 50);
    expect((await child.exited).signal).toBe('SIGKILL');
  });

  it('are killed when the process that started them ends, even by an exception', {
    timeout: 60_000,
  }, async () => {
    const script = `
      import { Child } from ${JSON.stringify(new URL('../../src/peers/child.ts', import.meta.url))};
      const child = new Child([process.execPath, '-e', 'console.log(process.pid); setTimeout(() => {}, 60_000)']);
      const [pid] = await child.stdout.waitFor(/\\d+/, 10_000);
      console.log(pid);
      throw new Error('crash');
    `;
    const parent = new Child([process.execPath, '--input-type=module', '-e', script]);
    expect((await parent.exited).code).not.toBe(0);
    const pid = Number(parent.stdout.text());
    expect(pid).toBeGreaterThan(1);
    await expect.poll(() => isRunning(pid), { timeout: 30_000 }).toBe(false);
  });

  it('that do not exist are reported as not found', async () => {
    await expect(new Child(['/nonexistent/program']).exited).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('have a command line that can be pasted into a shell', () => {
    const child = new Child(['echo', "it's", 'a=b', '/x']);
    expect(child.command).toBe("echo 'it'\\''s' a=b /x");
  });
});

describe('finding openssl', () => {
  it('says what to do when there is none', async () => {
    await expect(findOpenssl(['/nonexistent/openssl'])).rejects.toThrow(
      '"/nonexistent/openssl" was not found: install OpenSSL 1.1.1 or later, or set OPENSSL to the path of its program',
    );
  });

  it('says what it found when that is not OpenSSL', async () => {
    await expect(findOpenssl(['echo', 'LibreSSL 3.3.6'])).rejects.toThrow(
      /is LibreSSL 3\.3\.6 version: OpenSSL/,
    );
  });

  it('orders versions by their numbers', () => {
    expect(compareVersions([3, 0, 19], [1, 1, 1])).toBeGreaterThan(0);
    expect(compareVersions([3, 0, 9], [3, 0, 19])).toBeLessThan(0);
    expect(compareVersions([3, 5, 0], [3, 5, 0])).toBe(0);
  });
});

describe.skipIf(whyNot)(`openssl as a peer${whyNot ?? ''}`, () => {
  const directory = new TemporaryDirectory();
  afterAll(() => directory.remove());

  it('s_server listens on a port of its own, and s_client verifies what the throwaway authority issued', async () => {
    const authority = new ThrowawayAuthority(nobleProvider, directory);
    const files = authority.issue('server');
    const program = openssl();
    const server = await startServer(program, certificateArguments(files));
    const client = startClient(program, server.port, [
      ...['-CAfile', authority.rootFile, '-verify_return_error', '-verify_hostname', 'localhost'],
    ]);
    expect(await client.stdout.waitFor(/Verify return code: 0 \(ok\)/, 10_000)).toBeDefined();
    await client.write('from the client\n');
    expect(await server.child.stdout.waitFor(/^from the client$/m, 10_000)).toBeDefined();
    await server.child.write('from the server\n');
    expect(await client.stdout.waitFor(/^from the server$/m, 10_000)).toBeDefined();
    client.endInput();
    expect((await client.exited).code).toBe(0);
    await server.child.stop();
  });

  it('an s_server that can not start is reported with its own complaint', async () => {
    await expect(startServer(openssl(), ['-cert', '/nonexistent.pem'])).rejects.toThrow(
      /did not listen: Could not open .*\/nonexistent\.pem/,
    );
  });
});

describe('temporary directories', () => {
  it('are gone with all their files after they were removed', async () => {
    const directory = new TemporaryDirectory();
    const path = directory.write('secret.key', 'x');
    const { existsSync, statSync } = await import('node:fs');
    expect(statSync(path).mode & 0o077).toBe(0);
    directory.remove();
    expect(existsSync(directory.path)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
