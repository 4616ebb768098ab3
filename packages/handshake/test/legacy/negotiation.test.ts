import { FALLBACK_SCSV, TlsError, type VersionName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { clientConfig, serverConfig } from '../../src/config-defaults.js';
import { readClientHello } from '../../src/wire/client-hello.js';
import { ca } from '../resumption/pair.js';
import { ecdsa, legacy, oldPair, oldVersions, provider, rsa } from './old-pair.js';

const trust = { provider: nobleProvider, anchors: ca.anchors, serverName: 'server.example' };
const invalid = (says: RegExp) =>
  expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringMatching(says) });
const old = ['ECDHE-RSA-AES128-SHA', 'AES128-SHA'];

describe('old versions are on only when they are asked for by all three: legacy, versions and suites', () => {
  it.each(oldVersions)('%s is refused without legacy', (minVersion) => {
    expect(() => clientConfig({ ...trust, minVersion })).toThrow(invalid(/legacyVersions\(\)/));
  });

  it('legacy alone enables nothing', () => {
    const config = clientConfig({ ...trust, legacy });
    expect(config.minVersion).toBe(0x303);
    expect(config.cipherSuites.some(({ keyExchange }) => keyExchange === 'rsa')).toBe(false);
  });

  it.each(oldVersions)('%s is refused with the suites of today, which it can not use', (minVersion) => {
    expect(() => clientConfig({ ...trust, legacy, minVersion })).toThrow(invalid(/give cipherSuites/));
    const cipherSuites = ['ECDHE-RSA-AES128-GCM-SHA256'];
    expect(() => clientConfig({ ...trust, legacy, minVersion, cipherSuites })).toThrow(
      invalid(/none of cipherSuites/),
    );
  });

  it('a suite of RSA key exchange is refused without legacy, by name and as an object', () => {
    expect(() => clientConfig({ ...trust, cipherSuites: old })).toThrow(invalid(/AES128-SHA/));
    expect(() => clientConfig({ ...trust, cipherSuites: legacy.cipherSuites })).toThrow(
      invalid(/forward secrecy/),
    );
  });

  it('what the provider lacks is refused at once: Triple DES in the portable one', () => {
    expect(() => clientConfig({ ...trust, legacy, cipherSuites: ['DES-CBC3-SHA'] })).toThrow(
      invalid(/"noble" lacks what TLS_RSA_WITH_3DES_EDE_CBC_SHA needs/),
    );
  });

  it('a number that is no version is refused', () => {
    const minVersion = 'SSLv2' as VersionName;
    expect(() => clientConfig({ ...trust, legacy, minVersion })).toThrow(invalid(/SSLv2/));
  });

  it('EdDSA keys can not sign there (RFC 8422, 5.10)', () => {
    const ed25519 = ca.issue(nobleProvider, { keyType: 'ed25519' });
    const range = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
    expect(() =>
      serverConfig({
        ...{ provider, legacy, ...range, credentials: [ed25519] },
        cipherSuites: ['ECDHE-ECDSA-AES128-SHA'],
      }),
    ).toThrow(invalid(/ed25519/));
  });
});

/** Both ends with these ranges. */
function between(client: readonly [VersionName, VersionName], server: readonly [VersionName, VersionName]) {
  const suites = ['ECDHE-ECDSA-AES128-GCM-SHA256', ...old];
  const [min, max] = client;
  const [minVersion, maxVersion] = server;
  const all = max === 'TLSv1.3' ? ['TLS_AES_128_GCM_SHA256', ...suites] : suites;
  const every = maxVersion === 'TLSv1.3' ? ['TLS_AES_128_GCM_SHA256', ...suites] : suites;
  return oldPair(
    'TLSv1',
    'AES128-SHA',
    { minVersion: min, maxVersion: max, cipherSuites: all },
    {
      minVersion,
      maxVersion,
      cipherSuites: every,
      credentials: maxVersion === 'SSLv3' ? [rsa] : [rsa, ecdsa],
    },
  );
}

describe('the version that is chosen (RFC 5246, E.1; RFC 8446, 4.2.1)', () => {
  it.each<[VersionName, VersionName, VersionName, VersionName, string]>([
    ['SSLv3', 'TLSv1.3', 'SSLv3', 'TLSv1.3', 'TLSv1.3'],
    ['SSLv3', 'TLSv1.3', 'SSLv3', 'TLSv1.2', 'TLSv1.2'],
    ['SSLv3', 'TLSv1.3', 'SSLv3', 'TLSv1.1', 'TLSv1.1'],
    ['SSLv3', 'TLSv1.3', 'SSLv3', 'TLSv1', 'TLSv1'],
    ['SSLv3', 'TLSv1.3', 'SSLv3', 'SSLv3', 'SSLv3'],
    ['SSLv3', 'TLSv1.1', 'TLSv1', 'TLSv1', 'TLSv1'],
    ['TLSv1', 'TLSv1', 'SSLv3', 'TLSv1.3', 'TLSv1'],
    ['SSLv3', 'SSLv3', 'SSLv3', 'TLSv1.3', 'SSLv3'],
  ])('%s to %s with %s to %s is %s', (min, max, serverMin, serverMax, chosen) => {
    const pair = between([min, max], [serverMin, serverMax]).run();
    expect(pair.client.negotiated.version).toBe(pair.server.negotiated.version);
    expect(`${chosen}: ${pair.client.negotiated.version?.toString(16)}`).toBe(
      `${chosen}: ${{ SSLv3: '300', TLSv1: '301', 'TLSv1.1': '302', 'TLSv1.2': '303', 'TLSv1.3': '304' }[chosen]}`,
    );
  });

  it('there is none: protocol_version', () => {
    expect(() => between(['SSLv3', 'TLSv1'], ['TLSv1.1', 'TLSv1.3']).run()).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_PROTOCOL', alert: 'protocol_version' }),
    );
  });
});

describe('a downgrade (RFC 8446, 4.1.3)', () => {
  const ends = (hex: string) => (random: Uint8Array) => Buffer.from(random.slice(-8)).toString('hex') === hex;

  it.each<[VersionName, VersionName, string | undefined]>([
    ['TLSv1.3', 'TLSv1.1', '444f574e47524400'],
    ['TLSv1.3', 'SSLv3', '444f574e47524400'],
    ['TLSv1.2', 'TLSv1', '444f574e47524400'],
    ['TLSv1.1', 'TLSv1', undefined],
    ['TLSv1.3', 'TLSv1.2', '444f574e47524401'],
  ])('a server of %s that speaks %s says so by %s in its random', (best, spoken, sentinel) => {
    const { client } = between([spoken, spoken], ['SSLv3', best]).run();
    const { serverRandom } = client.negotiated;
    expect(ends('444f574e47524400')(serverRandom)).toBe(sentinel === '444f574e47524400');
    expect(ends('444f574e47524401')(serverRandom)).toBe(sentinel === '444f574e47524401');
  });

  it.each<[VersionName, VersionName]>([
    ['TLSv1.3', 'TLSv1.1'],
    ['TLSv1.2', 'TLSv1'],
  ])('a client of %s refuses %s from a server that says it knows better', (max, spoken) => {
    const pair = between(['SSLv3', max], ['SSLv3', spoken]);
    const { random } = nobleProvider;
    const lying = oldPair(
      spoken,
      'AES128-SHA',
      {
        minVersion: 'SSLv3',
        maxVersion: max,
        cipherSuites: [...(max === 'TLSv1.3' ? ['TLS_AES_128_GCM_SHA256'] : []), 'AES128-SHA'],
      },
      {
        random: (length) => {
          const bytes = random(length);
          if (length === 32) bytes.set(Buffer.from('444f574e47524400', 'hex'), 24);
          return bytes;
        },
      },
    );
    expect(() => pair.run()).not.toThrow();
    expect(() => lying.run()).toThrow(
      expect.objectContaining({ code: 'DOWNGRADE_DETECTED', alert: 'illegal_parameter' }),
    );
  });
});

describe('TLS_FALLBACK_SCSV (RFC 7507)', () => {
  const withFallback = (best: VersionName) =>
    oldPair('TLSv1', 'AES128-SHA', { isFallback: true }, { maxVersion: best });

  it('is sent by a client that says it has fallen back', () => {
    const pair = withFallback('TLSv1');
    pair.client.handshake();
    const hello = readClientHello(pair.client.output.peek().slice(9));
    expect(hello.cipherSuites).toContain(FALLBACK_SCSV);
  });

  it('makes a server that knows better refuse: inappropriate_fallback', () => {
    expect(() => withFallback('TLSv1.1').run()).toThrow(
      expect.objectContaining({ code: 'INAPPROPRIATE_FALLBACK', alert: 'inappropriate_fallback' }),
    );
  });

  it('means nothing to a server that does not', () => {
    expect(withFallback('TLSv1').run().client.negotiated.version).toBe(0x301);
  });

  it('is refused of a client that offers its best', () => {
    expect(() => clientConfig({ ...trust, isFallback: true })).toThrow(invalid(/isFallback/));
  });
});

describe("a ClientHello's form for old servers", () => {
  const helloOf = (min: VersionName, max: VersionName) => {
    const pair = between([min, max], ['SSLv3', 'TLSv1.3']);
    pair.client.handshake();
    const record = pair.client.output.peek();
    return { version: (record[1] ?? 0) * 256 + (record[2] ?? 0), ...readClientHello(record.slice(9)) };
  };

  it('SSL 3.0 has no extensions, and its records say 3.0 (RFC 6101, 5.6.1.2)', () => {
    const { extensions, legacyVersion, version, cipherSuites } = helloOf('SSLv3', 'SSLv3');
    expect([extensions, legacyVersion, version]).toEqual([[], 0x300, 0x300]);
    expect(cipherSuites).toContain(0x00ff);
  });

  it('below TLS 1.2 there is no signature_algorithms (RFC 5246, 7.4.1.4.1)', () => {
    const types = (max: VersionName) => helloOf('TLSv1', max).extensions.map(({ type }) => type);
    expect(types('TLSv1.1')).not.toContain(13);
    expect(types('TLSv1.2')).toContain(13);
  });

  it('renegotiation is signalled by a suite where TLS 1.0 is offered, else by the extension (RFC 5746, 3.4)', () => {
    for (const [min, scsv] of [
      ['TLSv1', true],
      ['TLSv1.1', false],
    ] as const) {
      const { cipherSuites, extensions } = helloOf(min, 'TLSv1.2');
      expect(cipherSuites.includes(0x00ff)).toBe(scsv);
      expect(extensions.some(({ type }) => type === 0xff01)).toBe(!scsv);
    }
  });
});

describe('client certificates before TLS 1.2 (RFC 4346, 7.4.4, 7.4.8)', () => {
  const mine = {
    rsa: ca.issue(provider, { keyType: 'rsa', names: ['client.example'], purpose: 'client' }),
    ecdsa: ca.issue(provider, { names: ['client.example'], purpose: 'client' }),
  };

  it.each([
    ['TLSv1', 'rsa', 'rsa_pkcs1_md5_sha1'],
    ['TLSv1', 'ecdsa', 'ecdsa_sha1'],
    ['TLSv1.1', 'rsa', 'rsa_pkcs1_md5_sha1'],
    ['TLSv1.1', 'ecdsa', 'ecdsa_sha1'],
  ] as const)('%s: an %s key proves itself by %s', (version, key, scheme) => {
    const pair = oldPair(
      version,
      'AES128-SHA',
      { credentials: [mine[key]] },
      { clientCertificate: 'require', credentials: [rsa, ecdsa] },
    ).run();
    expect(pair.server.negotiated.peerSignatureScheme).toBe(scheme);
    expect(pair.server.negotiated.peerChain).toHaveLength(mine[key].chain.length);
  });

  it('are asked for and not had: the server goes on, or not', () => {
    const asking = (clientCertificate: 'request' | 'require') =>
      oldPair('TLSv1', 'AES128-SHA', {}, { clientCertificate });
    expect(() => asking('request').run()).not.toThrow();
    expect(() => asking('require').run()).toThrow(TlsError);
  });
});
