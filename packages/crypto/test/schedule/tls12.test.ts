import { cipherSuiteByName, concatBytes, fromHex, type Hash, toHex } from '@proj/crypto';
import { nobleProvider, sha256, sha384, sha512 } from '@proj/crypto/noble';
import {
  exportTls12,
  extendedMasterSecret,
  keyBlock,
  keyBlockSizes,
  masterSecret,
  prf12,
  tls12Prf,
  verifyData12,
} from '@proj/crypto/schedule';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as oracle from './oracle.ts';

const label = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

describe('the PRF of TLS 1.2 (RFC 5246, 5)', () => {
  // Vectors that went over the TLS working group's list and into most test suites; OpenSSL's TLS1-PRF gives the same.
  const known: [Hash, string, string, string][] = [
    [
      sha256,
      '9bbe436ba940f017b17652849a71db35',
      'a0ba9f936cda311827a6f796ffd5198c',
      'e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa0' +
        '22f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66',
    ],
    [
      sha384,
      'b80b733d6ceefcdc71566ea48e5567df',
      'cd665cf6a8447dd6ff8b27555edb7465',
      '7b0c18e9ced410ed1804f2cfa34a336a1c14dffb4900bb5fd7942107e81c83cde9ca0faa60be9fe34f82b1233c9146a0e534' +
        'cb400fed2700884f9dc236f80edd8bfa961144c9e8d792eca722a7b32fc3d416d473ebc2c5fd4abfdad05d9184259b5bf8cd' +
        '4d90fa0d31e2dec479e4f1a26066f2eea9a69236a3e52655c9e9aee691c8f3a26854308d5eaa3be85e0990703d73e56f',
    ],
    [
      sha512,
      'b0323523c1853599584d88568bbb05eb',
      'd4640e12e4bcdbfb437f03e6ae418ee5',
      '1261f588c798c5c201ff036e7a9cb5edcd7fe3f94c669a122a4638d7d508b283042df6789875c7147e906d868bc75c45e20e' +
        'b40c1cf4a1713b27371f68432592f7dc8ea8ef223e12ea8507841311bf68653d0cfc4056d811f025c45ddfa6e6fec702f054' +
        'b409d6f28dd0a3233e498da41a3e75c5630eedbe22fe254e33a1b0e9f6b9826675bec7d01a845658dc9c397545401d40b9f4' +
        '6c7a400ee1b8f81ca0a60d1a397a1028bff5d2ef5066126842fb8da4197632bdb54ff6633f86bbc836e640d4d898',
    ],
  ];
  it.each(known)('gives the published output: $name', (hash, secret, seed, output) => {
    const expected = fromHex(output);
    expect(toHex(prf12(hash, fromHex(secret), 'test label', fromHex(seed), expected.length))).toBe(output);
  });

  it('agrees with node:crypto for any secret, label, seed and length', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<[Hash, 'sha256' | 'sha384']>([sha256, 'sha256'], [sha384, 'sha384']),
        fc.uint8Array({ maxLength: 200 }),
        fc.stringMatching(/^[ -~]{0,40}$/),
        fc.uint8Array({ maxLength: 100 }),
        fc.integer({ min: 0, max: 300 }),
        ([ours, node], secret, text, seed, length) => {
          expect(prf12(ours, secret, text, seed, length)).toEqual(
            oracle.pHash(node, secret, concatBytes(label(text), seed), length),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('refuses a label outside ASCII', () => {
    const none = new Uint8Array(0);
    expect(() => prf12(sha256, none, 'schlüssel', none, 1)).toThrow(RangeError);
  });
});

describe('what TLS 1.2 derives', () => {
  const prf = tls12Prf(sha256);
  const random = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
  const client = random(1);
  const server = random(2);
  const secret = new Uint8Array(48).fill(3);
  const p = (from: Uint8Array, text: string, seed: Uint8Array, length: number): Uint8Array =>
    oracle.pHash('sha256', from, concatBytes(label(text), seed), length);

  it('the master secret takes the client random first (RFC 5246, 8.1)', () => {
    expect(masterSecret(prf, secret, client, server)).toEqual(
      p(secret, 'master secret', concatBytes(client, server), 48),
    );
  });

  it('the extended master secret takes the session hash (RFC 7627, 4)', () => {
    expect(extendedMasterSecret(prf, secret, client)).toEqual(
      p(secret, 'extended master secret', client, 48),
    );
  });

  it('the key block takes the server random first and is split in its order (RFC 5246, 6.3)', () => {
    const sizes = { macKeyLength: 20, keyLength: 16, ivLength: 4 };
    const whole = p(secret, 'key expansion', concatBytes(server, client), 80);
    const block = keyBlock(prf, secret, client, server, sizes);
    expect(
      concatBytes(
        block.client.macKey,
        block.server.macKey,
        block.client.key,
        block.server.key,
        block.client.iv,
        block.server.iv,
      ),
    ).toEqual(whole);
    expect(block.client.macKey).toHaveLength(20);
    expect(block.server.key).toHaveLength(16);
    expect(block.server.iv).toHaveLength(4);
  });

  it.each([
    ['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', { macKeyLength: 0, keyLength: 16, ivLength: 4 }, 'RFC 5288, 3'],
    ['TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8', { macKeyLength: 0, keyLength: 16, ivLength: 4 }, 'RFC 6655, 3'],
    [
      'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
      { macKeyLength: 0, keyLength: 32, ivLength: 12 },
      'RFC 7905, 2',
    ],
    [
      'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
      { macKeyLength: 20, keyLength: 16, ivLength: 0 },
      'RFC 5246, 6.2.3.2',
    ],
    [
      'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384',
      { macKeyLength: 48, keyLength: 32, ivLength: 0 },
      'RFC 5289, 3.1',
    ],
  ])('%s takes %o of a key block (%s)', (name, sizes) => {
    const suite = cipherSuiteByName(name);
    if (!suite) throw new Error(`no suite ${name}`);
    expect(keyBlockSizes(suite, nobleProvider)).toEqual(sizes);
  });

  it('a suite whose algorithm the provider lacks has no key block', () => {
    const suite = cipherSuiteByName('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256');
    if (!suite) throw new Error('no such suite');
    const bare = { ...nobleProvider, aead: () => undefined };
    expect(() => keyBlockSizes(suite, bare)).toThrow(/lacks an algorithm of/);
  });

  it('verify_data is 12 bytes and tells the sides apart (RFC 5246, 7.4.9)', () => {
    expect(verifyData12(prf, secret, 'client', client)).toEqual(p(secret, 'client finished', client, 12));
    expect(verifyData12(prf, secret, 'server', client)).toEqual(p(secret, 'server finished', client, 12));
  });

  it('exporters tell no context from an empty one (RFC 5705, 4)', () => {
    const seed = concatBytes(client, server);
    const exported = (context: Uint8Array | undefined): Uint8Array =>
      exportTls12(prf, secret, client, server, 'EXPORTER-x', context, 40);
    expect(exported(undefined)).toEqual(p(secret, 'EXPORTER-x', seed, 40));
    expect(exported(new Uint8Array(0))).toEqual(
      p(secret, 'EXPORTER-x', concatBytes(seed, Uint8Array.of(0, 0)), 40),
    );
    expect(exported(Uint8Array.of(7))).toEqual(
      p(secret, 'EXPORTER-x', concatBytes(seed, Uint8Array.of(0, 1, 7)), 40),
    );
    expect(() => exported(new Uint8Array(65_536))).toThrow(RangeError);
  });

  it.each(['client finished', 'server finished', 'master secret', 'extended master secret', 'key expansion'])(
    'exporters refuse the label "%s" (RFC 5705, 4)',
    (reserved) => {
      expect(() => exportTls12(prf, secret, client, server, reserved, undefined, 12)).toThrow(/handshake/);
    },
  );
});
