import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Ssl, SslContext } from '@proj/bio';
import * as ossl from '@proj/bio/openssl';
import { describe, expect, test } from 'vitest';
import { ConnectBio, nodeProvider as provider } from '../src/index.js';
import * as node from '../src/openssl.js';
import { Program, programTestTimeout, results } from './support/run-program.js';
import { serverMaterial } from './support/server-material.js';

describe('the manual pages’ names', { timeout: programTestTimeout }, () => {
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

  test('BIO_new_connect(3) and BIO_new_accept(3): names, ports, modes, through a chain too', () => {
    const chain = node.BIO_new_ssl_connect(new SslContext({ provider }));
    expect([node.BIO_get_conn_hostname(chain), node.BIO_get_conn_port(chain)]).toEqual([
      undefined,
      undefined,
    ]);
    expect([node.BIO_set_conn_port(chain, '80'), node.BIO_set_conn_hostname(chain, 'host:https')]).toEqual([
      1, 1,
    ]);
    expect([node.BIO_get_conn_hostname(chain), node.BIO_get_conn_port(chain)]).toEqual(['host', 'https']);
    expect([node.BIO_set_nbio(chain, 1), chain.find(ConnectBio)?.nonBlocking]).toEqual([1, true]);
    expect(node.BIO_set_conn_hostname(chain, '::1:443')).toBe(0);
    expect(ossl.ERR_error_string(ossl.ERR_get_error())).toContain('ambiguous host or service');
    const bare = ossl.BIO_new(ossl.BIO_s_mem());
    expect([node.BIO_set_conn_port(bare, '1'), node.BIO_set_nbio(bare, 1), node.BIO_get_fd(bare)]).toEqual([
      0, 0, -1,
    ]);
    const acpt = ossl.BIO_new(node.BIO_s_accept());
    expect([
      node.BIO_set_accept_name(acpt, '*:0'),
      node.BIO_set_nbio_accept(acpt, 1),
      acpt.nonBlocking,
    ]).toEqual([1, 1, true]);
    expect([node.BIO_get_accept_port(acpt), node.BIO_get_peer_name(acpt)]).toEqual([undefined, undefined]);
  });

  test('SSL_set_fd(3): one BIO for both directions; SSL_set_rfd(3) and SSL_set_wfd(3) share it where they can', () => {
    const context = new SslContext({ provider });
    const ssl = new Ssl(context);
    expect([node.SSL_get_fd(ssl), node.SSL_get_wfd(ssl)]).toEqual([-1, -1]);
    expect(node.SSL_set_fd(ssl, 1)).toBe(1);
    expect([ssl.readBio === ssl.writeBio, ssl.readBio?.closes]).toEqual([true, false]);
    expect([node.SSL_get_fd(ssl), node.SSL_get_rfd(ssl), node.SSL_get_wfd(ssl)]).toEqual([1, 1, 1]);
    node.SSL_set_wfd(ssl, 2);
    expect([node.SSL_get_rfd(ssl), node.SSL_get_wfd(ssl)]).toEqual([1, 2]);
    node.SSL_set_rfd(ssl, 2);
    expect([node.SSL_get_rfd(ssl), ssl.readBio === ssl.writeBio]).toEqual([2, true]);
    node.SSL_set_rfd(ssl, 1);
    node.SSL_set_wfd(ssl, 1);
    expect([node.SSL_get_wfd(ssl), ssl.readBio === ssl.writeBio]).toEqual([1, true]);
    const stream = new PassThrough();
    node.SSL_set_fd(ssl, stream);
    expect([ssl.readBio?.name, node.SSL_get_fd(ssl)]).toEqual(['socket', -1]);
    ossl.SSL_free(ssl);
    expect(stream.destroyed).toBe(false);
  });

  test('BIO_new_file(3): reads and writes files; what can not be opened is an entry in the queue', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'bio-')), 'file');
    const out = node.BIO_new_file(path, 'w');
    expect([out && ossl.BIO_puts(out, 'text'), ossl.BIO_free(out)]).toEqual([4, 1]);
    const bio = node.BIO_new_file(path, 'r');
    expect([bio && ossl.BIO_read(bio, new Uint8Array(9)), ossl.BIO_free(bio)]).toEqual([4, 1]);
    expect(node.BIO_new_file(`${path}/none`, 'r')).toBeUndefined();
    expect(ossl.ERR_GET_LIB(ossl.ERR_get_error())).toBe(2);
    rmSync(dirname(path), { recursive: true });
  });
});
