import { deflateSync, inflateSync } from 'node:zlib';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { CertificateCompression } from '../src/certificate-compression.js';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import { readCompressedCertificate, writeCompressedCertificate } from '../src/wire/compressed-certificate.js';
import { handshakeTypes } from '../src/wire/handshake-type.js';
import { bodyOf } from './client/edits.js';
import { Duel, expectFailure } from './client/hostile-server.js';
import { clientCredential, credential, Pair, serverOptions } from './resumption/pair.js';
import { expectRefusal, Duel as ServerDuel } from './server/duel.js';
import { bodyOf as serverBodyOf } from './server/edits.js';
import { TestCa } from './support/certificates.js';

const zlib: CertificateCompression = {
  id: 1,
  compress: (data) => new Uint8Array(deflateSync(data)),
  decompress: (data, maxOutputLength) => new Uint8Array(inflateSync(data, { maxOutputLength })),
};
const [leaf = new Uint8Array(0)] = credential.chain;
/** Three times the same certificate, so that there is something to compress. */
const long = { ...credential, chain: [leaf, leaf, leaf] };
const both = { certificateCompression: [zlib] };

const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair(client, serverOptions({ credentials: [long], ...server })).run();

describe('compressed certificates (RFC 8879)', () => {
  it('stand for the server’s and the client’s Certificate', () => {
    const [own = leaf] = clientCredential.chain;
    const credentials = [{ ...clientCredential, chain: [own, own, own] }];
    const pair = run({ ...both, credentials }, { ...both, clientCertificate: 'require' });
    expect(pair.serverMessages).toContain('compressed_certificate');
    expect(pair.clientMessages).toContain('compressed_certificate');
    expect(pair.serverMessages).not.toContain('certificate');
    expect(pair.client.negotiated.peerChain.map(({ der }) => der)).toEqual(long.chain);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('are sent only to those who ask, in TLS 1.3, and where it is worth it', () => {
    expect(run({}, both).serverMessages).toContain('certificate');
    expect(run(both, {}).serverMessages).toContain('certificate');
    expect(run({ ...both, maxVersion: 'TLSv1.2' }, both).serverMessages).toContain('certificate');
    const longer = { ...zlib, compress: (data: Uint8Array) => Uint8Array.of(...data, 0) };
    expect(run(both, { certificateCompression: [longer] }).serverMessages).toContain('certificate');
  });

  it('are not sent with a codec that only reads', () => {
    const { id, decompress } = zlib;
    const pair = run(both, { certificateCompression: [{ id, decompress }] });
    expect(pair.serverMessages).toContain('certificate');
  });

  it('are compressed once per credential', () => {
    let count = 0;
    const counting = {
      ...zlib,
      compress: (data: Uint8Array) => {
        count += 1;
        return new Uint8Array(deflateSync(data));
      },
    };
    const server = serverOptions({ credentials: [long], certificateCompression: [counting] });
    new Pair(both, server).run();
    new Pair(both, server).run();
    expect(count).toBe(1);
  });
});

describe('a peer that compresses wrongly', () => {
  const ca = new TestCa();
  const issued = ca.issue(nobleProvider);
  const credentials = [{ ...issued, chain: [...issued.chain, ...issued.chain, ...issued.chain] }];
  const client = { ...both, anchors: ca.anchors };
  const type = handshakeTypes.compressedCertificate;
  const duel = (edit: (body: Uint8Array) => Uint8Array, more: Partial<ClientOptions> = {}): Duel =>
    new Duel({ ...client, ...more }, { ...both, credentials }, bodyOf(type, edit));

  it('may not use an algorithm that was not offered (RFC 8879, 4)', () => {
    const other = duel((body) =>
      writeCompressedCertificate({ ...readCompressedCertificate(body), algorithm: 2 }),
    );
    expectFailure(other, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('may not compress unasked', () => {
    const unasked = new Duel({ anchors: ca.anchors }, { credentials }, (message) => [
      message.type === handshakeTypes.certificate
        ? {
            type,
            body: writeCompressedCertificate({
              algorithm: 1,
              uncompressedLength: message.body.length,
              compressed: new Uint8Array(deflateSync(message.body)),
            }),
          }
        : message,
    ]);
    expectFailure(unasked, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([
    ['announces more bytes', (length: number) => length + 1],
    ['announces fewer bytes', (length: number) => length - 1],
  ])('is a bad_certificate where it %s than there are (RFC 8879, 4)', (_, change) => {
    const wrong = duel((body) => {
      const message = readCompressedCertificate(body);
      return writeCompressedCertificate({
        ...message,
        uncompressedLength: change(message.uncompressedLength),
      });
    });
    expectFailure(wrong, 'BAD_CERTIFICATE', 'bad_certificate');
  });

  it('is a bad_certificate where the data is none (RFC 8879, 4)', () => {
    const garbage = duel((body) =>
      writeCompressedCertificate({ ...readCompressedCertificate(body), compressed: Uint8Array.of(1, 2, 3) }),
    );
    expectFailure(garbage, 'BAD_CERTIFICATE', 'bad_certificate');
  });

  it('is a bad_certificate before anything is decompressed to more than is allowed: no bomb goes off', () => {
    let asked = 0;
    const watching = {
      ...zlib,
      decompress: (data: Uint8Array, length: number) => {
        asked = Math.max(asked, length);
        return zlib.decompress(data, length);
      },
    };
    const bomb = writeCompressedCertificate({
      algorithm: 1,
      uncompressedLength: 0xffffff,
      compressed: new Uint8Array(deflateSync(new Uint8Array(0xffffff))),
    });
    expectFailure(
      duel(() => bomb, { certificateCompression: [watching] }),
      'BAD_CERTIFICATE',
      'bad_certificate',
    );
    expect(asked).toBe(0);
  });

  it('is held to the same as a client', () => {
    const server = { ...both, clientCertificate: 'require', anchors: ca.anchors } as const;
    const own = ca.issue(nobleProvider, { names: ['client.example'], purpose: 'client' });
    const chain = [...own.chain, ...own.chain, ...own.chain];
    const refused = new ServerDuel(
      server,
      serverBodyOf(type, (body) => body.subarray(0, -1)),
      {
        ...both,
        credentials: [{ ...own, chain }],
      },
    );
    expectRefusal(refused, 'DECODE_ERROR', 'decode_error');
  });

  it('is not made by a configuration that names an algorithm twice, or none', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    expect(() => serverOptions({ certificateCompression: [zlib, zlib] })).toThrow(invalid);
    expect(() => serverOptions({ certificateCompression: [{ ...zlib, id: 0 }] })).toThrow(invalid);
  });
});
