import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { type Change, ca, Duel, ecdsa, expectRefusal, rsa } from './duel.js';
import { adding, clientHello, removing, setting } from './edits.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;
const only13 = { minVersion: 'TLSv1.3' } as const;
const both = [
  ['TLS 1.2', only12],
  ['TLS 1.3', only13],
] as const;

const gcm = 'TLS_AES_128_GCM_SHA256';
const chacha = 'TLS_CHACHA20_POLY1305_SHA256';
const gcm12 = 'ECDHE-ECDSA-AES128-GCM-SHA256';
const chacha12 = 'ECDHE-ECDSA-CHACHA20-POLY1305';
const ourSuites = { cipherSuites: [gcm, chacha, gcm12, chacha12] };
const theirSuites = { cipherSuites: [chacha, gcm, chacha12, gcm12] };

describe('the cipher suite', () => {
  it.each(both)('is the first of ours by default in %s', (_, version) => {
    const duel = new Duel({ ...ourSuites, ...version }, undefined, { ...theirSuites, ...version }).run();
    expect(duel.server.negotiated.suite?.protection).toMatchObject({ aead: 'AES-128-GCM' });
  });

  it.each(both)("is the first of the client's when its order counts in %s", (_, version) => {
    const server = { ...ourSuites, ...version, preferServerOrder: false };
    const duel = new Duel(server, undefined, { ...theirSuites, ...version }).run();
    expect(duel.server.negotiated.suite?.protection).toMatchObject({ aead: 'CHACHA20-POLY1305' });
  });

  it.each([
    [
      'TLS 1.2 (RFC 5246, 7.4.1.3)',
      { ...only12, cipherSuites: [gcm12] },
      { ...only12, cipherSuites: [chacha12] },
    ],
    ['TLS 1.3 (RFC 8446, 4.1.1)', { ...only13, cipherSuites: [gcm] }, { ...only13, cipherSuites: [chacha] }],
  ])('is a handshake_failure when there is none in common in %s', (_, server, client) => {
    expectRefusal(new Duel(server, undefined, client), 'NO_SHARED_CIPHER', 'handshake_failure');
  });

  it("is not one of TLS 1.2's in TLS 1.3 (RFC 8446, B.4)", () => {
    const change = clientHello(() => ({ cipherSuites: [0xc02b, 0xc02c, 0xcca9] }));
    expectRefusal(new Duel({}, change), 'NO_SHARED_CIPHER', 'handshake_failure');
  });

  it('goes with our key in TLS 1.2 (RFC 8422, 2)', () => {
    const { negotiated } = new Duel({ credentials: [rsa] }, undefined, only12).run().server;
    expect(negotiated.suite?.authentication).toBe('rsa');
    const client = { ...only12, cipherSuites: [gcm12] };
    expectRefusal(
      new Duel({ credentials: [rsa] }, undefined, client),
      'NO_SHARED_CIPHER',
      'handshake_failure',
    );
  });
});

describe('the group', () => {
  const server = { groups: ['x448', 'x25519', 'secp256r1'] } as const;
  const client = {
    groups: ['secp256r1', 'x25519', 'x448'],
    keyShares: ['secp256r1', 'x25519', 'x448'],
  } as const;

  it.each(both)('is the first of ours by default in %s', (_, version) => {
    const { negotiated } = new Duel({ ...server, ...version }, undefined, { ...client, ...version }).run()
      .server;
    expect(negotiated.group).toBe('x448');
  });

  it.each(both)("is the first of the client's when its order counts in %s", (_, version) => {
    const ours = { ...server, ...version, preferServerOrder: false };
    const { negotiated } = new Duel(ours, undefined, { ...client, ...version }).run().server;
    expect(negotiated.group).toBe('secp256r1');
  });

  it('is one with a share rather than one that costs a round trip (RFC 8446, 4.2.8)', () => {
    const { negotiated } = new Duel(server, undefined, { ...client, keyShares: ['secp256r1'] }).run().server;
    expect(negotiated).toMatchObject({ group: 'secp256r1', helloRetryRequest: false });
  });

  it('is a hybrid that both have, though that costs a round trip', () => {
    const groups = ['X25519MLKEM768', 'x25519'] as const;
    const { negotiated } = new Duel({ groups }, undefined, { groups, keyShares: ['x25519'] }).run().server;
    expect(negotiated).toMatchObject({ group: 'X25519MLKEM768', helloRetryRequest: true });
  });

  it.each([
    ['TLS 1.3 (RFC 8446, 4.1.1)', only13, 'NO_SHARED_GROUP'],
    ['TLS 1.2 (RFC 8422, 5.1)', { ...only12, cipherSuites: [gcm12] }, 'NO_SHARED_CIPHER'],
  ] as const)('is a handshake_failure when there is none in common in %s', (_, version, code) => {
    const duel = new Duel({ groups: ['x25519'] }, undefined, { groups: ['secp256r1'], ...version });
    expectRefusal(duel, code, 'handshake_failure');
  });
});

describe('the signature scheme', () => {
  const schemes = ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512', 'ecdsa_secp256r1_sha256'] as const;
  const theirs = ['rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha256', 'ecdsa_secp256r1_sha256'] as const;
  const server = { credentials: [rsa], signatureSchemes: schemes };

  it.each(both)('is the first of ours by default in %s', (_, version) => {
    const client = { ...version, signatureSchemes: theirs };
    expect(new Duel(server, undefined, client).run().server.negotiated.signatureScheme).toBe(
      'rsa_pss_rsae_sha256',
    );
  });

  it.each(both)("is the first of the client's when its order counts in %s", (_, version) => {
    const client = { ...version, signatureSchemes: theirs };
    const { negotiated } = new Duel({ ...server, preferServerOrder: false }, undefined, client).run().server;
    expect(negotiated.signatureScheme).toBe('rsa_pss_rsae_sha512');
  });

  it.each(both)(
    'is a handshake_failure when our keys have none in common with the client in %s',
    (_, version) => {
      const change = clientHello(setting(13, '00020807'));
      expectRefusal(new Duel({}, change, version), 'NO_SHARED_SIGNATURE_ALGORITHM', 'handshake_failure');
    },
  );

  it('is never RSASSA-PKCS1-v1_5 in TLS 1.3 (RFC 8446, 4.4.3)', () => {
    const change = clientHello(setting(13, '00060401050104ff'));
    const duel = new Duel({ credentials: [rsa] }, change, only13);
    expectRefusal(duel, 'NO_SHARED_SIGNATURE_ALGORITHM', 'handshake_failure');
  });

  it('is SHA-1 for a TLS 1.2 client that names none, which must be enabled (RFC 5246, 7.4.1.4.1)', () => {
    const change = clientHello(removing(13));
    expectRefusal(new Duel({}, change, only12), 'NO_SHARED_SIGNATURE_ALGORITHM', 'handshake_failure');
    const sha1 = ['ecdsa_sha1', 'ecdsa_secp256r1_sha256'] as const;
    const client = { ...only12, signatureSchemes: sha1 };
    const { negotiated } = new Duel({ credentials: [ecdsa], signatureSchemes: sha1 }, change, client).run()
      .server;
    expect(negotiated.signatureScheme).toBe('ecdsa_sha1');
  });
});

describe('the certificate', () => {
  const other = ca.issue(nobleProvider, { names: ['other.example', '*.wild.example'] });
  const credentials = [other, ecdsa];

  it.each(both)("is the one for the client's server_name in %s (RFC 6066, 3)", (_, version) => {
    const find = (serverName: string) =>
      new Duel({ credentials }, undefined, { ...version, serverName }).run().server.negotiated.localChain;
    expect(find('server.example')).toBe(ecdsa.chain);
    expect(find('other.example')).toBe(other.chain);
    expect(find('a.wild.example')).toBe(other.chain);
  });

  it.each(both)('is the first one for a name that none has, in %s', (_, version) => {
    const client = { ...version, serverName: 'unknown.example', verifyChain: () => 'unverified' as const };
    expect(new Duel({ credentials }, undefined, client).run().server.negotiated.localChain).toBe(other.chain);
  });

  it('has a curve that the client names, in TLS 1.2 (RFC 8422, 5.3)', () => {
    const client = { ...only12, groups: ['x25519', 'secp384r1'] } as const;
    expect(new Duel({}, undefined, client).run().server.negotiated.localChain).toBe(rsa.chain);
    expectRefusal(
      new Duel({ credentials: [ecdsa] }, undefined, client),
      'NO_SHARED_CIPHER',
      'handshake_failure',
    );
  });

  it('may have any curve that the schemes name, in TLS 1.3 (RFC 8446, 4.2.7)', () => {
    const client = { ...only13, groups: ['x25519'] } as const;
    expect(new Duel({ credentials: [ecdsa] }, undefined, client).run().client.isConnected).toBe(true);
  });
});

describe('the application protocol (RFC 7301)', () => {
  const server = { alpn: ['h2', 'http/1.1'] };

  it.each(both)('is the first of ours that the client has, in %s', (_, version) => {
    const duel = new Duel(server, undefined, { ...version, alpn: ['http/1.0', 'http/1.1', 'h2'] }).run();
    expect(duel.server.negotiated.alpn).toBe('h2');
    expect(duel.client.services.negotiated.alpn).toBe('h2');
  });

  it.each(both)('is a no_application_protocol when there is none in common, in %s (3.2)', (_, version) => {
    const duel = new Duel(server, undefined, { ...version, alpn: ['smtp'] });
    expectRefusal(duel, 'NO_APPLICATION_PROTOCOL', 'no_application_protocol');
  });

  it.each(both)('can be left open when there is none in common, in %s', (_, version) => {
    const ignoring = { ...server, alpnMismatch: 'ignore' } as const;
    const duel = new Duel(ignoring, undefined, { ...version, alpn: ['smtp'] }).run();
    expect(duel.server.negotiated.alpn).toBeUndefined();
    expect(duel.client.services.negotiated.alpn).toBeUndefined();
  });

  it.each(both)('is not answered by a server that has none, in %s (3.1)', (_, version) => {
    expect(
      new Duel({}, undefined, { ...version, alpn: ['h2'] }).run().client.services.negotiated.alpn,
    ).toBeUndefined();
  });

  it.each(both)('is none when the client does not ask, in %s', (_, version) => {
    expect(new Duel(server, undefined, version).run().server.negotiated.alpn).toBeUndefined();
  });

  it('may be beside names that are no text (RFC 8701, 3.1)', () => {
    const change: Change = clientHello(adding(16, '000602fefe026832'));
    const duel = new Duel(server, change, only13);
    // The client does not know that it asked; what it was answered is what we want to see.
    expect(() => duel.run()).toThrow(expect.objectContaining({ code: 'UNSUPPORTED_EXTENSION' }));
    expect(duel.server.negotiated.alpn).toBe('h2');
  });
});
