import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { nobleProvider } from '@proj/crypto/noble';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { TemporaryDirectory } from '../../src/certificates/temporary-directory.ts';
import { certificateArguments, ThrowawayAuthority } from '../../src/certificates/throwaway.ts';
import { Child } from '../../src/peers/child.ts';
import { type OpensslServer, startServer } from '../../src/peers/openssl.ts';
import type { HandshakeRecord } from '../../src/start/handshake-record.ts';
import { openssl, whyNot } from '../peers/available.ts';
import { spawnStart, start } from './start-process.ts';

const directory = new TemporaryDirectory();
const authority = new ThrowawayAuthority(nobleProvider, directory);
const files = authority.issue('server');
const servers: OpensslServer[] = [];

afterEach(async () => {
  for (const { child } of servers.splice(0)) await child.stop();
});
afterAll(() => directory.remove());

async function tlsServer(args: readonly string[] = []): Promise<OpensslServer> {
  const server = await startServer(openssl(), [...certificateArguments(files), ...args]);
  servers.push(server);
  return server;
}

const at = ({ port }: OpensslServer): string[] => [`localhost:${port}`, '-4', '-CAfile', authority.rootFile];

describe.skipIf(whyNot)(`start without arguments${whyNot ?? ''}`, () => {
  it('completes four handshakes, each call with its result, and says so as one JSON object', async () => {
    const run = await start(['--json']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { handshakes }: { handshakes: HandshakeRecord[] } = JSON.parse(run.stdout);
    expect(handshakes.map(({ role, version, peer, ok }) => [role, version, peer, ok])).toEqual([
      ['client', 'TLSv1.3', 'openssl s_server', true],
      ['client', 'TLSv1.2', 'openssl s_server', true],
      ['server', 'TLSv1.3', 'openssl s_client', true],
      ['server', 'TLSv1.2', 'openssl s_client', true],
    ]);
    for (const { calls, role, verifiedChain, sent, received } of handshakes) {
      const handshake = calls.filter(({ call }) => call === 'SSL_do_handshake');
      expect(handshake.at(-1)).toMatchObject({
        ret: 1,
        error: 'SSL_ERROR_NONE',
        state: 'SSL negotiation finished successfully',
      });
      // The page: a non-blocking BIO makes it return -1, with the reason, until then.
      for (const call of handshake.slice(0, -1)) {
        expect(call.ret).toBe(-1);
        expect(call.error).toMatch(/^SSL_ERROR_WANT_(READ|WRITE|CONNECT)$/);
      }
      expect(handshake.length).toBeGreaterThan(1);
      expect(calls.at(-1)).toMatchObject({ call: 'SSL_shutdown', ret: 1 });
      expect(sent).toBeGreaterThan(0);
      expect(received).toBeGreaterThan(0);
      if (role === 'client') {
        expect(verifiedChain).toEqual(['CN=localhost', 'CN=Throwaway Intermediate', 'CN=Throwaway Root']);
      }
    }
  });

  it('tells them to a person in aligned plain text when piped, and leaves no file behind', async () => {
    const run = await start([], '', { COLUMNS: '120' });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toBe(stripVTControlCharacters(run.stdout));
    expect(run.stdout).toContain('4 of 4 handshakes complete, with data and close_notify both ways.');
    expect(run.stdout).toMatch(
      /chain +CN=localhost ← CN=Throwaway Intermediate ← CN=Throwaway Root: verified/,
    );
    expect(run.stdout).toContain('s_client says "Verified peername: localhost"');
    for (const line of run.stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
    const rows = run.stdout.split('\n').filter((line) => /^ +\d+ {2}SSL_/.test(line));
    const stateColumn = run.stdout
      .split('\n')
      .find((line) => line.includes('SSL_state_string_long'))
      ?.indexOf('SSL_state');
    for (const row of rows) expect(row.slice(stateColumn)).toMatch(/^(SSL|TLS|before)/);
    const [, path = ''] = /-CAfile (\S+)\/root\.pem/.exec(run.stdout) ?? [];
    expect(path).not.toBe('');
    expect(existsSync(path)).toBe(false);
  });

  it('uses colours when they are forced, and only the version that is asked for', async () => {
    const run = await start(['-tls1_2', '-brief'], '', { FORCE_COLOR: '1', NO_COLOR: '' });
    expect(run.code).toBe(0);
    expect(run.stdout).not.toBe(stripVTControlCharacters(run.stdout));
    expect(run.stdout).toContain('2 of 2 handshakes complete');
    expect(run.stdout).not.toContain('TLSv1.3');
  });

  it('ends its openssl and removes its files when it is interrupted', async () => {
    const child = spawnStart([]);
    const [line = ''] =
      (await child.stdout.waitFor(/openssl s_server .*\n(.*\n)? .*-key (\S+)/, 20_000)) ?? [];
    const [path = ''] = /\/\S+\/tls-\w+/.exec(line) ?? [];
    expect(path).not.toBe('');
    await child.stop('SIGTERM');
    expect((await child.exited).signal).toBe('SIGTERM');
    expect(existsSync(path)).toBe(false);
  });
});

describe.skipIf(whyNot)(`start HOST:PORT${whyNot ?? ''}`, () => {
  it('sends its input, prints only what the peer sends after -quiet, and ends when the peer closes', async () => {
    const server = await tlsServer(['-www']);
    const child = spawnStart([...at(server), '-quiet']);
    // Our input stays open: the end comes from the server, which closes behind its answer.
    await child.write('GET / HTTP/1.0\r\n\r\n');
    expect(await child.exited).toMatchObject({ code: 0 });
    expect(child.stdout.text()).toMatch(/^HTTP\/1\.0 200 ok\r\n[\s\S]*<\/HTML>\r\n/i);
    expect(child.stderr.text()).toBe('');
  });

  it('says close_notify at the end of its input, and the server hears it', async () => {
    const server = await tlsServer(['-naccept', '1']);
    const run = await start(at(server), 'the last words\n');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect((await server.child.exited).code).toBe(0);
    expect(server.child.stdout.text()).toMatch(/the last words\n[\s\S]*CONNECTION CLOSED/);
  });

  it('moves a megabyte each way, byte for byte', async () => {
    const server = await tlsServer(['-naccept', '1']);
    const child = spawnStart([...at(server), '-quiet']);
    expect(await server.child.stdout.waitFor(/^CIPHER is/m, 20_000)).toBeDefined();
    const body = Buffer.alloc(1 << 20, 'exactly this\n');
    await server.child.write(body);
    expect(await child.stdout.waitForLength(body.length, 30_000)).toBe(true);
    expect(child.stdout.bytes().equals(body)).toBe(true);
    await child.write(Buffer.concat([body, Buffer.from('the end\n')]));
    expect(await server.child.stdout.waitFor(/the end\n$/, 30_000)).toBeDefined();
    expect(server.child.stdout.bytes().includes(body)).toBe(true);
    await child.stop();
  });

  it('warns of a peer that goes away without close_notify: what came may be truncated', async () => {
    const server = await tlsServer([]);
    const child = spawnStart([...at(server), '-quiet']);
    expect(await server.child.stdout.waitFor(/^CIPHER is/m, 20_000)).toBeDefined();
    await server.child.stop();
    expect(await child.exited).toMatchObject({ code: 1 });
    expect(child.stderr.text()).toMatch(/^start: localhost:\d+ .* close_notify[^\n]*truncated\n$/);
  });

  it('offers what the options name: version, suites, groups, signature algorithms, protocols, name', async () => {
    const server = await tlsServer(['-alpn', 'h2,http/1.1']);
    const run = await start([
      ...at(server),
      ...[
        '-tls1_3',
        '-ciphersuites',
        'TLS_AES_128_GCM_SHA256',
        '-groups',
        'P-384',
        '-sigalgs',
        'ECDSA+SHA256',
      ],
      ...['-alpn', 'http/1.1', '-servername', 'localhost', '--json'],
    ]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { handshakes } = JSON.parse(run.stdout);
    expect(handshakes).toMatchObject([
      {
        version: 'TLSv1.3',
        cipher: 'TLS_AES_128_GCM_SHA256',
        group: 'secp384r1',
        signature: 'ecdsa_secp256r1_sha256',
        alpn: 'http/1.1',
        ok: true,
      },
    ]);
    expect(server.child.stdout.text()).toMatch(/ALPN protocols selected: http\/1\.1/);
  });

  it('trusts a directory that openssl rehash has named', async () => {
    const trusted = new TemporaryDirectory();
    trusted.write('root.pem', authority.root.pem);
    const rehash = new Child([...openssl().argv, 'rehash', trusted.path]);
    expect(await rehash.exited).toMatchObject({ code: 0 });
    const { port } = await tlsServer();
    const run = await start([`localhost:${port}`, '-4', '-CApath', trusted.path]);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    trusted.remove();
  });

  it("trusts the system's roots when it is told no others", async () => {
    const { port } = await tlsServer();
    const run = await start([`localhost:${port}`, '-4'], '', { SSL_CERT_FILE: authority.rootFile });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const without = await start([`localhost:${port}`, '-4']);
    expect(without.code).toBe(1);
    expect(without.stderr).toMatch(/to trust its authority, give it with -CAfile/);
  });

  it('takes a TLS 1.2 cipher list', async () => {
    const server = await tlsServer([]);
    const run = await start([...at(server), '-tls1_2', '-cipher', 'ECDHE+AESGCM:!AES256', '--json']);
    expect(JSON.parse(run.stdout).handshakes).toMatchObject([
      { version: 'TLSv1.2', cipher: 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256' },
    ]);
  });

  it('sends a certificate of ours when it has one and the server asks', async () => {
    const server = await tlsServer(['-Verify', '1', '-CAfile', authority.rootFile, '-verify_return_error']);
    const client = authority.issue('client', { subject: 'A Client' });
    const run = await start([...at(server), '-cert', client.chainFile, '-key', client.keyFile], 'hello\n');
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(await server.child.stdout.waitFor(/subject=CN ?= ?A Client/, 10_000)).toBeDefined();
  });

  it('prints every message, and the certificates', async () => {
    const run = await start([...at(await tlsServer()), '-msg', '-showcerts']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/>>> TLSv1\.\d, Handshake, ClientHello, [\d,]+ bytes\n +0000 {2}01 00 /);
    expect(run.stdout).toMatch(/<<< TLSv1\.3, Handshake, Finished, \d+ bytes/);
    expect(run.stdout).toMatch(/0 subject {2}CN=localhost\n +issuer +CN=Throwaway Intermediate\n/);
    expect(run.stdout.match(/-----BEGIN CERTIFICATE-----/g)).toHaveLength(2);
  });

  it.each(['-tls1_3', '-tls1_2'])(
    '%s: writes the key log that the server writes, for its user alone',
    async (flag) => {
      const [ours, theirs] = ['client', 'server'].map((side) => join(directory.path, `${side}${flag}.keys`));
      if (!ours || !theirs) throw new Error('no paths');
      const server = await tlsServer(['-keylogfile', theirs, '-naccept', '1']);
      const run = await start([...at(server), flag, '-keylogfile', ours]);
      expect(run).toMatchObject({ code: 0, stderr: '' });
      await server.child.exited;
      const lines = (path: string): string[] =>
        readFileSync(path, 'utf8')
          .split('\n')
          .filter((line) => line !== '' && !line.startsWith('#'))
          .sort();
      expect(lines(ours)).toEqual(lines(theirs));
      expect(lines(ours).length).toBe(flag === '-tls1_3' ? 5 : 1);
      expect(statSync(ours).mode & 0o077).toBe(0);
    },
  );

  it('sends no name after -noservername, and still verifies it', async () => {
    const server = await tlsServer(['-tlsextdebug']);
    const named = /TLS client extension "server name"/;
    const run = await start([...at(server), '-noservername', '-brief']);
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/host name +localhost: it is in the certificate/);
    expect(server.child.stdout.text()).not.toMatch(named);
    await start(at(server));
    expect(await server.child.stdout.waitFor(named, 10_000)).toBeDefined();
  });
});
