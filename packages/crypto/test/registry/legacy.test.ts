import { describe, expect, it } from 'vitest';
import {
  cipherSuiteById,
  cipherSuiteByName,
  cipherSuites,
  impliedSignatureScheme,
  legacyCipherSuites,
  SSL30,
  signatureSchemeById,
  TLS10,
  TLS11,
  TLS12,
} from '../../src/index.js';

/** Code points as IANA's registry has them, written out a second time. */
const iana: Readonly<Record<string, number>> = {
  TLS_RSA_WITH_3DES_EDE_CBC_SHA: 0x000a,
  TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA: 0x0016,
  TLS_RSA_WITH_AES_128_CBC_SHA: 0x002f,
  TLS_RSA_WITH_AES_256_CBC_SHA: 0x0035,
  TLS_RSA_WITH_AES_128_CBC_SHA256: 0x003c,
  TLS_RSA_WITH_AES_256_CBC_SHA256: 0x003d,
  TLS_RSA_WITH_AES_128_GCM_SHA256: 0x009c,
  TLS_RSA_WITH_AES_256_GCM_SHA384: 0x009d,
  TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA: 0xc008,
  TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA: 0xc012,
  TLS_RSA_WITH_AES_128_CCM: 0xc09c,
  TLS_RSA_WITH_AES_256_CCM: 0xc09d,
  TLS_RSA_WITH_AES_128_CCM_8: 0xc0a0,
  TLS_RSA_WITH_AES_256_CCM_8: 0xc0a1,
};

describe('legacy cipher suites (RFC 5246, A.5; RFC 5288; RFC 6655; RFC 8422)', () => {
  it("are IANA's, each once, and none is known without asking", () => {
    expect(Object.fromEntries(legacyCipherSuites.map(({ name, id }) => [name, id]))).toEqual(iana);
    for (const { id, name, openssl } of legacyCipherSuites) {
      expect([cipherSuiteById(id), cipherSuiteByName(name), cipherSuiteByName(openssl)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }
    const all = [...cipherSuites, ...legacyCipherSuites];
    expect(new Set(all.map(({ openssl }) => openssl)).size).toBe(all.length);
  });

  it('say what their name says', () => {
    for (const { name, keyExchange, authentication, protection, hash, bits } of legacyCipherSuites) {
      const cipher = protection.kind === 'aead' ? protection.aead : protection.cipher;
      expect(name).toContain(cipher.replaceAll('-', '_'));
      expect(keyExchange, name).toBe(name.includes('ECDHE') ? 'ecdhe' : name.includes('DHE') ? 'dhe' : 'rsa');
      expect(authentication, name).toBe(name.includes('ECDSA') ? 'ecdsa' : 'rsa');
      expect(hash, name).toBe(name.endsWith('SHA384') ? 'SHA-384' : 'SHA-256');
      if (protection.kind === 'cbc')
        expect(protection.mac, name).toBe(name.endsWith('SHA256') ? 'SHA-256' : 'SHA-1');
      expect(bits, name).toBe(name.includes('3DES') ? 112 : name.includes('128') ? 128 : 256);
    }
  });

  it('with SHA-1 are as old as SSL 3.0, elliptic ones as TLS 1.0, all others as TLS 1.2 (RFC 8422, 5)', () => {
    for (const { keyExchange, minVersion, name, protection } of legacyCipherSuites) {
      const isOld = protection.kind === 'cbc' && protection.mac === 'SHA-1';
      const oldest = keyExchange === 'ecdhe' ? TLS10 : SSL30;
      expect(minVersion, name).toBe(isOld ? oldest : TLS12);
    }
  });
});

describe('the signature scheme that TLS 1.1 and below imply (RFC 4346, 7.4.3)', () => {
  it.each([
    ['rsa', 'rsa_pkcs1_md5_sha1', { kind: 'rsa-pkcs1', hash: 'MD5-SHA1' }],
    ['p256', 'ecdsa_sha1', { kind: 'ecdsa', hash: 'SHA-1' }],
    ['p521', 'ecdsa_sha1', { kind: 'ecdsa', hash: 'SHA-1' }],
  ] as const)('of an %s key is %s', (keyType, name, algorithm) => {
    const scheme = impliedSignatureScheme(keyType);
    expect(scheme).toMatchObject({ name, algorithm, minVersion: SSL30, maxVersion: TLS11 });
  });

  it.each(['ed25519', 'ed448', 'rsa-pss', 'ml-dsa-65'] as const)('of an %s key there is none', (keyType) => {
    expect(impliedSignatureScheme(keyType)).toBeUndefined();
  });

  it('of RSA has no code point that could be negotiated', () => {
    expect(signatureSchemeById(impliedSignatureScheme('rsa')?.id ?? 0)).toBeUndefined();
  });
});
