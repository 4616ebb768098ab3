import { TLS12 } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { readEcdheServerKeyExchange } from '../../src/wire/server-key-exchange.js';
import { type Change, Duel, expectRefusal, unchanged } from './duel.js';
import { before, bodyOf, clientHello, drop, flipped, longer, removing, truncated, twice } from './edits.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;
const ecdhe = { ...only12, cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256'] };
const dhe = { ...only12, cipherSuites: ['DHE-RSA-AES128-GCM-SHA256'] };
const { clientKeyExchange, finished } = handshakeTypes;
const { changeCipherSpec } = contentTypes;

type Refusal = Parameters<typeof expectRefusal>;
const refused = (change: Change, code: Refusal[1], alert: Refusal[2], client: object = only12): void =>
  expectRefusal(new Duel({}, change, client), code, alert);

const publicKey = (bytes: Uint8Array): Change => bodyOf(clientKeyExchange, () => bytes);
const point = (...bytes: number[]): Change => publicKey(Uint8Array.of(bytes.length, ...bytes));
const number = (bytes: Uint8Array): Change =>
  publicKey(Uint8Array.of(bytes.length >> 8, bytes.length, ...bytes));

describe("the server's flight in TLS 1.2", () => {
  const types = (client: object): readonly number[] =>
    new Duel({}, unchanged, client).run().client.received.map(({ type }) => type);

  it.each([
    ['ECDHE', ecdhe],
    ['DHE', dhe],
  ])('is in the order of RFC 5246, 7.3, with %s', (_, client) => {
    const { serverHello, certificate, serverKeyExchange, serverHelloDone, newSessionTicket } = handshakeTypes;
    const flight = [serverHello, certificate, serverKeyExchange, serverHelloDone];
    expect(types({ ...client, sessionTickets: false })).toEqual([...flight, finished]);
    // RFC 5077, 3.1.
    expect(types(client)).toEqual([...flight, newSessionTicket, finished]);
  });

  it('signs the randoms and the parameters (RFC 5246, 7.4.3)', () => {
    const duel = new Duel({}, unchanged, ecdhe).run();
    const { scheme, params } = readEcdheServerKeyExchange(duel.sent(handshakeTypes.serverKeyExchange));
    expect(scheme).toBe(0x0403);
    // A named curve, and an uncompressed or a Montgomery point (RFC 8422, 5.4).
    expect(params[0]).toBe(3);
    expect(duel.client.services.negotiated.peerSignatureScheme).toBe('ecdsa_secp256r1_sha256');
  });

  it('ends with ChangeCipherSpec and Finished, after the client’s (RFC 5246, 7.3)', () => {
    const { sentTypes } = new Duel({}, unchanged, only12).run();
    const { handshake } = contentTypes;
    expect(sentTypes.slice(-2)).toEqual([changeCipherSpec, handshake]);
    expect(sentTypes.filter((type) => type === changeCipherSpec)).toHaveLength(1);
  });
});

describe('ClientKeyExchange', () => {
  it.each<[string, Change]>([
    ['cut short', bodyOf(clientKeyExchange, truncated)],
    ['a byte longer', bodyOf(clientKeyExchange, longer)],
    ['empty', publicKey(emptyBody)],
    ['with an empty point (RFC 8422, 5.7)', point()],
  ])('that is %s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error', ecdhe);
  });

  it.each<[string, Change, object]>([
    [
      'off the curve (RFC 8422, 5.11)',
      point(4, ...new Uint8Array(64).fill(1)),
      { ...ecdhe, groups: ['secp256r1'] },
    ],
    ['at infinity (RFC 8422, 5.11)', point(0), { ...ecdhe, groups: ['secp256r1'] }],
    [
      'in compressed form (RFC 8422, 5.1.2)',
      point(2, ...new Uint8Array(32).fill(1)),
      { ...ecdhe, groups: ['secp256r1'] },
    ],
    [
      'that makes the secret zero (RFC 8422, 5.11)',
      point(...new Uint8Array(32)),
      { ...ecdhe, groups: ['x25519', 'secp256r1'] },
    ],
    ['of 0 (RFC 7919, 5.1)', number(Uint8Array.of(0)), dhe],
    ['of 1 (RFC 7919, 5.1)', number(Uint8Array.of(1)), dhe],
    ['longer than the prime (RFC 7919, 5.1)', number(new Uint8Array(257).fill(1)), dhe],
    ['as large as the prime (RFC 7919, 5.1)', number(new Uint8Array(256).fill(0xff)), dhe],
  ])('with a public value %s is an illegal_parameter', (_, change, client) => {
    refused(change, 'BAD_KEY_SHARE', 'illegal_parameter', client);
  });

  it('may have leading zeros in a finite field (RFC 5246, 7.4.7.2)', () => {
    const padded = bodyOf(clientKeyExchange, (body) => {
      const value = body.subarray(2);
      const room = new Uint8Array(256);
      room.set(value, 256 - value.length);
      return Uint8Array.of(1, 0, ...room);
    });
    expect(new Duel({}, padded, dhe).run().client.isConnected).toBe(true);
  });

  it.each<[string, Change]>([
    [
      'Certificate, which was not asked for (RFC 5246, 7.4.6)',
      before(clientKeyExchange, { type: 11, body: Uint8Array.of(0, 0, 0) }),
    ],
    ['CertificateVerify (RFC 5246, 7.4.8)', before(clientKeyExchange, { type: 15, body: emptyBody })],
    ['Finished', before(clientKeyExchange, { type: finished, body: emptyBody })],
    ["TLS 1.3's KeyUpdate", before(clientKeyExchange, { type: 24, body: Uint8Array.of(0) })],
    ['a second ClientHello (RFC 5246, 7.3)', before(clientKeyExchange, { type: 1, body: emptyBody })],
  ])('must not come after %s', (_, change) => {
    refused(change, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('must come', () => {
    refused(drop(clientKeyExchange), 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it('must come once', () => {
    refused(twice(clientKeyExchange), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });
});

describe("the client's ChangeCipherSpec in TLS 1.2", () => {
  const early =
    (type: number): Change =>
    (message, services) => {
      if (message.type === type) services.sendChangeCipherSpec();
      return [message];
    };

  it.each([
    ['ClientHello', handshakeTypes.clientHello],
    ['ClientKeyExchange, when there are no keys (CVE-2014-0224)', clientKeyExchange],
  ])('must not come before %s (RFC 5246, 7.1)', (_, type) => {
    refused(early(type), 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it('must come before Finished, which is never in the clear (RFC 5246, 7.4.9)', () => {
    const inTheClear: Change = (message) =>
      message.type === clientKeyExchange
        ? [message, { type: finished, body: new Uint8Array(12) }]
        : [message];
    refused(inTheClear, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('must not come twice: the second is under the new keys (RFC 5246, 7.1)', () => {
    const change: Change = (message, services) => {
      if (message.type === finished) services.sendChangeCipherSpec();
      return [message];
    };
    refused(change, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it.each([
    ['another byte', Uint8Array.of(2)],
    ['two bytes', Uint8Array.of(1, 1)],
  ])('must not have %s (RFC 5246, 7.1)', (_, content) => {
    const duel = new Duel({}, drop(clientKeyExchange), only12);
    duel.client.start();
    duel.server.receive(duel.client.takeOutput());
    duel.server.handshake();
    duel.dropServer();
    duel.server.receive(Uint8Array.of(20, 3, 3, 0, content.length, ...content));
    expectRefusal(duel, 'BAD_CHANGE_CIPHER_SPEC', 'unexpected_message', () => duel.server.handshake());
  });
});

describe("the client's Finished in TLS 1.2", () => {
  it('that is wrong is a decrypt_error (RFC 5246, 7.4.9)', () => {
    refused(
      bodyOf(finished, (body) => flipped(body)),
      'BAD_FINISHED',
      'decrypt_error',
    );
  });

  it.each([
    ['too short', truncated],
    ['too long', longer],
  ])('that is %s is a decode_error (RFC 5246, 7.4.9)', (_, edit) => {
    refused(bodyOf(finished, edit), 'DECODE_ERROR', 'decode_error');
  });

  it('covers all messages, which alone shows tampering without extended master secret (RFC 7627, 1)', () => {
    const withoutExtendedMasterSecret = clientHello(removing(23));
    const change: Change = (message, services) => {
      if (message.type === clientKeyExchange) services.transcript.add(Uint8Array.of(0));
      return withoutExtendedMasterSecret(message, services);
    };
    refused(change, 'BAD_FINISHED', 'decrypt_error');
  });

  it('is kept, with ours, for renegotiation and channel bindings (RFC 5746, 3.1)', () => {
    const duel = new Duel({}, unchanged, only12).run();
    const ours = duel.server.negotiated;
    const theirs = duel.client.services.negotiated;
    expect(ours.clientVerifyData).toHaveLength(12);
    expect(ours.clientVerifyData).toEqual(theirs.clientVerifyData);
    expect(ours.serverVerifyData).toEqual(theirs.serverVerifyData);
    expect(ours.version).toBe(TLS12);
  });
});

describe('a connected server of TLS 1.2', () => {
  const connected = (server: object = {}): Duel => new Duel(server, unchanged, only12).run();
  const send = (duel: Duel, type: number, body: Uint8Array = emptyBody): void =>
    duel.client.sendRecord(contentTypes.handshake, Uint8Array.of(type, 0, 0, body.length, ...body));

  it('refuses a renegotiation by a warning, and goes on (RFC 5246, 7.2.2; RFC 5746, 4.5)', () => {
    const duel = connected();
    send(duel, handshakeTypes.clientHello);
    duel.runOn();
    expect(duel.client.alerts).toEqual([Uint8Array.of(1, 100)]);
    duel.client.sendRecord(contentTypes.applicationData, Uint8Array.of(5));
    duel.runOn();
    expect(duel.server.readable).toBe(1);
  });

  it('does not do so for ever without data', () => {
    const duel = connected({ limits: { maxPostHandshakeMessages: 3 } });
    for (let i = 0; i < 4; i++) send(duel, handshakeTypes.clientHello);
    expect(() => duel.runOn()).toThrow(expect.objectContaining({ code: 'UNEXPECTED_MESSAGE' }));
  });

  it.each([
    ['Finished', finished],
    ['ClientKeyExchange', clientKeyExchange],
    ["TLS 1.3's KeyUpdate", handshakeTypes.keyUpdate],
    ['HelloRequest, which is a server’s', handshakeTypes.helloRequest],
  ])('does not take %s: unexpected_message', (_, type) => {
    const duel = connected();
    send(duel, type);
    expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', () => duel.runOn());
  });

  it('does not take ChangeCipherSpec: unexpected_message (RFC 5246, 7.1)', () => {
    const duel = connected();
    duel.client.sendRecord(changeCipherSpec, Uint8Array.of(1));
    expectRefusal(duel, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message', () => duel.runOn());
  });

  it('exports what the client exports (RFC 5705, 4)', () => {
    const duel = connected();
    for (const context of [undefined, emptyBody, Uint8Array.of(1)]) {
      const exported = duel.server.exportKeyingMaterial('EXPORTER-test', context, 42);
      expect(duel.client.services.exporter?.('EXPORTER-test', context, 42)).toEqual(exported);
      expect(exported).toHaveLength(42);
    }
  });
});
