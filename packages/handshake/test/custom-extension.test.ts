import { ascii, TlsError } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import type { CustomExtension } from '../src/custom-extension.js';
import { clientCredential, Pair, serverOptions } from './resumption/pair.js';

const type = 0xff42;
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An extension that sends this, and notes what it is sent. */
function noting(data: string | undefined, heard: string[]): CustomExtension {
  return {
    type,
    add: (message) => (data === undefined ? undefined : ascii(`${data} in ${message}`)),
    take: (message, bytes) => heard.push(`${message}: ${text(bytes)}`),
  };
}

const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair(client, serverOptions(server)).run();

describe('custom extensions (SSL_CTX_add_custom_ext(3))', () => {
  it.each([
    ['TLSv1.2', 'serverHello12'],
    ['TLSv1.3', 'encryptedExtensions'],
  ] as const)('go to and fro in %s', (maxVersion, answer) => {
    const [client, server]: [string[], string[]] = [[], []];
    const pair = run(
      { maxVersion, customExtensions: [noting('question', client)] },
      { customExtensions: [noting('answer', server)] },
    );
    expect(server).toEqual(['clientHello: question in clientHello']);
    expect(client).toEqual([`${answer}: answer in ${answer}`]);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('are not answered unasked (RFC 8446, 4.2), and are passed over by who does not know them', () => {
    const heard: string[] = [];
    run({}, { customExtensions: [noting('answer', heard)] });
    run({ customExtensions: [noting('question', heard)] }, {});
    run({ customExtensions: [noting(undefined, heard)] }, { customExtensions: [noting('answer', heard)] });
    expect(heard).toEqual([]);
  });

  it('stand in a CertificateRequest of TLS 1.3', () => {
    const heard: string[] = [];
    run(
      { credentials: [clientCredential], customExtensions: [noting(undefined, heard)] },
      { clientCertificate: 'require', customExtensions: [noting('wish', [])] },
    );
    expect(heard).toEqual(['certificateRequest: wish in certificateRequest']);
  });

  it('see the ClientHello where a server answers it', () => {
    let seen = '';
    const extension: CustomExtension = {
      type,
      add: (message, clientHello) => {
        if (message === 'encryptedExtensions') seen = clientHello?.extensions.serverName ?? '';
        return new Uint8Array(0);
      },
    };
    run({ customExtensions: [{ type, add: () => new Uint8Array(0) }] }, { customExtensions: [extension] });
    expect(seen).toBe('server.example');
  });

  it('end the connection as they say', () => {
    const add = () => new Uint8Array(1);
    const refusing = (error: Error): CustomExtension => ({
      type,
      add,
      take: () => {
        throw error;
      },
    });
    const own = new TlsError('ILLEGAL_PARAMETER', 'no');
    expect(() => run({ customExtensions: [{ type, add }] }, { customExtensions: [refusing(own)] })).toThrow(
      own,
    );
    expect(() =>
      run({ customExtensions: [refusing(new Error('no'))] }, { customExtensions: [{ type, add }] }),
    ).toThrow(expect.objectContaining({ code: 'DECODE_ERROR', alert: 'decode_error' }));
  });

  it('keep their data through a HelloRetryRequest (RFC 8446, 4.1.2)', () => {
    let calls = 0;
    const counting: CustomExtension = { type, add: () => Uint8Array.of(calls++) };
    const pair = run({ customExtensions: [counting], keyShares: ['x25519'] }, { groups: ['secp256r1'] });
    expect(pair.server.negotiated.helloRetryRequest).toBe(true);
    expect(calls).toBe(1);
  });

  it.each([[0], [-1], [65_536], [1.5]])('are none with the number %d', (number) => {
    expect(() => serverOptions({ customExtensions: [{ type: number }] })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }),
    );
  });

  it('are none twice', () => {
    expect(() => serverOptions({ customExtensions: [{ type }, { type }] })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }),
    );
  });
});
