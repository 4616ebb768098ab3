import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { noOpenssl, runClient, startServer } from '../support/openssl.js';
import { fromSources, Program, programTestTimeout, results } from '../support/run-program.js';
import { Scratch, serverMaterial } from '../support/server-material.js';

const execute = promisify(execFile);
const scratch = new Scratch();
const { trust, certificate, key } = serverMaterial();
const files = {
  certificate: scratch.write('server.pem', certificate),
  key: scratch.write('server.key', key),
};
const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
});
afterAll(() => scratch.remove());

/** The port of a server on loopback that does this with its connections. */
async function serve(connected: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    connected(socket);
  });
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const openssl = noOpenssl ? test.skip : test;
const why = noOpenssl ? ` (skipped: ${noOpenssl})` : '';

describe('SSL_do_handshake(3) over a blocking BIO returns only when the handshake is finished or has failed', {
  timeout: programTestTimeout,
}, () => {
  openssl.each(['-tls1_3', '-tls1_2'])(
    `a client without an event loop turn shakes hands with openssl s_server %s, asks, reads the answer; its worker is gone then${why}`,
    async (version) => {
      const server = await startServer([version, '-www', '-cert', files.certificate, '-key', files.key]);
      try {
        const [run, after] = await results('blocking-client.ts', { port: server.port, trust });
        expect(run).toEqual({
          shaken: 1,
          written: 18,
          version: version === '-tls1_3' ? 'TLSv1.3' : 'TLSv1.2',
          answer: 'HTTP/1.0 200 ok',
          closed: 1,
          turns: 0,
          workersMeanwhile: 1,
        });
        expect(after).toEqual({ workersLeft: 0 });
      } finally {
        server.child.kill();
      }
    },
  );

  openssl(`a process that never frees its BIO ends by itself all the same${why}`, async () => {
    const server = await startServer(['-www', '-cert', files.certificate, '-key', files.key]);
    try {
      const [run] = await results('blocking-client.ts', { port: server.port, trust, keep: true });
      expect(run).toMatchObject({ shaken: 1, answer: 'HTTP/1.0 200 ok', workersMeanwhile: 1 });
    } finally {
      server.child.kill();
    }
  });

  openssl(`a server without an event loop turn serves openssl s_client, twice${why}`, async () => {
    const program = new Program('blocking-server.ts', { certificate, key, connections: 2 });
    const { port }: { port: number } = JSON.parse(await program.firstLine());
    const args = ['-connect', `127.0.0.1:${port}`, '-CAfile', scratch.write('ca.pem', trust)];
    expect(await runClient([...args, '-tls1_3'], 'first')).toBe('you said first');
    expect(await runClient([...args, '-tls1_2'], 'other')).toBe('you said other');
    const { code, stdout, stderr } = await program.finished;
    const [, ...served] = stdout.trim().split('\n');
    expect([code, stderr, served.map((line): unknown => JSON.parse(line))]).toEqual([
      0,
      '',
      [
        { shaken: 1, version: 'TLSv1.3', line: 'first', written: 14, closed: 0 },
        { shaken: 1, version: 'TLSv1.2', line: 'other', written: 14, closed: 0 },
      ],
    ]);
  });

  test('what fails is −1 and SSL_ERROR_SYSCALL with the cause: refused, reset, silence; an end is SSL_ERROR_SSL', async () => {
    const gone = await serve(() => {});
    servers.pop()?.close();
    const run = await results('blocking-failures.ts', {
      trust,
      refused: gone,
      resetting: await serve((socket) => socket.once('data', () => socket.resetAndDestroy())),
      silent: await serve((socket) => socket.pause()),
      ending: await serve((socket) => socket.once('data', () => socket.end())),
    });
    expect(run).toEqual([
      { name: 'refused', ret: -1, error: 5, cause: 'ECONNREFUSED', waited: false, retry: false },
      { name: 'reset', ret: -1, error: 5, cause: 'ECONNRESET', waited: false, retry: false },
      { name: 'silent', ret: -1, error: 5, cause: 'ETIMEDOUT', waited: true, retry: false },
      { name: 'ending', ret: -1, error: 1, waited: false, retry: false },
      { name: 'no port', ret: -1, cause: 'ERR_SOCKET_BAD_PORT' },
      { name: 'never reads', ret: -1, cause: 'ETIMEDOUT', again: -1 },
      { name: 'accept', alone: 'ETIMEDOUT', taken: 'EADDRINUSE', count: 4 },
      { name: 'end', count: 0, eof: true, retry: false },
      { name: 'freed', read: [0, null], write: [-1, 'EBADF'], accept: 'EBADF' },
      { name: 'workers', left: 0 },
    ]);
  });

  test('much data goes through whole, over a Unix domain socket too; what nobody reads holds the peer back', async () => {
    const path = process.platform === 'win32' ? '//./pipe/bulk' : scratch.path('bulk.sock');
    const server = createServer({ allowHalfOpen: true }, (socket) => {
      const chunks: Uint8Array[] = [];
      socket
        .on('data', (chunk: Uint8Array) => chunks.push(chunk))
        .on('end', () => socket.end(Buffer.concat(chunks)));
    });
    servers.push(server);
    server.listen(path);
    await once(server, 'listening');
    const size = 6_000_000;
    expect(await results('blocking-bulk.ts', { path, size })).toEqual([
      { written: size, full: 65_536, read: size, same: true, eof: true, after: -1 },
    ]);
  });

  test.each([['--input-type=module', '-e'], ['-e']])(
    'a script given as a text (%s) has its worker too',
    async (...options) => {
      const index = new URL('../../src/index.ts', import.meta.url).href;
      const script = `import(${JSON.stringify(index)}).then(({ BlockingListener }) => {
        const listener = new BlockingListener({ host: '127.0.0.1', port: 0 });
        console.log(listener.address.address);
        listener.close();
      });`;
      const { stdout } = await execute(process.execPath, [...fromSources, ...options, script]);
      expect(stdout).toBe('127.0.0.1\n');
    },
  );
});
