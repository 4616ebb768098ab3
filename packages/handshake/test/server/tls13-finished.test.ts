import { alertCodes, TLS13 } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { writeKeyUpdate } from '../../src/wire/key-update.js';
import { type Change, Duel, expectRefusal, unchanged } from './duel.js';
import { before, bodyOf, drop, flipped, longer, truncated, twice } from './edits.js';

const only13 = { minVersion: 'TLSv1.3' } as const;
const { finished, keyUpdate } = handshakeTypes;

const refused = (
  change: Change,
  code: Parameters<typeof expectRefusal>[1],
  alert: Parameters<typeof expectRefusal>[2],
) => expectRefusal(new Duel({}, change, only13), code, alert);

describe("the server's flight", () => {
  it('is in the order of RFC 8446, 2', () => {
    const { received } = new Duel({}, unchanged, only13).run().client;
    const { serverHello, encryptedExtensions, certificate, certificateVerify, newSessionTicket } =
      handshakeTypes;
    expect(received.map(({ type }) => type)).toEqual([
      serverHello,
      encryptedExtensions,
      certificate,
      certificateVerify,
      finished,
      newSessionTicket,
      newSessionTicket,
    ]);
  });

  it('has an empty certificate_request_context (RFC 8446, 4.4.2)', () => {
    expect(new Duel({}, unchanged, only13).run().sent(handshakeTypes.certificate)[0]).toBe(0);
  });
});

describe("the client's Finished in TLS 1.3", () => {
  it('that is wrong is a decrypt_error (RFC 8446, 4.4.4)', () => {
    refused(
      bodyOf(finished, (body) => flipped(body)),
      'BAD_FINISHED',
      'decrypt_error',
    );
  });

  it.each([
    ['too short', truncated],
    ['too long', longer],
    ['empty', () => emptyBody],
  ])('that is %s is a decode_error (RFC 8446, 4.4.4)', (_, edit) => {
    refused(bodyOf(finished, edit), 'DECODE_ERROR', 'decode_error');
  });

  it('with another message behind it in its record is unexpected (RFC 8446, 5.1)', () => {
    refused(twice(finished), 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message');
  });

  it.each([
    ['Certificate, which was not asked for (RFC 8446, 4.4.2)', handshakeTypes.certificate],
    ['CertificateVerify (RFC 8446, 4.4.3)', handshakeTypes.certificateVerify],
    ['EndOfEarlyData without early data (RFC 8446, 4.5)', handshakeTypes.endOfEarlyData],
    ['KeyUpdate (RFC 8446, 4.6.3)', keyUpdate],
    ['ClientHello (RFC 8446, 4.1.2)', handshakeTypes.clientHello],
    ["TLS 1.2's ClientKeyExchange", handshakeTypes.clientKeyExchange],
  ])('must not come after %s', (_, type) => {
    refused(before(finished, { type, body: emptyBody }), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('must come before application data (RFC 8446, 2)', () => {
    const duel = new Duel({}, drop(finished), only13).run();
    expect(duel.server.isHandshaking).toBe(true);
    // The client believes that it is done, and has its application keys: the server has not.
    duel.client.sendRecord(contentTypes.applicationData, Uint8Array.of(1));
    expectRefusal(duel, 'BAD_RECORD_MAC', 'bad_record_mac', () => {
      duel.server.receive(duel.client.takeOutput());
      duel.server.handshake();
    });
  });

  it('must come before application data, also of the right key (RFC 8446, 2)', () => {
    const early: Change = (message, services) => {
      if (message.type !== finished) return [message];
      services.prepareWrite();
      services.flush();
      services.writer.write(contentTypes.applicationData, Uint8Array.of(1));
      return [message];
    };
    refused(early, 'UNEXPECTED_APPLICATION_DATA', 'unexpected_message');
  });

  it('must come protected (RFC 8446, 5)', () => {
    const duel = new Duel({}, drop(finished), only13);
    duel.run();
    const plain = Uint8Array.of(22, 3, 3, 0, 4, finished, 0, 0, 0);
    expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', () => {
      duel.server.receive(plain);
      duel.server.handshake();
    });
  });

  it('is kept, with ours, for channel bindings', () => {
    const duel = new Duel({}, unchanged, only13).run();
    const ours = duel.server.negotiated;
    const theirs = duel.client.services.negotiated;
    expect(ours.clientVerifyData).toHaveLength(ours.suite?.hash === 'SHA-384' ? 48 : 32);
    expect(ours.clientVerifyData).toEqual(theirs.clientVerifyData);
    expect(ours.serverVerifyData).toEqual(theirs.serverVerifyData);
  });
});

describe("the client's ChangeCipherSpec in TLS 1.3 (RFC 8446, 5)", () => {
  const plain = (content: number): Uint8Array => Uint8Array.of(20, 3, 3, 0, 1, content);

  it('is dropped between its first ClientHello and its Finished', () => {
    const duel = new Duel({}, drop(finished), only13);
    duel.run();
    duel.server.receive(plain(1));
    expect(duel.server.handshake().kind).toBe('needs-input');
  });

  it.each([
    ['before the ClientHello', undefined, 1, 'UNEXPECTED_CHANGE_CIPHER_SPEC'],
    ['after the Finished', unchanged, 1, 'UNEXPECTED_CHANGE_CIPHER_SPEC'],
    ['with another byte', drop(finished), 2, 'BAD_CHANGE_CIPHER_SPEC'],
  ] as const)('is unexpected %s', (_, change, content, code) => {
    const duel = new Duel({}, change, only13);
    if (change) duel.run();
    duel.server.receive(plain(content));
    expectRefusal(duel, code, 'unexpected_message', () => {
      duel.server.handshake();
      duel.server.processRecord();
    });
  });

  it('does not come for ever', () => {
    const duel = new Duel({}, drop(finished), only13);
    duel.run();
    for (let i = 0; i < 100; i++) duel.server.receive(plain(1));
    expectRefusal(duel, 'TOO_MANY_EMPTY_FRAGMENTS', 'unexpected_message', () => duel.server.handshake());
  });
});

describe('an alert of a client of TLS 1.3', () => {
  it('that could not take our ServerHello comes in the clear', () => {
    const duel = new Duel({}, drop(finished), only13);
    duel.client.start();
    duel.server.receive(duel.client.takeOutput());
    duel.server.handshake();
    duel.server.receive(Uint8Array.of(21, 3, 3, 0, 2, 2, alertCodes.illegal_parameter));
    expect(() => duel.server.handshake()).toThrow(
      expect.objectContaining({ code: 'ALERT_RECEIVED', alert: 'illegal_parameter' }),
    );
  });
});

describe('a connected server of TLS 1.3', () => {
  const connected = (server: object = {}): Duel => new Duel(server, unchanged, only13).run();
  const send = (duel: Duel, type: number, body: Uint8Array): void => {
    duel.client.sendRecord(contentTypes.handshake, Uint8Array.of(type, 0, 0, body.length, ...body));
  };

  it.each([
    ['ClientHello (RFC 8446, 4.1.2)', handshakeTypes.clientHello],
    ['Finished', finished],
    ['Certificate, since none is asked for (RFC 8446, 4.6.2)', handshakeTypes.certificate],
    ['NewSessionTicket, which is a server’s', handshakeTypes.newSessionTicket],
  ])('does not take %s: unexpected_message', (_, type) => {
    const duel = connected();
    send(duel, type, emptyBody);
    expectRefusal(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message', () => duel.runOn());
  });

  it.each([
    ['another value than 0 and 1', Uint8Array.of(2), 'ILLEGAL_PARAMETER', 'illegal_parameter'],
    ['no value', emptyBody, 'DECODE_ERROR', 'decode_error'],
    ['two values', Uint8Array.of(0, 0), 'DECODE_ERROR', 'decode_error'],
  ] as const)('does not take a KeyUpdate with %s (RFC 8446, 4.6.3)', (_, body, code, alert) => {
    const duel = connected();
    send(duel, keyUpdate, body);
    expectRefusal(duel, code, alert, () => duel.runOn());
  });

  it('does not take a KeyUpdate with another message behind it in its record (RFC 8446, 5.1)', () => {
    const duel = connected();
    duel.client.sendRecord(
      contentTypes.handshake,
      Uint8Array.of(keyUpdate, 0, 0, 1, 0, keyUpdate, 0, 0, 1, 0),
    );
    expectRefusal(duel, 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message', () => duel.runOn());
  });

  it('takes a KeyUpdate, and answers one that asks for it before its next data (RFC 8446, 4.6.3)', () => {
    const duel = connected();
    const { client, server } = duel;
    send(duel, keyUpdate, writeKeyUpdate({ updateRequested: true }));
    client.services.trafficSecrets?.updateWriteKey();
    client.sendRecord(contentTypes.applicationData, Uint8Array.of(7));
    server.receive(client.takeOutput());
    while (server.processRecord().kind === 'done');
    expect(server.readable).toBe(1);
    expect(server.output.pending).toBe(0);
    server.write(Uint8Array.of(8));
    expect(duel.flushServer()).toBeGreaterThan(0);
    expect(client.received.at(-1)).toMatchObject({ type: keyUpdate, body: Uint8Array.of(0) });
  });

  it('answers several requests once (RFC 8446, 4.6.3)', () => {
    const duel = connected();
    for (let i = 0; i < 3; i++) {
      send(duel, keyUpdate, writeKeyUpdate({ updateRequested: true }));
      duel.client.services.trafficSecrets?.updateWriteKey();
    }
    duel.runOn();
    duel.server.write(Uint8Array.of(8));
    duel.flushServer();
    expect(duel.client.received.filter(({ type }) => type === keyUpdate)).toHaveLength(1);
  });

  it('does not take KeyUpdates for ever without data', () => {
    const duel = connected({ limits: { maxKeyUpdates: 3 } });
    for (let i = 0; i < 4; i++) {
      send(duel, keyUpdate, writeKeyUpdate({ updateRequested: false }));
      duel.client.services.trafficSecrets?.updateWriteKey();
    }
    expectRefusal(duel, 'TOO_MANY_KEY_UPDATES', 'unexpected_message', () => duel.runOn());
  });

  it('exports what the client exports (RFC 8446, 7.5)', () => {
    const duel = connected();
    expect(duel.server.negotiated.version).toBe(TLS13);
    const exported = duel.server.exportKeyingMaterial('EXPORTER-test', Uint8Array.of(1), 42);
    expect(duel.client.services.exporter?.('EXPORTER-test', Uint8Array.of(1), 42)).toEqual(exported);
    expect(exported).toHaveLength(42);
  });
});
