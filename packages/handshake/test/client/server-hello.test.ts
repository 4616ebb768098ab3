import { cipherSuiteByName, concatBytes, fromHex, TLS12, TLS13 } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { downgradeToTls11, downgradeToTls12, type ServerHello } from '../../src/wire/server-hello.js';
import { before, bodyOf, extension, longer, replaced, serverHello, truncated, without } from './edits.js';
import { type Change, Duel, expectFailure } from './hostile-server.js';

const only13 = { minVersion: 'TLSv1.3' } as const;
const only12 = { maxVersion: 'TLSv1.2' } as const;

const add =
  (type: number, data = '') =>
  (hello: ServerHello) => ({ extensions: [...hello.extensions, extension(type, data)] });

const set = (type: number, data: string) => (hello: ServerHello) => ({
  extensions: replaced(hello.extensions, type, data),
});

const suite = (name: string): number => cipherSuiteByName(name)?.id ?? 0;

describe('a ServerHello of TLS 1.3', () => {
  const refused = (
    change: Change,
    code: Parameters<typeof expectFailure>[1],
    alert: Parameters<typeof expectFailure>[2],
    client: ConstructorParameters<typeof Duel>[0] = {},
  ) => expectFailure(new Duel(client, only13, change), code, alert);

  it.each([
    ['is cut short', bodyOf(handshakeTypes.serverHello, truncated)],
    ['has a byte too many (RFC 8446, 6.2)', bodyOf(handshakeTypes.serverHello, longer)],
    ['has a malformed key_share', serverHello(set(51, '001d00'))],
    ['has an empty share (RFC 8446, 4.2.8)', serverHello(set(51, '001d0000'))],
  ] as const)('that %s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it.each([
    [
      'has another legacy_version than 0x0303 (RFC 8446, 4.1.3)',
      serverHello(() => ({ legacyVersion: 0x0302 })),
    ],
    [
      'gives another session id back (RFC 8446, 4.1.3)',
      serverHello(() => ({ sessionId: new Uint8Array(32) })),
    ],
    ['gives no session id back (RFC 8446, 4.1.3)', serverHello(() => ({ sessionId: emptyBody }))],
    ['selects TLS 1.2 by supported_versions (RFC 8446, 4.2.1)', serverHello(set(43, '0303'))],
    ['selects a version not offered by supported_versions (RFC 8446, 4.2.1)', serverHello(set(43, '0305'))],
    ['carries an extension that belongs elsewhere (RFC 8446, 4.2)', serverHello(add(0))],
  ] as const)('that %s is an illegal_parameter', (_, change) => {
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('with a compression method is an illegal_parameter (RFC 8446, 4.1.3)', () => {
    const compressed = bodyOf(handshakeTypes.serverHello, (body) => {
      // Behind version, random and a session id of 32 bytes with its length comes the suite, then the method.
      const at = 2 + 32 + 33 + 2;
      return body.map((byte, index) => (index === at ? 1 : byte));
    });
    refused(compressed, 'INVALID_COMPRESSION', 'illegal_parameter');
  });

  it.each([
    ['was not offered (RFC 8446, 4.1.3)', 'TLS_AES_128_GCM_SHA256'],
    ["is TLS 1.2's (RFC 8446, B.4)", 'ECDHE-ECDSA-CHACHA20-POLY1305'],
    ['nobody knows', ''],
  ])('whose suite %s is an illegal_parameter', (_, name) => {
    const change = serverHello(() => ({ cipherSuite: suite(name) }));
    const cipherSuites = ['TLS_AES_256_GCM_SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'];
    refused(change, 'WRONG_CIPHER_RETURNED', 'illegal_parameter', { cipherSuites });
  });

  it.each([
    ['that was not offered', '0100', 32],
    ['that was offered without a share', '0017', 32],
  ] as const)('with a share in a group %s is an illegal_parameter (RFC 8446, 4.2.8)', (_, group, length) => {
    const change = serverHello(set(51, `${group}0020${'09'.repeat(length)}`));
    refused(change, 'WRONG_GROUP', 'illegal_parameter', { groups: ['x25519', 'secp256r1'] });
  });

  it.each([
    ['of the wrong length (RFC 8446, 4.2.8.2)', `001d001f${'09'.repeat(31)}`],
    ['that makes the secret zero (RFC 8446, 7.4.2)', `001d0020${'00'.repeat(32)}`],
  ])('with a share %s is an illegal_parameter', (_, share) => {
    refused(serverHello(set(51, share)), 'BAD_KEY_SHARE', 'illegal_parameter', { groups: ['x25519'] });
  });

  it('without key_share is a missing_extension (RFC 8446, 9.2)', () => {
    const change = serverHello(({ extensions }) => ({ extensions: without(extensions, 51) }));
    refused(change, 'MISSING_EXTENSION', 'missing_extension');
  });

  it.each([
    ['an extension that was not offered', 41, '0000'],
    ['an unknown extension', 0x7777, ''],
  ] as const)('with %s is an unsupported_extension (RFC 8446, 4.2)', (_, type, data) => {
    refused(serverHello(add(type, data)), 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('with an extension twice is an illegal_parameter (RFC 8446, 4.2)', () => {
    refused(serverHello(add(43, '0304')), 'DUPLICATE_EXTENSION', 'illegal_parameter');
  });

  it('must end its record, since keys change after it (RFC 8446, 5.1)', () => {
    const glued: Change = (message) =>
      message.type === handshakeTypes.serverHello
        ? [message, { type: handshakeTypes.encryptedExtensions, body: Uint8Array.of(0, 0) }]
        : [message];
    refused(glued, 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message');
  });

  it('must come before everything else (RFC 8446, 2)', () => {
    const early = before(handshakeTypes.serverHello, {
      type: handshakeTypes.encryptedExtensions,
      body: Uint8Array.of(0, 0),
    });
    refused(early, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });
});

describe('a ServerHello of TLS 1.2', () => {
  const refused = (
    change: Change,
    code: Parameters<typeof expectFailure>[1],
    alert: Parameters<typeof expectFailure>[2],
    client: ConstructorParameters<typeof Duel>[0] = {},
  ) => expectFailure(new Duel(client, only12, change), code, alert);

  it('to a client of TLS 1.3 alone is a protocol_version (RFC 8446, 4.2.1)', () => {
    const claims = serverHello(() => ({ legacyVersion: TLS12, extensions: [] }));
    expectFailure(new Duel(only13, only13, claims), 'UNSUPPORTED_PROTOCOL', 'protocol_version');
  });

  it.each([
    ['TLS 1.1', 0x0302],
    ['SSL 2.0', 0x0002],
    ['TLS 1.3, which has its extension for that (RFC 8446, 4.2.1)', TLS13],
  ] as const)('that says it is of %s is a protocol_version (RFC 5246, E.1)', (_, legacyVersion) => {
    refused(
      serverHello(() => ({ legacyVersion })),
      'UNSUPPORTED_PROTOCOL',
      'protocol_version',
    );
  });

  it.each([
    ['TLS 1.2', downgradeToTls12],
    ['TLS 1.1', downgradeToTls11],
  ] as const)(
    'whose random tells of a downgrade to %s is an illegal_parameter (RFC 8446, 4.1.3)',
    (_, tail) => {
      const change = serverHello(({ random }) => ({ random: concatBytes(random.subarray(0, 24), tail) }));
      refused(change, 'DOWNGRADE_DETECTED', 'illegal_parameter');
    },
  );

  it('of a server that could do better is refused without any change (RFC 8446, 4.1.3)', () => {
    const hello = { clientHelloShape: { without: [43, 51] } };
    expectFailure(new Duel(hello, {}), 'DOWNGRADE_DETECTED', 'illegal_parameter');
  });

  it('may have the downgrade mark where TLS 1.3 was not offered (RFC 8446, 4.1.3)', () => {
    const duel = new Duel(only12, {});
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
    expect(duel.client.negotiated.serverRandom.subarray(24)).toEqual(downgradeToTls12);
  });

  it('that resumes a session that there never was is an illegal_parameter (RFC 5246, 7.4.1.3)', () => {
    let sessionId = emptyBody;
    const duel = new Duel(
      {},
      only12,
      serverHello(() => ({ sessionId })),
    );
    duel.client.handshake();
    // The session id stands behind the record's and the message's headers, the version and the random.
    const sessionIdAt = 5 + 4 + 2 + 32 + 1;
    sessionId = duel.client.output.peek(sessionIdAt, sessionIdAt + 32).slice();
    expectFailure(duel, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it.each([
    ["is TLS 1.3's", 'TLS_AES_128_GCM_SHA256'],
    ['was not offered (RFC 5246, 7.4.1.3)', 'ECDHE-ECDSA-AES128-SHA'],
  ])('whose suite %s is an illegal_parameter', (_, name) => {
    const change = serverHello(() => ({ cipherSuite: suite(name) }));
    refused(change, 'WRONG_CIPHER_RETURNED', 'illegal_parameter');
  });

  it('without renegotiation_info is a handshake_failure, unless allowed (RFC 5746, 3.4)', () => {
    const change = serverHello(({ extensions }) => ({ extensions: without(extensions, 0xff01) }));
    refused(change, 'UNSAFE_LEGACY_RENEGOTIATION_DISABLED', 'handshake_failure');
    const duel = new Duel({ legacyServerConnect: true }, only12, change);
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
    expect(duel.client.negotiated.secureRenegotiation).toBe(false);
  });

  it('with a renegotiation_info that is not empty is an illegal_parameter, as in OpenSSL 3 (RFC 5746, 3.4 would have handshake_failure)', () => {
    refused(serverHello(set(0xff01, '0101')), 'RENEGOTIATION_MISMATCH', 'illegal_parameter');
    const client = { legacyServerConnect: true };
    refused(serverHello(set(0xff01, '0101')), 'RENEGOTIATION_MISMATCH', 'illegal_parameter', client);
  });

  it.each([
    ['that was not offered', 5],
    ['that nobody knows', 0x7777],
  ] as const)('with an extension %s is an unsupported_extension (RFC 5246, 7.4.1.4)', (_, type) => {
    refused(serverHello(add(type)), 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it("with TLS 1.3's extensions is an illegal_parameter (RFC 8446, 4.2)", () => {
    refused(serverHello(add(51, '001d')), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('without the uncompressed point format is an illegal_parameter (RFC 8422, 5.1.2)', () => {
    const change = serverHello(({ extensions }) => ({
      extensions: [...without(extensions, 11), extension(11, '0101')],
    }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('that answers a protocol not offered is an illegal_parameter (RFC 7301, 3.1)', () => {
    const change = serverHello(add(16, '0003026832'));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter', { alpn: ['http/1.1'] });
    refused(change, 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('without extended_master_secret makes a master secret without it (RFC 7627, 5.1)', () => {
    const stripped: Change = (message, server) => {
      if (message.type === handshakeTypes.serverHello) server.negotiated.extendedMasterSecret = false;
      return serverHello(({ extensions }) => ({ extensions: without(extensions, 23) }))(message, server);
    };
    const duel = new Duel({}, only12, stripped);
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
    expect(duel.client.negotiated.extendedMasterSecret).toBe(false);
  });
});

describe('ChangeCipherSpec before ServerHello', () => {
  it('is dropped by a client of TLS 1.3 alone (RFC 8446, 5)', () => {
    const duel = new Duel(only13, only13);
    duel.client.receive(fromHex('140303000101'));
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
  });

  it('is unexpected where TLS 1.2 may yet be chosen (RFC 5246, 7.1)', () => {
    const duel = new Duel({}, only12);
    duel.client.receive(fromHex('140303000101'));
    expectFailure(duel, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });
});
