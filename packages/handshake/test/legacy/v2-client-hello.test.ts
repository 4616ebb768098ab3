import { TlsError, type VersionName } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { serverConfig } from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { type ClientHello, readClientHello } from '../../src/wire/client-hello.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { ca } from '../resumption/pair.js';
import { type Change, Duel } from '../server/duel.js';
import { testTime } from '../support/certificates.js';
import { legacy, provider, rsa } from './old-pair.js';

const suite = 'AES128-SHA';
const u16 = (number: number): number[] => [number >> 8, number & 0xff];

/** A hello in the form of SSL 2.0, from its message type on. */
function v2({
  legacyVersion,
  random,
  cipherSuites,
}: Pick<ClientHello, 'legacyVersion' | 'random' | 'cipherSuites'>) {
  const old = [0x01, 0x00, 0x80];
  const specs = [...cipherSuites.flatMap((id) => [0, ...u16(id)]), ...old];
  return Uint8Array.of(
    1,
    ...u16(legacyVersion),
    ...u16(specs.length),
    ...u16(0),
    ...u16(random.length),
    ...specs,
    ...random,
  );
}

const framed = (message: Uint8Array): Uint8Array =>
  Uint8Array.of(0x80 | (message.length >> 8), message.length, ...message);

/** A client whose hello has that form, and which knows that it has; what opens the connection. */
function opening(version: VersionName, max: VersionName = version) {
  let bytes: Uint8Array = new Uint8Array(0);
  const change: Change = (message, services) => {
    if (message.type !== handshakeTypes.clientHello) return [message];
    const raw = v2(readClientHello(message.body));
    services.transcript.add(raw);
    bytes = framed(raw);
    return [];
  };
  const both = { provider, legacy, cipherSuites: [suite] };
  const duel = new Duel(
    {
      ...both,
      minVersion: 'SSLv3',
      maxVersion: max,
      anchors: ca.anchors,
      credentials: [rsa],
      now: () => testTime,
    },
    change,
    {
      ...both,
      minVersion: version === 'SSLv3' ? 'SSLv3' : 'TLSv1',
      maxVersion: version,
      verifyChain: () => 'unverified',
    },
  );
  duel.client.start();
  return { duel, bytes };
}

const newServer = (minVersion: VersionName = 'TLSv1'): Connection =>
  new Connection(
    serverConfig({
      ...{ provider, legacy, minVersion, maxVersion: 'TLSv1.2', cipherSuites: [suite], credentials: [rsa] },
    }),
  );

/** What a server makes of these bytes as the first. */
function fate(bytes: Uint8Array, server = newServer()): string {
  server.receive(bytes);
  try {
    server.handshake();
    return server.stateName;
  } catch (error) {
    return error instanceof TlsError ? `${error.code} ${error.alert}` : String(error);
  }
}

const random = new Uint8Array(32).fill(7);
const right = v2({ legacyVersion: 0x0301, random, cipherSuites: [0x2f] });

describe('a ClientHello in the form of SSL 2.0 (RFC 5246, E.2)', () => {
  it.each(['SSLv3', 'TLSv1', 'TLSv1.1', 'TLSv1.2'] as const)('opens a handshake of %s', (version) => {
    const { duel, bytes } = opening(version, 'TLSv1.2');
    duel.server.receive(bytes);
    duel.goOn();
    expect(duel.client.isConnected).toBe(true);
    expect(duel.server.isHandshaking).toBe(false);
    expect(duel.server.negotiated).toMatchObject({ secureRenegotiation: true });
  });

  it('may come byte by byte, and says at each how much is missing', () => {
    const { duel, bytes } = opening('TLSv1');
    bytes.forEach((byte, at) => {
      expect(duel.server.neededInput).toBe((at < 3 ? 5 : bytes.length) - at);
      expect(duel.server.bufferedInput).toBe(at);
      expect(duel.server.handshake()).toEqual({ kind: 'needs-input', bytes: duel.server.neededInput });
      duel.server.receive(Uint8Array.of(byte));
    });
    duel.goOn();
    expect(duel.client.isConnected).toBe(true);
  });

  it.each([16, 20, 32, 40])('has a challenge of %i bytes, of which the random is made', (length) => {
    const challenge = Uint8Array.from({ length }, (_, i) => i + 1);
    const server = newServer();
    server.receive(framed(v2({ legacyVersion: 0x0301, random: challenge, cipherSuites: [0x2f] })));
    server.handshake();
    const expected = new Uint8Array(32);
    const end = challenge.slice(-32);
    expected.set(end, 32 - end.length);
    expect(server.negotiated.clientRandom).toEqual(expected);
  });

  it.each<[string, Uint8Array, string]>([
    ['is right', right, 'server12-client-key-exchange'],
    [
      'offers SSL 2.0 alone',
      v2({ legacyVersion: 2, random, cipherSuites: [0x2f] }),
      'UNSUPPORTED_PROTOCOL protocol_version',
    ],
    [
      'has no suite but those of SSL 2.0',
      v2({ legacyVersion: 0x0301, random, cipherSuites: [] }),
      'DECODE_ERROR decode_error',
    ],
    [
      'has a short challenge',
      v2({ legacyVersion: 0x0301, random: random.slice(0, 15), cipherSuites: [0x2f] }),
      'DECODE_ERROR decode_error',
    ],
    ['ends early', right.slice(0, -1), 'DECODE_ERROR decode_error'],
    ['goes on behind its end', Uint8Array.of(...right, 0), 'DECODE_ERROR decode_error'],
    [
      'has suites of two bytes and a half',
      right.map((byte, at) => (at === 4 ? byte + 1 : byte)),
      'DECODE_ERROR decode_error',
    ],
    [
      'offers no suite in common',
      v2({ legacyVersion: 0x0301, random, cipherSuites: [0x39] }),
      'NO_SHARED_CIPHER handshake_failure',
    ],
    ['is not a ClientHello', right.map((byte, at) => (at === 0 ? 4 : byte)), 'NOT_TLS protocol_version'],
    ['is longer than any', new Uint8Array(5000).fill(1), 'NOT_TLS protocol_version'],
  ])('that %s: %s', (_, message, outcome) => {
    expect(fate(framed(message))).toBe(outcome);
  });

  it('is refused by a server that speaks TLS 1.1 and above', () => {
    expect(fate(framed(right), newServer('TLSv1.1'))).toBe('NOT_TLS protocol_version');
  });

  it('may not come in place of a record later on', () => {
    const { duel, bytes } = opening('TLSv1');
    duel.server.receive(bytes);
    duel.goOn();
    duel.server.receive(bytes);
    expect(() => duel.server.processRecord()).toThrow(TlsError);
  });

  it('a record is taken for what it is where such a hello might come', () => {
    expect(fate(Uint8Array.of(21, 3, 1, 0, 2, 2, 40))).toBe('ALERT_RECEIVED handshake_failure');
  });
});
