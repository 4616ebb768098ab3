import { groupByName, TLS13 } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { isHelloRetryRequest, readServerHello } from '../../src/wire/server-hello.js';
import { type Change, Duel, expectRefusal, unchanged } from './duel.js';
import { adding, before, clientHello, extension, removing, secondHello, setting, without } from './edits.js';

const only13 = { minVersion: 'TLSv1.3' } as const;
const { handshake, changeCipherSpec, applicationData } = contentTypes;

describe('a ClientHello of TLS 1.3', () => {
  it.each<[string, Change]>([
    ['supported_groups (RFC 8446, 9.2)', clientHello(removing(10))],
    ['key_share (RFC 8446, 9.2)', clientHello(removing(51))],
    ['signature_algorithms (RFC 8446, 4.2.3)', clientHello(removing(13))],
    [
      'psk_key_exchange_modes beside pre_shared_key (RFC 8446, 4.2.9)',
      clientHello(({ extensions }) => ({
        extensions: [
          ...without(extensions, 45),
          extension(41, `0007000161${'00'.repeat(4)}0021${'20'}${'00'.repeat(32)}`),
        ],
      })),
    ],
  ])('without %s is a missing_extension', (_, change) => {
    expectRefusal(new Duel({}, change, only13), 'MISSING_EXTENSION', 'missing_extension');
  });

  it.each<[string, Change]>([
    ['for a group that is not in supported_groups (RFC 8446, 4.2.8)', clientHello(setting(10, '00020018'))],
    ['twice for one group (RFC 8446, 4.2.8)', clientHello(setting(51, '000a001d000101001d000102'))],
  ])('with a share %s is an illegal_parameter', (_, change) => {
    expectRefusal(new Duel({}, change, only13), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it.each([
    ['x25519', 'of the wrong length (RFC 8446, 4.2.8.2)', `001d001f${'09'.repeat(31)}`],
    ['x25519', 'that makes the secret zero (RFC 8446, 7.4.2)', `001d0020${'00'.repeat(32)}`],
    ['secp256r1', 'off the curve (RFC 8446, 4.2.8.2)', `00170041${'04'}${'01'.repeat(64)}`],
    ['secp256r1', 'with a compressed point (RFC 8446, 4.2.8.2)', `00170021${'02'}${'01'.repeat(32)}`],
    ['X25519MLKEM768', 'without its ML-KEM half', `11ec0020${'09'.repeat(32)}`],
    ['ffdhe2048', 'of 1 (RFC 8446, 4.2.8.1)', `01000100${'00'.repeat(255)}01`],
  ] as const)('with a share for %s %s is an illegal_parameter', (group, _, share) => {
    const length = (share.length / 2).toString(16).padStart(4, '0');
    const client = { ...only13, groups: [group] };
    const duel = new Duel({ groups: [group] }, clientHello(setting(51, `${length}${share}`)), client);
    expectRefusal(duel, 'BAD_KEY_SHARE', 'illegal_parameter');
  });

  it('with a PSK of someone else goes through a full handshake (RFC 8446, 4.2.11)', () => {
    const psk = `0007000161${'00'.repeat(4)}0021${'20'}${'00'.repeat(32)}`;
    const change = clientHello(({ extensions }) => ({
      extensions: [...without(extensions, 45), extension(45, '0101'), extension(41, psk)],
    }));
    expect(new Duel({}, change, only13).run().client.isConnected).toBe(true);
  });

  it('with a byte of another message behind it in its record is unexpected (RFC 8446, 5.1)', () => {
    const duel = new Duel({}, unchanged, only13);
    duel.client.start();
    const record = Uint8Array.of(...duel.client.takeOutput(), handshakeTypes.finished);
    record.set([(record.length - 5) >> 8, record.length - 5], 3);
    duel.server.receive(record);
    expectRefusal(duel, 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message', () => duel.server.handshake());
  });

  it.each([
    ['Finished', handshakeTypes.finished],
    ['KeyUpdate', handshakeTypes.keyUpdate],
    ['ServerHello', handshakeTypes.serverHello],
    ['a message that nobody knows', 99],
  ])('must not come after %s (RFC 8446, 4)', (_, type) => {
    const change = before(handshakeTypes.clientHello, { type, body: emptyBody });
    expectRefusal(new Duel({}, change), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });
});

describe('ServerHello', () => {
  it("says what RFC 8446, 4.1.3 asks: TLS 1.2, the client's session id, two extensions", () => {
    const duel = new Duel({}, unchanged, only13).run();
    const hello = readServerHello(duel.sent(handshakeTypes.serverHello));
    const { sessionId } = duel.client.services.negotiated;
    expect(hello).toMatchObject({ legacyVersion: 0x0303, sessionId });
    expect(sessionId).toHaveLength(32);
    expect(hello.extensions.map(({ type }) => type).sort()).toEqual([43, 51]);
    expect(duel.server.negotiated).toMatchObject({ version: TLS13, sessionId });
  });

  it('has a share and a random of its own in every handshake (RFC 8446, 4.1.3 and C.4)', () => {
    const hellos = Array.from({ length: 3 }, () =>
      readServerHello(new Duel({}, unchanged, only13).run().sent(handshakeTypes.serverHello)),
    );
    const distinct = (values: (Uint8Array | undefined)[]): number => new Set(values.map(String)).size;
    expect(distinct(hellos.map(({ random }) => random))).toBe(3);
    const shares = hellos.map(({ extensions }) => extensions.find(({ type }) => type === 51)?.data);
    expect(distinct(shares)).toBe(3);
  });

  it('is followed by ChangeCipherSpec when the client sent a session id (RFC 8446, D.4)', () => {
    const { sentTypes } = new Duel({}, unchanged, only13).run();
    expect(sentTypes.slice(0, 3)).toEqual([handshake, changeCipherSpec, applicationData]);
    expect(sentTypes.slice(3)).not.toContain(changeCipherSpec);
  });

  it.each([
    ['the client sent no session id (RFC 8446, D.4)', {}, { middleboxCompatibility: false }],
    ['the configuration does not want it', { middleboxCompatibility: false }, {}],
  ])('is not followed by ChangeCipherSpec when %s', (_, server, client) => {
    const { sentTypes } = new Duel(server, unchanged, { ...only13, ...client }).run();
    expect(sentTypes).not.toContain(changeCipherSpec);
  });
});

describe('HelloRetryRequest', () => {
  const server = { groups: ['secp256r1'] } as const;
  const client = { ...only13, groups: ['x25519', 'secp256r1'], keyShares: ['x25519'] } as const;
  const retried = (change: Change = unchanged, more: object = {}): Duel =>
    new Duel({ ...server, ...more }, change, client);

  it.each<[string, Change]>([
    ['for a group that we do not use', unchanged],
    ['at all (RFC 8446, 4.2.8)', firstHello(setting(51, '0000'))],
  ])('is the answer to a hello without a share for ours, only one %s', (_, change) => {
    const duel = retried(change).run();
    const hello = readServerHello(duel.sent(handshakeTypes.serverHello));
    expect(isHelloRetryRequest(hello)).toBe(true);
    // RFC 8446, 4.1.4: the version, and what to change; no share of ours.
    expect(hello.extensions.map(({ type, data }) => [type, [...data]])).toEqual([
      [43, [3, 4]],
      [51, [0, groupByName('secp256r1').id]],
    ]);
    expect(hello).toMatchObject({ legacyVersion: 0x0303 });
    expect(duel.client.isConnected).toBe(true);
    expect(duel.server.negotiated).toMatchObject({ helloRetryRequest: true, group: 'secp256r1' });
  });

  it('keeps to its suite (RFC 8446, 4.1.4)', () => {
    const duel = retried().run();
    const suites = duel.client.received
      .filter(({ type }) => type === handshakeTypes.serverHello)
      .map(({ body }) => readServerHello(body).cipherSuite);
    expect(suites).toHaveLength(2);
    expect(suites[0]).toBe(suites[1]);
  });

  it('is followed by the only ChangeCipherSpec (RFC 8446, D.4)', () => {
    const { sentTypes } = retried().run();
    expect(sentTypes.slice(0, 4)).toEqual([handshake, changeCipherSpec, handshake, applicationData]);
    expect(sentTypes.slice(4)).not.toContain(changeCipherSpec);
  });

  it.each<[string, Change]>([
    ['random', secondHello(({ random }) => ({ random: random.map((byte) => byte ^ 1) }))],
    ['legacy_version', secondHello(() => ({ legacyVersion: 0x0302 }))],
    ['session id', secondHello(() => ({ sessionId: emptyBody }))],
    ['list of suites', secondHello(({ cipherSuites }) => ({ cipherSuites: [...cipherSuites].reverse() }))],
    ['number of suites', secondHello(({ cipherSuites }) => ({ cipherSuites: cipherSuites.slice(1) }))],
    ['list of compression methods', secondHello(() => ({ compressionMethods: Uint8Array.of(0, 1) }))],
    ['server_name', secondHello(setting(0, '000400000161'))],
    ['supported_groups', secondHello(setting(10, '00020017'))],
    ['extension missing', secondHello(removing(13))],
    ['extension more', secondHello(adding(16, '0003026832'))],
    ['unknown extension more', secondHello(adding(0x5a5a))],
    ['cookie that we did not send', secondHello(adding(44, '000101'))],
    ['offer of early data (RFC 8446, 4.2.10)', secondHello(adding(42))],
    [
      'PSK that was not there',
      secondHello(({ extensions }) => ({
        extensions: [
          ...extensions,
          extension(41, `0007000161${'00'.repeat(4)}0021${'20'}${'00'.repeat(32)}`),
        ],
      })),
    ],
  ])('is not answered by a hello with another %s: illegal_parameter (RFC 8446, 4.1.2)', (_, change) => {
    expectRefusal(retried(change), 'CLIENT_HELLO_CHANGED', 'illegal_parameter');
  });

  it.each<[string, Change]>([
    ['padding that was not there', secondHello(adding(21, '000000'))],
    ['an encrypted ClientHello of another seal (RFC 9849, 6.1)', differing(0xfe0d)],
    [
      'extensions in another order',
      secondHello(({ extensions }) => ({ extensions: [...extensions].reverse() })),
    ],
  ])('may be answered by a hello with %s (RFC 8446, 4.1.2)', (_, change) => {
    expect(retried(change).run().client.isConnected).toBe(true);
  });

  it.each<[string, Change]>([
    ['for another group', secondHello(setting(51, `0024001d0020${'09'.repeat(32)}`))],
    ['for two groups', secondHello(({ extensions }) => ({ extensions: extensions.map(withSecondShare) }))],
    ['for none', secondHello(setting(51, '0000'))],
  ])('is not answered by a hello with shares %s: illegal_parameter (RFC 8446, 4.1.4)', (_, change) => {
    expectRefusal(retried(change), 'WRONG_GROUP', 'illegal_parameter');
  });

  it('is not answered by a hello without shares: missing_extension (RFC 8446, 9.2)', () => {
    expectRefusal(retried(secondHello(removing(51))), 'MISSING_EXTENSION', 'missing_extension');
  });

  it('is answered by nothing but a ClientHello (RFC 8446, 2.1)', () => {
    const duel = retried();
    duel.client.start();
    duel.server.receive(duel.client.takeOutput());
    duel.server.handshake();
    const finished = Uint8Array.of(handshakeTypes.finished, 0, 0, 0);
    duel.client.sendRecord(handshake, finished);
    duel.server.receive(duel.client.takeOutput());
    expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', () => duel.server.handshake());
  });

  function firstHello(edit: Parameters<typeof clientHello>[0]): Change {
    const change = clientHello(edit);
    let hellos = 0;
    return (message, services) => {
      if (message.type === handshakeTypes.clientHello) hellos += 1;
      return hellos === 1 ? change(message, services) : [message];
    };
  }

  /** Another content of an extension in each hello. */
  function differing(type: number): Change {
    let hellos = 0;
    return clientHello((hello) => {
      hellos += 1;
      return adding(type, `0${hellos}`)(hello);
    });
  }

  function withSecondShare({ type, data }: { type: number; data: Uint8Array }) {
    if (type !== 51) return { type, data };
    const x25519 = extension(51, `001d0020${'09'.repeat(32)}`).data;
    const length = data.length - 2 + x25519.length;
    return { type, data: Uint8Array.of(length >> 8, length, ...data.subarray(2), ...x25519) };
  }
});
