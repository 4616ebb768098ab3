import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  decodePem,
  encodePem,
  type KeyType,
  parsePrivateKeyInfo,
  parsePublicKeyInfo,
  privateKeyFromPem,
} from '../../src/index.js';
import { nobleProvider } from '../../src/noble/index.js';
import { keyTypes, makeKeys } from './node-keys.js';

const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });
const pkcs8Of = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'pkcs8' });

describe.each(keyTypes)('%s keys that OpenSSL made', (type: KeyType) => {
  const { publicKey, privateKey } = makeKeys(type);

  it('are recognized in SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) and PKCS #8 (RFC 5958)', () => {
    expect(parsePublicKeyInfo(spkiOf(publicKey)).type).toBe(type);
    expect(parsePrivateKeyInfo(pkcs8Of(privateKey)).type).toBe(type);
  });

  it('give the same SubjectPublicKeyInfo from the private half', () => {
    const imported = nobleProvider.importPrivateKey(pkcs8Of(privateKey));
    expect(Buffer.from(imported.spki)).toEqual(spkiOf(publicKey));
    expect(imported.bits).toBe(nobleProvider.importPublicKey(spkiOf(publicKey)).bits);
  });

  it('come through PEM unchanged, and are written as OpenSSL writes them (RFC 7468)', () => {
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    expect(Buffer.from(privateKeyFromPem(pem))).toEqual(pkcs8Of(privateKey));
    expect(encodePem('PRIVATE KEY', pkcs8Of(privateKey))).toBe(pem);
    expect(decodePem(publicKey.export({ format: 'pem', type: 'spki' }).toString(), 'PUBLIC KEY')).toEqual([
      { label: 'PUBLIC KEY', bytes: new Uint8Array(spkiOf(publicKey)) },
    ]);
  });

  it('are refused, by a RangeError and nothing else, when cut short or continued', () => {
    for (const [read, whole] of [
      [parsePublicKeyInfo, spkiOf(publicKey)],
      [parsePrivateKeyInfo, pkcs8Of(privateKey)],
    ] as const) {
      const step = Math.max(1, Math.floor(whole.length / 97));
      for (let length = 0; length < whole.length; length += step) {
        expect(() => read(whole.subarray(0, length)), `${length} bytes`).toThrow(RangeError);
      }
      expect(() => read(Buffer.concat([whole, Buffer.of(0)]))).toThrow(RangeError);
    }
  });

  it('with any byte changed are read or refused by a RangeError', () => {
    for (const [load, whole] of [
      [(der: Uint8Array): unknown => nobleProvider.importPublicKey(der), spkiOf(publicKey)],
      [parsePrivateKeyInfo, pkcs8Of(privateKey)],
    ] as const) {
      const step = Math.max(1, Math.floor(whole.length / 61));
      for (let at = 0; at < whole.length; at += step) {
        for (const change of [0x01, 0x20, 0x80, 0xff]) {
          const damaged = Uint8Array.from(whole);
          damaged[at] = (damaged[at] ?? 0) ^ change;
          try {
            load(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(RangeError);
          }
        }
      }
    }
  });
});

describe('other forms of private keys', () => {
  it('PKCS #1 (RFC 8017, A.1.2) becomes PKCS #8', () => {
    const { privateKey } = makeKeys('rsa');
    const pem = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
    expect(pem).toContain('BEGIN RSA PRIVATE KEY');
    expect(Buffer.from(privateKeyFromPem(pem))).toEqual(pkcs8Of(privateKey));
  });

  it.each(['p256', 'p384', 'p521'] as const)(
    'SEC 1 (RFC 5915, 3) of %s becomes PKCS #8 of the same key',
    (type) => {
      const { publicKey, privateKey } = makeKeys(type);
      const pem = privateKey.export({ format: 'pem', type: 'sec1' }).toString();
      expect(pem).toContain('BEGIN EC PRIVATE KEY');
      const pkcs8 = privateKeyFromPem(pem);
      expect(Buffer.from(nobleProvider.importPrivateKey(pkcs8).spki)).toEqual(spkiOf(publicKey));
      expect(pkcs8Of(createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' }))).toEqual(
        pkcs8Of(privateKey),
      );
    },
  );

  it('a key behind a block of EC parameters is found', () => {
    const { privateKey } = makeKeys('p256');
    const parameters = encodePem('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex'));
    const pem = `${parameters}${privateKey.export({ format: 'pem', type: 'sec1' })}`;
    expect(parsePrivateKeyInfo(privateKeyFromPem(pem)).type).toBe('p256');
  });

  it('SEC 1 that does not name its curve is refused with advice', () => {
    const der = Buffer.from(`302502010104${'20'}${'11'.repeat(32)}`, 'hex');
    expect(() => privateKeyFromPem(encodePem('EC PRIVATE KEY', der))).toThrow(/openssl pkcs8/);
  });

  it('encrypted keys, PKCS #8 and the old kind, are refused with advice', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const secret = { format: 'pem', cipher: 'aes-128-cbc', passphrase: 'x' } as const;
    for (const type of ['pkcs8', 'pkcs1'] as const) {
      const pem = privateKey.export({ ...secret, type }).toString();
      expect(() => privateKeyFromPem(pem)).toThrow(/encrypted.*openssl pkey/);
    }
    const der = privateKey.export({ type: 'pkcs8', format: 'der', cipher: 'aes-128-cbc', passphrase: 'x' });
    expect(() => parsePrivateKeyInfo(der)).toThrow(/decrypted first/);
  });

  it('a text without a private key says what it lacks', () => {
    const { publicKey } = makeKeys('p256');
    expect(() => privateKeyFromPem(publicKey.export({ format: 'pem', type: 'spki' }).toString())).toThrow(
      /BEGIN PRIVATE KEY/,
    );
  });
});
