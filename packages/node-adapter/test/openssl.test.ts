import { describe, expect, test } from 'vitest';
import { Program, results } from './support/run-program.js';
import { serverMaterial } from './support/server-material.js';

describe('the manual pages’ names', () => {
  test('client and server of BIO_f_ssl(3)’s examples, blocking as they are there', async () => {
    const material = serverMaterial();
    const server = new Program('page-server.ts', material);
    const { port, ...listening }: { port: number } = JSON.parse(await server.firstLine());
    expect(listening).toEqual({ listening: 1, name: '127.0.0.1' });
    const [client, failures] = await results('page-client.ts', { port, trust: material.trust });
    expect(client).toEqual({
      kinds: ['buffer', 'ssl', 'socket connect'],
      connected: 1,
      written: [16, 1],
      text: 'HTTP/1.0 200 OK\r\n\r\nGET / HTTP/1.0\n\n',
      retry: false,
      peer: String(port),
    });
    expect(failures).toEqual({
      refused: -1,
      error: expect.stringMatching(/^error:8000006F:system library::/),
      nonsense: null,
      why: 'error:10000081:BIO routines::ambiguous host or service',
    });
    const { code, stdout, stderr } = await server.finished;
    const [, served] = stdout.trim().split('\n');
    expect([code, stderr, JSON.parse(served ?? '')]).toEqual([
      0,
      '',
      { accepted: 1, peer: '127.0.0.1', shaken: 1, lines: ['GET / HTTP/1.0\n', '\n'], flushed: 1 },
    ]);
  });
});
