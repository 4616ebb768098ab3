import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, parsePrivateKeyInfo, parsePublicKeyInfo } from '../../src/index.js';
import { encodeDer } from '../../src/keys/der.js';
import { encodeRsaPublicKey } from '../../src/keys/rsa.js';
import { nobleProvider } from '../../src/noble/index.js';
import { makeKeys } from './node-keys.js';

const sequence = (...parts: Uint8Array[]): Uint8Array => encodeDer(0x30, ...parts);
const octets = (...parts: Uint8Array[]): Uint8Array => encodeDer(0x04, ...parts);
const bits = (...parts: Uint8Array[]): Uint8Array => encodeDer(0x03, Uint8Array.of(0), ...parts);
const oid = (hex: string): Uint8Array => encodeDer(0x06, fromHex(hex));
const integer = (...bytes: number[]): Uint8Array => encodeDer(0x02, Uint8Array.from(bytes));

const rsaAlgorithm = sequence(oid('2a864886f70d010101'), encodeDer(0x05));
const p256Algorithm = sequence(oid('2a8648ce3d0201'), oid('2a8648ce3d030107'));
const ed25519Algorithm = sequence(oid('2b6570'));

const rsaSpki = (n: bigint, e: bigint): Uint8Array => sequence(rsaAlgorithm, bits(encodeRsaPublicKey(n, e)));
const odd = (size: number): bigint => (1n << BigInt(size - 1)) + 1n;

describe('RSA public keys', () => {
  it('have 1024 to 16384 bits', () => {
    for (const size of [1024, 2047, 16_384])
      expect(parsePublicKeyInfo(rsaSpki(odd(size), 65537n)).type).toBe('rsa');
    for (const size of [512, 1023, 16_385]) {
      expect(() => parsePublicKeyInfo(rsaSpki(odd(size), 65537n))).toThrow(`has ${size} bits`);
    }
  });

  it('have an odd modulus and an odd exponent from 3 to 64 bits', () => {
    expect(() => parsePublicKeyInfo(rsaSpki(1n << 2047n, 65537n))).toThrow('even');
    for (const e of [0n, 1n, 2n, 65536n, (1n << 64n) + 1n]) {
      expect(() => parsePublicKeyInfo(rsaSpki(odd(2048), e)), String(e)).toThrow('exponent');
    }
    expect(parsePublicKeyInfo(rsaSpki(odd(2048), 3n)).type).toBe('rsa');
  });

  it('have NULL parameters (RFC 3279, 2.3.1) and whole numbers above zero', () => {
    const bare = sequence(oid('2a864886f70d010101'));
    expect(() => parsePublicKeyInfo(sequence(bare, bits(encodeRsaPublicKey(odd(2048), 3n))))).toThrow('NULL');
    const negative = sequence(encodeDer(0x02, new Uint8Array(256).fill(0x81)), integer(3));
    expect(() => parsePublicKeyInfo(sequence(rsaAlgorithm, bits(negative)))).toThrow('negative');
  });
});

describe('RSA private keys', () => {
  it('are refused when their numbers contradict each other', () => {
    const pkcs8 = makeKeys('rsa').privateKey.export({ format: 'der', type: 'pkcs8' });
    // The coefficient is the last number; its last byte makes it another.
    const damaged = Uint8Array.from(pkcs8);
    damaged[damaged.length - 1] = (damaged.at(-1) ?? 0) ^ 2;
    expect(() => parsePrivateKeyInfo(damaged)).toThrow('contradicts itself');
  });
});

describe('DER', () => {
  const spki = Uint8Array.from(makeKeys('p256').publicKey.export({ format: 'der', type: 'spki' }));

  it('has lengths in their shortest form (X.690, 10.1)', () => {
    const long = Uint8Array.of(0x30, 0x81, spki[1] ?? 0, ...spki.subarray(2));
    expect(() => parsePublicKeyInfo(long)).toThrow('BER');
    const indefinite = Uint8Array.of(0x30, 0x80, ...spki.subarray(2), 0, 0);
    expect(() => parsePublicKeyInfo(indefinite)).toThrow('BER');
  });

  it('has strings in one piece (X.690, 10.2) and integers without padding (8.3.2)', () => {
    const pieces = sequence(ed25519Algorithm, encodeDer(0x23, bits(new Uint8Array(32))));
    expect(() => parsePublicKeyInfo(pieces)).toThrow(RangeError);
    const padded = sequence(
      encodeDer(0x02, Uint8Array.of(0, 1)),
      ed25519Algorithm,
      octets(octets(new Uint8Array(32))),
    );
    expect(() => parsePrivateKeyInfo(padded)).toThrow('shortest form');
  });

  it('is bounded in depth and in elements', () => {
    let deep = integer(1);
    for (let i = 0; i < 40; i++) deep = sequence(deep);
    expect(() => parsePublicKeyInfo(deep)).toThrow(RangeError);
    const many = Array.from({ length: 1000 }, () => integer(1));
    expect(() => parsePublicKeyInfo(sequence(...many))).toThrow(RangeError);
  });
});

describe('points and scalars', () => {
  const point = nobleProvider.group('secp256r1')?.start(nobleProvider.random).share ?? new Uint8Array();

  it('of public keys are uncompressed, of the curve length, and on the curve', () => {
    expect(parsePublicKeyInfo(sequence(p256Algorithm, bits(point))).type).toBe('p256');
    const compressed = Uint8Array.of(2 + ((point.at(-1) ?? 0) & 1), ...point.subarray(1, 33));
    expect(() => parsePublicKeyInfo(sequence(p256Algorithm, bits(compressed)))).toThrow('compressed');
    expect(() => parsePublicKeyInfo(sequence(p256Algorithm, bits(point.subarray(0, 64))))).toThrow(
      '64 bytes',
    );
    const off = point.slice();
    off[64] = (off[64] ?? 0) ^ 1;
    expect(() => nobleProvider.importPublicKey(sequence(p256Algorithm, bits(off)))).toThrow(
      'not on its curve',
    );
  });

  it('of private keys are in [1, n-1], and their public key is their own', () => {
    const wrap = (scalar: Uint8Array, ...more: Uint8Array[]): Uint8Array =>
      sequence(integer(0), p256Algorithm, octets(sequence(integer(1), octets(scalar), ...more)));
    const two = new Uint8Array(32);
    two[31] = 2;
    expect(nobleProvider.importPrivateKey(wrap(two)).type).toBe('p256');
    expect(() => nobleProvider.importPrivateKey(wrap(new Uint8Array(32)))).toThrow('out of range');
    expect(() => nobleProvider.importPrivateKey(wrap(new Uint8Array(32).fill(0xff)))).toThrow('out of range');
    expect(() => parsePrivateKeyInfo(wrap(two.subarray(1)))).toThrow('31 bytes');
    expect(() => nobleProvider.importPrivateKey(wrap(two, encodeDer(0xa1, bits(point))))).toThrow(
      'not its own',
    );
    expect(() => parsePrivateKeyInfo(wrap(two, encodeDer(0xa0, oid('2b81040022'))))).toThrow(
      'two different curves',
    );
  });

  it('on curves that TLS does not know are refused by name', () => {
    const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });
    expect(() => parsePublicKeyInfo(secp256k1.publicKey.export({ format: 'der', type: 'spki' }))).toThrow(
      'P-256',
    );
    const x25519 = generateKeyPairSync('x25519');
    expect(() => parsePublicKeyInfo(x25519.publicKey.export({ format: 'der', type: 'spki' }))).toThrow(
      '2b656e',
    );
  });
});

describe('OneAsymmetricKey (RFC 5958, 2)', () => {
  const seed = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
  const publicKey = fromHex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a');
  const wrap = (version: number, ...more: Uint8Array[]): Uint8Array =>
    sequence(integer(version), ed25519Algorithm, octets(octets(seed)), ...more);
  const carried = (key: Uint8Array): Uint8Array => encodeDer(0x81, Uint8Array.of(0), key);

  it('carries a public key in version 2, and attributes in either', () => {
    expect(parsePrivateKeyInfo(wrap(1, carried(publicKey))).publicKey).toEqual(publicKey);
    expect(parsePrivateKeyInfo(wrap(0, encodeDer(0xa0))).publicKey).toBeUndefined();
    expect(() => parsePrivateKeyInfo(wrap(0, carried(publicKey)))).toThrow('version');
    expect(() => parsePrivateKeyInfo(wrap(1))).toThrow('version');
  });

  it('is refused when that public key is of another key', () => {
    expect(nobleProvider.importPrivateKey(wrap(1, carried(publicKey))).type).toBe('ed25519');
    const other = makeKeys('ed25519').publicKey.export({ format: 'der', type: 'spki' }).subarray(12);
    expect(() => nobleProvider.importPrivateKey(wrap(1, carried(other)))).toThrow('not its own');
  });
});

describe('RSASSA-PSS parameters (RFC 4055, 3.1)', () => {
  const pssSpki = (...parameters: Uint8Array[]): Uint8Array =>
    sequence(sequence(oid('2a864886f70d01010a'), ...parameters), bits(encodeRsaPublicKey(odd(2048), 65537n)));

  it('leave a key unrestricted when absent, and have defaults when empty', () => {
    expect(parsePublicKeyInfo(pssSpki()).pss).toBeUndefined();
    expect(parsePublicKeyInfo(pssSpki(sequence())).pss).toEqual({
      hash: 'SHA-1',
      mgf1Hash: 'SHA-1',
      saltLength: 20,
    });
  });

  it('are read from keys that OpenSSL made', () => {
    const { publicKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha384',
      mgf1HashAlgorithm: 'sha256',
    });
    expect(parsePublicKeyInfo(publicKey.export({ format: 'der', type: 'spki' })).pss).toEqual({
      hash: 'SHA-384',
      mgf1Hash: 'SHA-256',
      saltLength: publicKey.asymmetricKeyDetails?.saltLength,
    });
  });

  it('with unknown hashes, negative salts or other trailers are refused', () => {
    const md4 = encodeDer(0xa0, sequence(oid('2a864886f70d0204')));
    expect(() => parsePublicKeyInfo(pssSpki(sequence(md4)))).toThrow('unknown hash');
    expect(() => parsePublicKeyInfo(pssSpki(sequence(encodeDer(0xa2, integer(0xff)))))).toThrow(
      'out of range',
    );
    expect(() => parsePublicKeyInfo(pssSpki(sequence(encodeDer(0xa3, integer(2)))))).toThrow('trailer');
  });
});
