import { describe, expect, it } from 'vitest';
import {
  alertCodes,
  alertName,
  cipherSuiteById,
  cipherSuiteByName,
  cipherSuites,
  groupById,
  groupByName,
  groups,
  pskCipherSuites,
  schemeFitsKey,
  signatureSchemeById,
  signatureSchemeByName,
  signatureSchemes,
  TLS10,
  TLS12,
  TLS13,
  TlsError,
  tls13CipherSuites,
  tlsErrorCodes,
  versionName,
  versions,
} from '../../src/index.js';

/** Code points as IANA's registry has them, written out a second time. */
const ianaSuites: Readonly<Record<string, number>> = {
  TLS_AES_128_GCM_SHA256: 0x1301,
  TLS_AES_256_GCM_SHA384: 0x1302,
  TLS_CHACHA20_POLY1305_SHA256: 0x1303,
  TLS_AES_128_CCM_SHA256: 0x1304,
  TLS_AES_128_CCM_8_SHA256: 0x1305,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA: 0x0033,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA: 0x0039,
  TLS_DHE_RSA_WITH_AES_128_CBC_SHA256: 0x0067,
  TLS_DHE_RSA_WITH_AES_256_CBC_SHA256: 0x006b,
  TLS_DHE_RSA_WITH_AES_128_GCM_SHA256: 0x009e,
  TLS_DHE_RSA_WITH_AES_256_GCM_SHA384: 0x009f,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA: 0xc009,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA: 0xc00a,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA: 0xc013,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA: 0xc014,
  TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256: 0xc023,
  TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384: 0xc024,
  TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256: 0xc027,
  TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384: 0xc028,
  TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: 0xc02b,
  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: 0xc02c,
  TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: 0xc02f,
  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: 0xc030,
  TLS_DHE_RSA_WITH_AES_128_CCM: 0xc09e,
  TLS_DHE_RSA_WITH_AES_256_CCM: 0xc09f,
  TLS_DHE_RSA_WITH_AES_128_CCM_8: 0xc0a2,
  TLS_DHE_RSA_WITH_AES_256_CCM_8: 0xc0a3,
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM: 0xc0ac,
  TLS_ECDHE_ECDSA_WITH_AES_256_CCM: 0xc0ad,
  TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8: 0xc0ae,
  TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8: 0xc0af,
  TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca8,
  TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: 0xcca9,
  TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256: 0xccaa,
};

const ianaGroups = {
  secp256r1: 23,
  secp384r1: 24,
  secp521r1: 25,
  x25519: 29,
  x448: 30,
  ffdhe2048: 256,
  ffdhe3072: 257,
  ffdhe4096: 258,
  ffdhe6144: 259,
  ffdhe8192: 260,
  SecP256r1MLKEM768: 4587,
  X25519MLKEM768: 4588,
  SecP384r1MLKEM1024: 4589,
} as const;

const ianaSchemes = {
  rsa_pkcs1_sha1: 0x0201,
  ecdsa_sha1: 0x0203,
  rsa_pkcs1_sha256: 0x0401,
  ecdsa_secp256r1_sha256: 0x0403,
  rsa_pkcs1_sha384: 0x0501,
  ecdsa_secp384r1_sha384: 0x0503,
  rsa_pkcs1_sha512: 0x0601,
  ecdsa_secp521r1_sha512: 0x0603,
  rsa_pss_rsae_sha256: 0x0804,
  rsa_pss_rsae_sha384: 0x0805,
  rsa_pss_rsae_sha512: 0x0806,
  ed25519: 0x0807,
  ed448: 0x0808,
  rsa_pss_pss_sha256: 0x0809,
  rsa_pss_pss_sha384: 0x080a,
  rsa_pss_pss_sha512: 0x080b,
  mldsa44: 0x0904,
  mldsa65: 0x0905,
  mldsa87: 0x0906,
} as const;

const unique = (values: readonly unknown[]): boolean => new Set(values).size === values.length;

describe('cipher suites', () => {
  it("are IANA's, each once", () => {
    expect(unique(cipherSuites.map(({ id }) => id))).toBe(true);
    expect(unique(cipherSuites.map(({ name }) => name))).toBe(true);
    expect(unique(cipherSuites.map(({ openssl }) => openssl))).toBe(true);
    for (const [name, id] of Object.entries(ianaSuites)) expect(cipherSuiteByName(name)?.id, name).toBe(id);
  });

  it('say what their name says', () => {
    for (const suite of cipherSuites) {
      const { name, protection } = suite;
      const cipher = protection.kind === 'aead' ? protection.aead : protection.cipher;
      expect(name).toContain(cipher.replaceAll('-', '_'));
      expect(suite.tls13).toBe(!name.includes('_WITH_'));
      expect(suite.keyExchange, name).toBe(
        suite.tls13 ? 'any' : name.includes('ECDHE') ? 'ecdhe' : name.includes('DHE') ? 'dhe' : 'rsa',
      );
      expect(suite.authentication, name).toBe(suite.tls13 ? 'any' : name.includes('ECDSA') ? 'ecdsa' : 'rsa');
      // The PRF of suites that name no hash above SHA-256 is SHA-256 (RFC 5246, 5; RFC 5289, 3).
      expect(suite.hash, name).toBe(name.endsWith('SHA384') ? 'SHA-384' : 'SHA-256');
      if (protection.kind === 'cbc') {
        expect(protection.mac, name).toBe(
          name.endsWith('SHA384') ? 'SHA-384' : name.endsWith('SHA256') ? 'SHA-256' : 'SHA-1',
        );
      } else {
        expect(protection.explicitNonce, name).toBe(!suite.tls13 && !name.includes('CHACHA20'));
      }
    }
  });

  it('with a pre-shared key say what their name says (RFC 4279, 5487, 5489, 8442)', () => {
    for (const { name, openssl, keyExchange, authentication, protection, hash } of pskCipherSuites) {
      const [, exchange = '', cipher = ''] = /^TLS_(.*)_WITH_(.*)$/.exec(name) ?? [];
      expect(exchange).toBe({ ecdhe: 'ECDHE_PSK', dhe: 'DHE_PSK', psk: 'PSK' }[String(keyExchange)]);
      expect(openssl.startsWith(`${exchange.replace('_', '-')}-`), openssl).toBe(true);
      expect(authentication).toBe('psk');
      const algorithm = protection.kind === 'aead' ? protection.aead : protection.cipher;
      expect(cipher).toContain(algorithm.replaceAll('-', '_'));
      expect(hash, name).toBe(name.endsWith('SHA384') ? 'SHA-384' : 'SHA-256');
    }
  });

  it('are found by code point and by either name', () => {
    for (const suite of [...cipherSuites, ...pskCipherSuites]) {
      expect(cipherSuiteById(suite.id)).toBe(suite);
      expect(cipherSuiteByName(suite.openssl)).toBe(suite);
    }
    expect(cipherSuiteById(0x0a0a)).toBeUndefined();
    expect(cipherSuiteByName('TLS_NULL_WITH_NULL_NULL')).toBeUndefined();
    expect(tls13CipherSuites.every(({ minVersion }) => minVersion === TLS13)).toBe(true);
  });
});

describe('groups', () => {
  it("are IANA's, each once", () => {
    expect(Object.fromEntries(groups.map(({ name, id }) => [name, id]))).toEqual(ianaGroups);
    expect(unique(groups.map(({ id }) => id))).toBe(true);
  });

  it('are found by code point and name; hybrids are for TLS 1.3 only', () => {
    for (const group of groups) {
      expect(groupById(group.id)).toBe(group);
      expect(groupByName(group.name)).toEqual(group);
      expect(group.tls12).toBe(group.kind !== 'kem-hybrid');
    }
    expect(groupById(0x0a0a)).toBeUndefined();
  });
});

describe('signature schemes', () => {
  it("are IANA's, each once", () => {
    expect(Object.fromEntries(signatureSchemes.map(({ name, id }) => [name, id]))).toEqual(ianaSchemes);
    for (const row of signatureSchemes) {
      expect(signatureSchemeById(row.id)).toBe(row);
      expect(signatureSchemeByName(row.name)).toEqual(row);
    }
    expect(signatureSchemeById(0x0a0a)).toBeUndefined();
  });

  it('of PSS have salts as long as their hash (RFC 8446, 4.2.3)', () => {
    const lengths = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const;
    for (const { algorithm } of signatureSchemes) {
      if (algorithm.kind !== 'rsa-pss') continue;
      expect(algorithm.mgf1Hash).toBe(algorithm.hash);
      expect(Object.entries(lengths)).toContainEqual([algorithm.hash, algorithm.saltLength]);
    }
  });

  it('fix the curve in TLS 1.3 and leave it open in TLS 1.2 (RFC 8446, 4.2.3)', () => {
    const scheme = signatureSchemeByName('ecdsa_secp256r1_sha256');
    expect(schemeFitsKey(scheme, 'p256', TLS13)).toBe(true);
    expect(schemeFitsKey(scheme, 'p384', TLS13)).toBe(false);
    expect(schemeFitsKey(scheme, 'p384', TLS12)).toBe(true);
    expect(schemeFitsKey(scheme, 'rsa', TLS12)).toBe(false);
    expect(schemeFitsKey(scheme, 'ed25519', TLS12)).toBe(false);
  });

  it('keep PKCS #1, SHA-1 and ML-DSA to the versions that have them', () => {
    for (const row of signatureSchemes) {
      const [keyType] = row.keyTypes;
      if (!keyType) throw new Error(`${row.name} has no key type`);
      const pkcs1OrSha1 = row.algorithm.kind === 'rsa-pkcs1' || row.name.endsWith('sha1');
      expect(schemeFitsKey(row, keyType, TLS13), row.name).toBe(!pkcs1OrSha1);
      expect(schemeFitsKey(row, keyType, TLS12), row.name).toBe(row.algorithm.kind !== 'ml-dsa');
      expect(schemeFitsKey(row, keyType, TLS10), row.name).toBe(false);
    }
  });
});

describe('alerts, errors and versions', () => {
  it('every error code has an alert with a number of its own (RFC 8446, B.2)', () => {
    expect(unique(Object.values(alertCodes))).toBe(true);
    expect(unique(tlsErrorCodes)).toBe(true);
    for (const code of tlsErrorCodes) {
      const error = new TlsError(code, 'x');
      expect(alertName(error.alertCode), code).toBe(error.alert);
      expect(['peer', 'local']).toContain(error.fault);
    }
    expect(alertName(255)).toBeUndefined();
  });

  it('an error keeps its cause, and takes another alert where a section asks for it', () => {
    const cause = new Error('below');
    const error = new TlsError('DECODE_ERROR', 'x', { cause, alert: 'illegal_parameter' });
    expect(error).toMatchObject({ name: 'TlsError', alert: 'illegal_parameter', alertCode: 47, cause });
    expect('cause' in new TlsError('DECODE_ERROR', 'x')).toBe(false);
  });

  it('versions have the names that OpenSSL prints', () => {
    for (const [name, number] of Object.entries(versions)) expect(versionName(number)).toBe(name);
    expect(versionName(0x7f1c)).toBe('0x7f1c');
  });
});
