import { fromHex, Writer } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import { describe, expect, it } from 'vitest';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { writeNewSessionTicket13 } from '../../src/wire/new-session-ticket13.js';
import { extension } from './edits.js';
import { Duel, expectFailure } from './hostile-server.js';

type Code = Parameters<typeof expectFailure>[1];
type Alert = Parameters<typeof expectFailure>[2];

const types = handshakeTypes;
const only13 = { minVersion: 'TLSv1.3' } as const;
const only12 = { maxVersion: 'TLSv1.2' } as const;

const ticket = {
  lifetime: 7200,
  ageAdd: 1,
  nonce: fromHex('00'),
  ticket: fromHex('55'),
  extensions: [],
};

/** A client whose TLS 1.3 handshake is complete. */
function connected13(): Duel {
  const duel = new Duel(only13, only13);
  duel.run();
  return duel;
}

/** Sends messages in one record. */
function sendMessages(duel: Duel, ...messages: readonly (readonly [type: number, body: Uint8Array])[]): void {
  for (const [type, body] of messages) duel.server.services.send(type, body);
}

/** Data goes to the client, which reads it. */
function expectData(duel: Duel, text: string): void {
  duel.server.sendRecord(contentTypes.applicationData, fromHex(text));
  duel.flushServer();
  while (duel.client.readable === 0) expect(duel.client.processRecord().kind).toBe('done');
  const into = new Uint8Array(16);
  expect(into.subarray(0, duel.client.read(into))).toEqual(fromHex(text));
}

describe('a connected client of TLS 1.3', () => {
  it('takes tickets and goes on (RFC 8446, 4.6.1)', () => {
    const duel = connected13();
    const unknown = { ...ticket, extensions: [extension(42, '00004000'), extension(0x7777)] };
    sendMessages(
      duel,
      [types.newSessionTicket, writeNewSessionTicket13(ticket)],
      [types.newSessionTicket, writeNewSessionTicket13(unknown)],
    );
    expectData(duel, '0102');
  });

  it.each([
    ['that is empty', fromHex(''), 'DECODE_ERROR', 'decode_error'],
    ['without a ticket (RFC 8446, 4.6.1)', writeTicket(''), 'DECODE_ERROR', 'decode_error'],
    [
      'with an extension that belongs elsewhere (RFC 8446, 4.2)',
      writeNewSessionTicket13({ ...ticket, extensions: [extension(0)] }),
      'ILLEGAL_PARAMETER',
      'illegal_parameter',
    ],
    [
      'with an extension twice (RFC 8446, 4.2)',
      writeNewSessionTicket13({ ...ticket, extensions: [extension(0x7777), extension(0x7777)] }),
      'DUPLICATE_EXTENSION',
      'illegal_parameter',
    ],
  ] satisfies [string, Uint8Array, Code, Alert][])('refuses a ticket %s', (_, body, code, alert) => {
    const duel = connected13();
    sendMessages(duel, [types.newSessionTicket, body]);
    expectFailure(duel, code, alert);
  });

  it('takes only so many tickets without data between them', () => {
    const duel = connected13();
    const { maxPostHandshakeMessages } = duel.server.services.config.limits;
    const send = (): void => sendMessages(duel, [types.newSessionTicket, writeNewSessionTicket13(ticket)]);
    for (let i = 0; i < maxPostHandshakeMessages; i++) send();
    expectData(duel, '01');
    for (let i = 0; i <= maxPostHandshakeMessages; i++) send();
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([
    ['HelloRequest', types.helloRequest],
    ['ClientHello', types.clientHello],
    ['ServerHello', types.serverHello],
    ['EncryptedExtensions', types.encryptedExtensions],
    ['CertificateRequest, having offered no post_handshake_auth (RFC 8446, 4.6.2)', types.certificateRequest],
    ['Certificate', types.certificate],
    ['Finished', types.finished],
    ['what nobody knows', 77],
  ])('refuses %s: unexpected_message (RFC 8446, 4.6)', (_, type) => {
    const duel = connected13();
    sendMessages(duel, [type, new Uint8Array(40)]);
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('refuses a ChangeCipherSpec (RFC 8446, 5)', () => {
    const duel = connected13();
    duel.client.receive(fromHex('140303000101'));
    expectFailure(duel, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });
});

describe('KeyUpdate at a client (RFC 8446, 4.6.3)', () => {
  /** The server moves its writing key on. */
  function updateServer(duel: Duel, request: number): void {
    const { services } = duel.server;
    services.send(types.keyUpdate, Uint8Array.of(request));
    services.trafficSecrets?.updateWriteKey();
  }

  it('is taken, and what follows is read under the next key', () => {
    const duel = connected13();
    for (let i = 0; i < 3; i++) {
      updateServer(duel, 0);
      expectData(duel, '0102');
    }
    expect(duel.client.output.pending).toBe(0);
  });

  it('is answered, where it asks for that, before the next data and once', () => {
    const duel = connected13();
    updateServer(duel, 1);
    updateServer(duel, 1);
    expectData(duel, '0102');
    const answers: number[] = [];
    const { services } = duel.server;
    const deliver = (): void => {
      services.reader.receive(duel.client.output.peek().slice());
      duel.client.output.consume(duel.client.output.pending);
      for (let record = services.reader.next(); record; record = services.reader.next()) {
        answers.push(record.type);
        if (record.type === contentTypes.handshake) {
          expect(record.fragment).toEqual(fromHex('1800000100'));
          services.trafficSecrets?.updateReadKey();
        }
      }
    };
    duel.client.write(fromHex('aa'));
    duel.client.write(fromHex('bb'));
    deliver();
    const { applicationData, handshake } = contentTypes;
    expect(answers).toEqual([handshake, applicationData, applicationData]);
  });

  it('must end its record, since the key changes after it (RFC 8446, 5.1)', () => {
    const duel = connected13();
    sendMessages(
      duel,
      [types.keyUpdate, Uint8Array.of(0)],
      [types.newSessionTicket, writeNewSessionTicket13(ticket)],
    );
    expectFailure(duel, 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message');
  });

  it.each([
    ['asks for what is not defined', Uint8Array.of(2), 'ILLEGAL_PARAMETER', 'illegal_parameter'],
    ['is empty', Uint8Array.of(), 'DECODE_ERROR', 'decode_error'],
    ['has a byte too many', Uint8Array.of(0, 0), 'DECODE_ERROR', 'decode_error'],
  ] satisfies [string, Uint8Array, Code, Alert][])('is refused where it %s', (_, body, code, alert) => {
    const duel = connected13();
    sendMessages(duel, [types.keyUpdate, body]);
    expectFailure(duel, code, alert);
  });

  it('is refused when too many come without data', () => {
    const duel = connected13();
    const { maxKeyUpdates } = duel.server.services.config.limits;
    for (let i = 0; i <= maxKeyUpdates; i++) updateServer(duel, 0);
    expectFailure(duel, 'TOO_MANY_KEY_UPDATES', 'unexpected_message');
  });
});

describe('a connected client of TLS 1.2', () => {
  function connected12(): Duel {
    const duel = new Duel(only12, only12);
    duel.run();
    return duel;
  }

  it('answers HelloRequest with the warning no_renegotiation, and goes on (RFC 5246, 7.4.1.1)', () => {
    const duel = connected12();
    sendMessages(duel, [types.helloRequest, new Uint8Array(0)]);
    expectData(duel, '0102');
    duel.flushClient();
    expect(duel.server.alerts).toEqual([[1, 100]]);
  });

  it('refuses a HelloRequest with content', () => {
    const duel = connected12();
    sendMessages(duel, [types.helloRequest, new Uint8Array(1)]);
    expectFailure(duel, 'DECODE_ERROR', 'decode_error');
  });

  it('takes only so many HelloRequests without data between them', () => {
    const duel = connected12();
    const { maxPostHandshakeMessages } = duel.server.services.config.limits;
    for (let i = 0; i <= maxPostHandshakeMessages; i++)
      sendMessages(duel, [types.helloRequest, new Uint8Array(0)]);
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([
    ['ServerHello', types.serverHello],
    ['NewSessionTicket', types.newSessionTicket],
    ['KeyUpdate', types.keyUpdate],
    ['Finished', types.finished],
  ])('refuses %s: unexpected_message', (_, type) => {
    const duel = connected12();
    sendMessages(duel, [type, new Uint8Array(12)]);
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('refuses a ChangeCipherSpec (RFC 5246, 7.1)', () => {
    const duel = connected12();
    duel.server.sendRecord(contentTypes.changeCipherSpec, Uint8Array.of(1));
    expectFailure(duel, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });
});

function writeTicket(bytes: string): Uint8Array {
  return new Writer().u32(0).u32(0).vector8(fromHex('00')).vector16(fromHex(bytes)).u16(0).finish();
}
