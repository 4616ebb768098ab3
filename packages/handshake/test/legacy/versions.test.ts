import { type CipherSuite, cipherSuites, legacyCipherSuites, type VersionName, versions } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { expectData, oldPair, oldVersions } from './old-pair.js';

const all = [...cipherSuites, ...legacyCipherSuites];

/** What a version can use of the suites that are not TLS 1.3's. */
const suitesOf = (version: VersionName): readonly CipherSuite[] =>
  all.filter(({ minVersion, tls13 }) => !tls13 && minVersion <= versions[version]);

describe.each(oldVersions)('%s, both ends of ours', (version) => {
  it.each(suitesOf(version).map(({ openssl }) => openssl))('completes with %s and carries data', (suite) => {
    const pair = oldPair(version, suite).run();
    for (const { negotiated } of [pair.client, pair.server]) {
      expect(negotiated.version).toBe(versions[version]);
      expect(negotiated.suite?.openssl).toBe(suite);
      expect(negotiated.secureRenegotiation).toBe(true);
    }
    expectData(pair);
  });
});

describe('TLS 1.2, both ends of ours', () => {
  it.each(legacyCipherSuites.map(({ openssl }) => openssl))('completes with %s and carries data', (suite) => {
    const pair = oldPair('TLSv1.2', suite).run();
    expect(pair.client.negotiated.suite?.openssl).toBe(suite);
    expect(pair.server.negotiated.suite?.openssl).toBe(suite);
    expectData(pair);
  });
});

describe('what old versions have of newer things', () => {
  it.each(oldVersions)('%s: extended master secret and encrypt-then-MAC but in SSL 3.0', (version) => {
    const { client, server } = oldPair(version, 'DHE-RSA-AES128-SHA').run();
    const isTls = version !== 'SSLv3';
    for (const { negotiated } of [client, server]) {
      expect(negotiated.extendedMasterSecret).toBe(isTls);
      expect(negotiated.encryptThenMac).toBe(isTls);
    }
  });

  it.each(oldVersions)('%s without encrypt-then-MAC carries data', (version) => {
    const pair = oldPair(version, 'AES256-SHA', { encryptThenMac: false }).run();
    expect(pair.client.negotiated.encryptThenMac).toBe(false);
    expectData(pair);
  });

  it('an exporter from TLS 1.0 on, and none in SSL 3.0 (RFC 5705, 4)', () => {
    const tls = oldPair('TLSv1', 'AES128-SHA').run();
    const exported = tls.client.exportKeyingMaterial('EXPERIMENTAL test', undefined, 20);
    expect(exported).toEqual(tls.server.exportKeyingMaterial('EXPERIMENTAL test', undefined, 20));
    const ssl = oldPair('SSLv3', 'AES128-SHA').run();
    expect(() => ssl.client.exportKeyingMaterial('EXPERIMENTAL test', undefined, 20)).toThrow(/SSL 3.0/);
  });
});
