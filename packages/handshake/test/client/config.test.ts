import { createProvider, type SuiteProtection, TlsError } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import {
  type ClientOptions,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '../../src/config-defaults.js';
import { TestCa } from '../support/certificates.js';

const ca = new TestCa();
const credential = ca.issue(nobleProvider);
const client: ClientOptions = {
  provider: nobleProvider,
  anchors: ca.anchors,
  serverName: 'server.example',
};
const server: ServerOptions = { provider: nobleProvider, credentials: [credential] };

/** A provider that lacks most of it: AES-128-GCM, SHA-256, two curves, ECDSA on one. */
const small = createProvider({
  name: 'small',
  random: nobleProvider.random,
  hashes: nobleProvider.hashes.filter(({ name }) => name === 'SHA-256'),
  aeads: nobleProvider.aeads.filter(({ name }) => name === 'AES-128-GCM'),
  cbcs: [],
  groups: nobleProvider.groups.filter(({ name }) => name === 'secp256r1' || name === 'secp384r1'),
  keys: nobleProvider.keys.filter(({ types }) => types.includes('p256')),
  preferredAeads: ['AES-128-GCM'],
});

const aeadOf = (protection: SuiteProtection): string =>
  protection.kind === 'aead' ? protection.aead : 'CBC';

/** Expects an INVALID_CONFIG whose message says this. */
function expectInvalid(make: () => unknown, says: RegExp): void {
  expect(make).toThrow(TlsError);
  expect(make).toThrow(
    expect.objectContaining({ code: 'INVALID_CONFIG', message: expect.stringMatching(says) }),
  );
}

describe("a client's defaults", () => {
  const config = clientConfig(client);

  it('are TLS 1.2 and 1.3, with forward secrecy and AEADs alone', () => {
    expect([config.minVersion, config.maxVersion]).toEqual([0x0303, 0x0304]);
    const exchanges = new Set(config.cipherSuites.map(({ keyExchange }) => keyExchange));
    expect([...exchanges].sort()).toEqual(['any', 'dhe', 'ecdhe']);
    for (const { protection } of config.cipherSuites) expect(aeadOf(protection)).not.toMatch(/CBC|CCM/);
  });

  it('offer TLS 1.3 first, DHE last, and the AEADs as the provider prefers them', () => {
    expect(config.cipherSuites.map(({ openssl }) => openssl)).toEqual([
      'TLS_CHACHA20_POLY1305_SHA256',
      'TLS_AES_128_GCM_SHA256',
      'TLS_AES_256_GCM_SHA384',
      'ECDHE-ECDSA-CHACHA20-POLY1305',
      'ECDHE-RSA-CHACHA20-POLY1305',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-RSA-AES128-GCM-SHA256',
      'ECDHE-ECDSA-AES256-GCM-SHA384',
      'ECDHE-RSA-AES256-GCM-SHA384',
      'DHE-RSA-CHACHA20-POLY1305',
      'DHE-RSA-AES128-GCM-SHA256',
      'DHE-RSA-AES256-GCM-SHA384',
    ]);
  });

  it('have a hybrid group first, and a share for a cheap one behind it', () => {
    expect(config.groups[0]).toBe('X25519MLKEM768');
    expect(config.keyShares).toEqual(['X25519MLKEM768', 'x25519']);
    expect(clientConfig({ ...client, groups: ['secp384r1', 'x25519'] }).keyShares).toEqual(['secp384r1']);
    const hybrids: ClientOptions = { ...client, groups: ['SecP256r1MLKEM768', 'secp256r1'] };
    expect(clientConfig(hybrids).keyShares).toEqual(['SecP256r1MLKEM768', 'secp256r1']);
  });

  it('have no signature with SHA-1 (RFC 9155)', () => {
    expect(config.signatureSchemes.filter((name) => name.endsWith('sha1'))).toEqual([]);
    expect(config.signatureSchemes).toContain('ecdsa_secp256r1_sha256');
  });

  it('hold only what the provider has', () => {
    const { cipherSuites, groups, signatureSchemes } = clientConfig({ ...client, provider: small });
    expect(cipherSuites.map(({ openssl }) => openssl)).toEqual([
      'TLS_AES_128_GCM_SHA256',
      'ECDHE-ECDSA-AES128-GCM-SHA256',
      'ECDHE-RSA-AES128-GCM-SHA256',
    ]);
    expect(groups).toEqual(['secp256r1', 'secp384r1']);
    expect(signatureSchemes).toContain('ecdsa_secp256r1_sha256');
    expect(signatureSchemes).not.toContain('ed25519');
  });

  it('leave out suites of versions that are off, and curves that are not there', () => {
    const only13 = clientConfig({ ...client, minVersion: 'TLSv1.3' });
    expect(only13.cipherSuites.every(({ tls13 }) => tls13)).toBe(true);
    const only12 = clientConfig({ ...client, maxVersion: 'TLSv1.2' });
    expect(only12.cipherSuites.some(({ tls13 }) => tls13)).toBe(false);
    const noCurve = clientConfig({ ...client, groups: ['ffdhe2048'] });
    expect(noCurve.cipherSuites.some(({ keyExchange }) => keyExchange === 'ecdhe')).toBe(false);
  });
});

describe('a client is refused', () => {
  it.each([
    ['without anchors', { anchors: undefined }, /anchors/],
    ['without a name', { serverName: undefined }, /serverName/],
    ['with a name that is none', { serverName: 'a b' }, /serverName/],
    ['with a port in the name', { serverName: 'server.example:443' }, /serverName/],
    ['with versions the wrong way round', { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }, /minVersion/],
    ['with an old version', { minVersion: 'TLSv1' }, /legacyVersions\(\)/],
    ['with a suite that nobody knows', { cipherSuites: ['RC4-MD5'] }, /RC4-MD5/],
    [
      'without a suite for TLS 1.3',
      { cipherSuites: ['ECDHE-RSA-AES128-GCM-SHA256'] },
      /maxVersion to TLSv1\.2/,
    ],
    ['without a suite for TLS 1.2', { cipherSuites: ['TLS_AES_128_GCM_SHA256'] }, /minVersion to TLSv1\.3/],
    ['without groups', { groups: [] }, /groups/],
    ['with a group twice', { groups: ['x25519', 'x25519'] }, /twice/],
    ['with a share outside its groups', { groups: ['x25519'], keyShares: ['secp256r1'] }, /keyShares/],
    ['without signature schemes', { signatureSchemes: [] }, /signatureSchemes/],
    ['with an empty protocol name', { alpn: [''] }, /ALPN/],
    ['with a protocol name of 256 bytes', { alpn: ['x'.repeat(256)] }, /ALPN/],
    ['with tiny records', { maxFragment: 511 }, /maxFragment/],
    ['with large records', { maxFragment: 16_385 }, /maxFragment/],
    ['with no room for messages', { limits: { maxHandshakeMessage: 0 } }, /maxHandshakeMessage/],
  ] satisfies [string, Partial<ClientOptions>, RegExp][])('%s', (_, change, says) => {
    expectInvalid(() => clientConfig({ ...client, ...change }), says);
  });

  it.each([
    ['a suite', { cipherSuites: ['TLS_CHACHA20_POLY1305_SHA256'] }, /"small" lacks .*CHACHA20/],
    ['a group', { groups: ['x25519'] }, /"small" lacks the group x25519/],
    ['a signature scheme', { signatureSchemes: ['ed25519'] }, /"small" lacks the signature scheme ed25519/],
    [
      'Diffie-Hellman',
      { maxVersion: 'TLSv1.2', cipherSuites: ['DHE-RSA-AES128-GCM-SHA256'] },
      /"small" has no Diffie-Hellman/,
    ],
  ] satisfies [string, Partial<ClientOptions>, RegExp][])(
    'by name of %s that its provider lacks',
    (_, change, says) => {
      expectInvalid(() => clientConfig({ ...client, provider: small, ...change }), says);
    },
  );

  it('is not, when it verifies by itself', () => {
    const verifyChain = () => 'unverified' as const;
    expect(clientConfig({ provider: nobleProvider, verifyChain }).anchors).toBeUndefined();
  });
});

describe('a server is refused', () => {
  it.each([
    ['without a credential', { credentials: [] }, /credentials/],
    ['that asks for certificates without anchors', { clientCertificate: 'request' }, /anchors/],
    ['whose DH group is a curve', { dhGroup: 'x25519' }, /dhGroup/],
    ['whose key can sign with nothing that is on', { signatureSchemes: ['ed25519'] }, /p256 key/],
  ] satisfies [string, Partial<ServerOptions>, RegExp][])('%s', (_, change, says) => {
    expectInvalid(() => serverConfig({ ...server, ...change }), says);
  });

  it("whose key is not its certificate's", () => {
    const other = ca.issue(nobleProvider);
    const mixed = { chain: credential.chain, signer: other.signer };
    expectInvalid(() => serverConfig({ ...server, credentials: [mixed] }), /does not belong/);
  });

  it("whose key is of another type than its certificate's", () => {
    const rsa = ca.issue(nobleProvider, { keyType: 'rsa' });
    const mixed = { chain: credential.chain, signer: rsa.signer };
    expectInvalid(() => serverConfig({ ...server, credentials: [mixed] }), /of type p256.*of type rsa/);
  });

  it('whose chain is empty, or no chain', () => {
    const { signer } = credential;
    expectInvalid(() => serverConfig({ ...server, credentials: [{ chain: [], signer }] }), /empty chain/);
    const chain = [...credential.chain, Uint8Array.of(0x30, 0)];
    expectInvalid(() => serverConfig({ ...server, credentials: [{ chain, signer }] }), /certificate 1/);
  });

  it('is not, when it chooses its certificate later', () => {
    const selectCredential = () => credential;
    expect(serverConfig({ provider: nobleProvider, selectCredential }).credentials).toEqual([]);
  });
});
