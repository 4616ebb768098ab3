import { toHex } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { readServerHello } from '../../src/wire/server-hello.js';
import { type Change, Duel, expectRefusal } from './duel.js';
import { adding, bodyOf, clientHello, extension, longer, removing, setting, truncated } from './edits.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;
const only13 = { minVersion: 'TLSv1.3' } as const;

describe('a ClientHello of any version', () => {
  it.each<[string, Change]>([
    ['is cut short', bodyOf(handshakeTypes.clientHello, truncated)],
    ['has a byte too many (RFC 8446, 6.2)', bodyOf(handshakeTypes.clientHello, longer)],
    [
      'has an odd list of suites',
      bodyOf(handshakeTypes.clientHello, (body) => body.map((byte, i) => (i === 68 ? byte ^ 1 : byte))),
    ],
    ['has no suite (RFC 8446, 4.1.2)', clientHello(() => ({ cipherSuites: [] }))],
    [
      'has no compression method (RFC 8446, 4.1.2)',
      clientHello(() => ({ compressionMethods: new Uint8Array(0) })),
    ],
    [
      'has a session id of 33 bytes (RFC 8446, 4.1.2)',
      clientHello(() => ({ sessionId: new Uint8Array(33) })),
    ],
    ['has an empty supported_groups (RFC 8446, 4.2.7)', clientHello(setting(10, '0000'))],
    ['has an empty signature_algorithms (RFC 8446, 4.2.3)', clientHello(setting(13, '0000'))],
    ['has an empty supported_versions (RFC 8446, 4.2.1)', clientHello(setting(43, '00'))],
    ['has an empty list of names (RFC 6066, 3)', clientHello(setting(0, '0000'))],
    ['has an empty list of protocols (RFC 7301, 3.1)', clientHello(adding(16, '0000'))],
    ['has an empty protocol name (RFC 7301, 3.1)', clientHello(adding(16, '000100'))],
    ['has content in extended_master_secret (RFC 7627, 5.1)', clientHello(setting(23, '00'))],
  ])('that %s is a decode_error', (_, change) => {
    expectRefusal(new Duel({}, change), 'DECODE_ERROR', 'decode_error');
  });

  it.each<[string, Change]>([
    ['two names (RFC 6066, 3)', clientHello(setting(0, '00080000016100000162'))],
    ['a pre_shared_key that is not the last extension (RFC 8446, 4.2.11)', clientHello(adding(41, '00'))],
    ['point formats without the uncompressed one (RFC 8422, 5.1.2)', clientHello(setting(11, '0101'))],
  ])('with %s is an illegal_parameter', (_, change) => {
    expectRefusal(new Duel({}, change), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('with the same extension twice is an illegal_parameter (RFC 8446, 4.2)', () => {
    const change = clientHello(({ extensions }) => ({
      extensions: [...extensions, extension(43, '020304')],
    }));
    expectRefusal(new Duel({}, change), 'DUPLICATE_EXTENSION', 'illegal_parameter');
  });

  it('longer than the limit is refused before it has come', () => {
    const limits = { maxHandshakeMessage: 256 };
    expectRefusal(new Duel({ limits }), 'MESSAGE_TOO_LONG', 'illegal_parameter');
  });

  it.each([
    ['TLS 1.2', only12],
    ['TLS 1.3', only13],
  ])('may hold GREASE everywhere in %s (RFC 8701, 3.1)', (_, version) => {
    const grease = clientHello(({ cipherSuites, extensions }) => ({
      cipherSuites: [0x1a1a, ...cipherSuites],
      extensions: [
        extension(0x2a2a),
        ...extensions.map(({ type, data }) => {
          if (type === 10 || type === 13) {
            const length = data.length.toString(16).padStart(4, '0');
            return extension(type, `${length}3a3a${toHex(data.subarray(2))}`);
          }
          if (type !== 51) return { type, data };
          const length = (data.length + 3).toString(16).padStart(4, '0');
          return extension(51, `${length}3a3a000100${toHex(data.subarray(2))}`);
        }),
        extension(0x4a4a, '00'),
      ],
    }));
    const duel = new Duel({}, grease, version).run();
    expect(duel.client.isConnected).toBe(true);
    expect(duel.server.isHandshaking).toBe(false);
  });
});

describe('compression methods', () => {
  const methods = (...values: number[]): Change =>
    clientHello(() => ({ compressionMethods: Uint8Array.from(values) }));

  it.each<[string, Change, object]>([
    ['beside null in TLS 1.3 (RFC 8446, 4.1.2)', methods(0, 1), only13],
    ['instead of null in TLS 1.3 (RFC 8446, 4.1.2)', methods(1), only13],
    ['without null in TLS 1.2 (RFC 5246, 7.4.1.2)', methods(1), only12],
  ])('%s are an illegal_parameter', (_, change, client) => {
    expectRefusal(new Duel({}, change, client), 'INVALID_COMPRESSION', 'illegal_parameter');
  });

  it('beside null are not chosen in TLS 1.2 (RFC 5246, 7.4.1.2)', () => {
    expect(new Duel({}, methods(1, 0), only12).run().client.isConnected).toBe(true);
  });
});

describe("the client's server_name", () => {
  const answers = ({ client }: Duel): readonly number[] =>
    readServerHello(client.received[0]?.body ?? new Uint8Array(0)).extensions.map(({ type }) => type);

  it('is answered, and known from then on (RFC 6066, 3)', () => {
    const duel = new Duel({}, undefined, only12).run();
    expect(duel.server.negotiated.serverName).toBe('server.example');
    expect(answers(duel)).toContain(0);
  });

  it('is not answered when it is not there (RFC 6066, 3)', () => {
    const duel = new Duel({}, clientHello(removing(0)), only12).run();
    expect(duel.server.negotiated.serverName).toBeUndefined();
    expect(answers(duel)).not.toContain(0);
  });
});
