import { describe, expect, it } from 'vitest';
import { cipherSuites, createProvider, groups, signatureSchemes } from '../../src/index.js';
import {
  aes128Gcm,
  chacha20Poly1305,
  ecdsaP256,
  nobleProvider,
  sha256,
  systemRandom,
  x25519,
} from '../../src/noble/index.js';
import { makeKeys } from '../keys/node-keys.js';

describe('the noble provider', () => {
  it('has what every suite needs, and prefers ChaCha20-Poly1305', () => {
    expect(
      cipherSuites.filter((suite) => !nobleProvider.supportsSuite(suite)).map(({ name }) => name),
    ).toEqual([]);
    expect(nobleProvider.preferredAeads[0]).toBe('CHACHA20-POLY1305');
    expect([...nobleProvider.preferredAeads].sort()).toEqual(
      nobleProvider.aeads.map(({ name }) => name).sort(),
    );
  });

  it('has every group, and every signature scheme for each of its key types', () => {
    for (const { name } of groups) expect(nobleProvider.group(name)?.name).toBe(name);
    for (const { name, algorithm, keyTypes } of signatureSchemes) {
      for (const type of keyTypes)
        expect(nobleProvider.supportsSignature(type, algorithm), `${name} ${type}`).toBe(true);
    }
  });

  it('finds algorithms by name, and says undefined for those it has not', () => {
    expect(nobleProvider.hash('SHA-256')).toBe(sha256);
    expect(nobleProvider.aead('AES-128-GCM')).toBe(aes128Gcm);
    expect(nobleProvider.cbc('3DES-EDE-CBC')).toBeUndefined();
  });
});

describe('a provider of a few algorithms', () => {
  const small = createProvider({
    name: 'small',
    random: systemRandom,
    hashes: [sha256],
    aeads: [chacha20Poly1305],
    cbcs: [],
    groups: [x25519],
    keys: [ecdsaP256],
    preferredAeads: ['CHACHA20-POLY1305'],
  });

  it('supports the suites and signatures that it has all parts of, and no others', () => {
    const supported = cipherSuites.filter((suite) => small.supportsSuite(suite)).map(({ name }) => name);
    expect(supported).toContain('TLS_CHACHA20_POLY1305_SHA256');
    expect(supported.every((name) => name.endsWith('CHACHA20_POLY1305_SHA256'))).toBe(true);
    expect(small.supportsSignature('p256', { kind: 'ecdsa', hash: 'SHA-256' })).toBe(true);
    expect(small.supportsSignature('p384', { kind: 'ecdsa', hash: 'SHA-256' })).toBe(false);
    expect(small.group('x448')).toBeUndefined();
  });

  it('refuses other keys by a RangeError that names provider and key', () => {
    const spki = makeKeys('ed25519').publicKey.export({ format: 'der', type: 'spki' });
    expect(() => small.importPublicKey(spki)).toThrow('the provider "small" has no ed25519 keys');
    const pkcs8 = makeKeys('rsa').privateKey.export({ format: 'der', type: 'pkcs8' });
    expect(() => small.importPrivateKey(pkcs8)).toThrow(RangeError);
  });
});
