import { concatBytes, fromHex, Writer } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import {
  type ClientHello,
  frame,
  handshakeTypeName,
  handshakeTypes,
  helloRetryRequestRandom,
  isHelloRetryRequest,
  type RawExtension,
  readCertificate12,
  readCertificate13,
  readCertificateRequest12,
  readCertificateRequest13,
  readCertificateStatus,
  readClientHello,
  readEcdheServerKeyExchange,
  readEmptyMessage,
  readEncryptedExtensions,
  readFinished,
  readKeyUpdate,
  readServerHello,
  type ServerHello,
  writeClientHello,
  writeEncryptedExtensions,
  writeServerHello,
} from '../../src/wire/index.js';
import { tlsErrorOf } from './codec-properties.js';

const clientHello: ClientHello = {
  legacyVersion: 0x0303,
  random: new Uint8Array(32).fill(7),
  sessionId: new Uint8Array(0),
  cipherSuites: [0x1301],
  compressionMethods: Uint8Array.of(0),
  extensions: [],
};
const serverHello: ServerHello = {
  legacyVersion: 0x0303,
  random: new Uint8Array(32).fill(9),
  sessionId: new Uint8Array(0),
  cipherSuite: 0x1301,
  extensions: [],
};
const twice: RawExtension[] = [
  { type: 10, data: new Uint8Array(0) },
  { type: 0x2a2a, data: new Uint8Array(3) },
  { type: 10, data: new Uint8Array(1) },
];
const codeOf = (action: () => unknown): string | undefined => tlsErrorOf(action)?.code;

describe('ClientHello', () => {
  it('may end before the extensions (RFC 5246, 7.4.1.2)', () => {
    const body = writeClientHello(clientHello);
    expect(body.length).toBe(2 + 32 + 1 + 4 + 2);
    expect(readClientHello(body)).toEqual(clientHello);
  });

  it('may have an empty block of extensions (RFC 5246, 7.4.1.4)', () => {
    const body = concatBytes(writeClientHello(clientHello), Uint8Array.of(0, 0));
    expect(readClientHello(body)).toEqual(clientHello);
  });

  it('keeps unknown extensions and cipher suites in their order (RFC 8701)', () => {
    const hello: ClientHello = {
      ...clientHello,
      cipherSuites: [0x2a2a, 0x1301, 0x00ff],
      extensions: [
        { type: 0x6a6a, data: Uint8Array.of(0) },
        { type: 0xfafa, data: new Uint8Array(0) },
      ],
    };
    expect(readClientHello(writeClientHello(hello))).toEqual(hello);
  });

  it('refuses an extension that occurs twice, known or not (RFC 8446, 4.2)', () => {
    const error = tlsErrorOf(() => readClientHello(writeClientHello({ ...clientHello, extensions: twice })));
    expect(error?.code).toBe('DUPLICATE_EXTENSION');
    expect(error?.alert).toBe('illegal_parameter');
  });

  it.each([
    ['a session id of 33 bytes', { sessionId: new Uint8Array(33) }],
    ['no cipher suite', { cipherSuites: [] }],
    ['no compression method', { compressionMethods: new Uint8Array(0) }],
  ])('refuses %s (RFC 8446, 4.1.2)', (_, change) => {
    expect(codeOf(() => readClientHello(writeClientHello({ ...clientHello, ...change })))).toBe(
      'DECODE_ERROR',
    );
  });

  it('refuses half a cipher suite (RFC 8446, 4.1.2)', () => {
    const body = new Writer()
      .u16(0x0303)
      .bytes(clientHello.random)
      .vector8(new Uint8Array(0))
      .vector16(Uint8Array.of(0x13, 0x01, 0x13))
      .vector8(Uint8Array.of(0))
      .finish();
    expect(codeOf(() => readClientHello(body))).toBe('DECODE_ERROR');
  });
});

describe('ServerHello', () => {
  it('refuses a compression method other than null (RFC 8446, 4.1.3)', () => {
    const body = Uint8Array.from(writeServerHello(serverHello));
    body[body.length - 1] = 1;
    const error = tlsErrorOf(() => readServerHello(body));
    expect(error?.code).toBe('INVALID_COMPRESSION');
    expect(error?.alert).toBe('illegal_parameter');
  });

  it('refuses an extension that occurs twice (RFC 8446, 4.2)', () => {
    const body = writeServerHello({ ...serverHello, extensions: twice });
    expect(codeOf(() => readServerHello(body))).toBe('DUPLICATE_EXTENSION');
  });

  it('is a HelloRetryRequest by its random (RFC 8446, 4.1.3)', async () => {
    const text = new TextEncoder().encode('HelloRetryRequest');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', text));
    expect(helloRetryRequestRandom).toEqual(digest);
    expect(isHelloRetryRequest({ ...serverHello, random: digest })).toBe(true);
    expect(isHelloRetryRequest(serverHello)).toBe(false);
  });
});

describe('other messages', () => {
  it('refuse an extension that occurs twice (RFC 8446, 4.2)', () => {
    const block = writeEncryptedExtensions({ extensions: twice });
    expect(codeOf(() => readEncryptedExtensions(block))).toBe('DUPLICATE_EXTENSION');
    const request = concatBytes(Uint8Array.of(0), block);
    expect(codeOf(() => readCertificateRequest13(request))).toBe('DUPLICATE_EXTENSION');
    const list = new Writer().u8(0).vector24((w) => w.vector24(Uint8Array.of(1)).bytes(block));
    expect(codeOf(() => readCertificate13(list.finish()))).toBe('DUPLICATE_EXTENSION');
  });

  it('refuse an empty certificate (RFC 8446, 4.4.2; RFC 5246, 7.4.2)', () => {
    expect(codeOf(() => readCertificate13(fromHex('00000005000000' + '0000')))).toBe('DECODE_ERROR');
    expect(codeOf(() => readCertificate12(fromHex('000003000000')))).toBe('DECODE_ERROR');
  });

  it('refuse a TLS 1.3 CertificateRequest without extensions (RFC 8446, 4.3.2)', () => {
    expect(codeOf(() => readCertificateRequest13(fromHex('000000')))).toBe('DECODE_ERROR');
  });

  it('refuse a TLS 1.2 CertificateRequest without types or algorithms (RFC 5246, 7.4.4)', () => {
    expect(codeOf(() => readCertificateRequest12(fromHex('00' + '00020401' + '0000')))).toBe('DECODE_ERROR');
    expect(codeOf(() => readCertificateRequest12(fromHex('0101' + '0000' + '0000')))).toBe('DECODE_ERROR');
  });

  it('refuse a request_update that is not 0 or 1 (RFC 8446, 4.6.3)', () => {
    expect(codeOf(() => readKeyUpdate(Uint8Array.of(2)))).toBe('ILLEGAL_PARAMETER');
  });

  it.each([1, 2, 4])('refuse curve type %i (RFC 8422, 5.4)', (curveType) => {
    const body = Uint8Array.of(curveType, 0, 23, 1, 4, 4, 3, 0, 0);
    expect(codeOf(() => readEcdheServerKeyExchange(body))).toBe('ILLEGAL_PARAMETER');
  });

  it('keep the exact bytes that a ServerKeyExchange signs (RFC 8422, 5.4)', () => {
    const body = fromHex('03001d02aabb' + '0403' + '0001cc');
    const message = readEcdheServerKeyExchange(body);
    expect(message).toEqual({
      group: 29,
      publicKey: fromHex('aabb'),
      params: fromHex('03001d02aabb'),
      scheme: 0x0403,
      signature: fromHex('cc'),
    });
  });

  it('refuse a certificate status that is not OCSP (RFC 6066, 8)', () => {
    expect(codeOf(() => readCertificateStatus(fromHex('0200000101')))).toBe('ILLEGAL_PARAMETER');
  });

  it('refuse a Finished of another length (RFC 8446, 4.4.4)', () => {
    expect(codeOf(() => readFinished(new Uint8Array(31), 32))).toBe('DECODE_ERROR');
    expect(codeOf(() => readFinished(new Uint8Array(33), 32))).toBe('DECODE_ERROR');
  });

  it('refuse content in an empty message, by its name (RFC 5246, 7.4.5; RFC 8446, 4.5)', () => {
    for (const name of ['helloRequest', 'serverHelloDone', 'endOfEarlyData'] as const) {
      readEmptyMessage(handshakeTypes[name], new Uint8Array(0));
      const error = tlsErrorOf(() => readEmptyMessage(handshakeTypes[name], Uint8Array.of(0)));
      expect(error?.code).toBe('DECODE_ERROR');
      expect(error?.message).toContain(name);
    }
  });
});

describe('frame', () => {
  it('puts type and length in front (RFC 8446, 4)', () => {
    expect(frame(handshakeTypes.finished, Uint8Array.of(1, 2, 3))).toEqual(fromHex('14000003010203'));
    const long = frame(handshakeTypes.certificate, new Uint8Array(0x012345));
    expect(long.subarray(0, 4)).toEqual(fromHex('0b012345'));
  });

  it('refuses a body that its header can not count', () => {
    expect(() => frame(1, new Uint8Array(0x1000000))).toThrow(RangeError);
  });

  it('names types for people', () => {
    expect(handshakeTypeName(handshakeTypes.clientHello)).toBe('clientHello');
    expect(handshakeTypeName(99)).toBe('handshake type 99');
  });
});
