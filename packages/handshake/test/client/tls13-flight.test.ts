import { ascii, concatBytes, fromHex, signatureSchemeByName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Signer } from '../../src/config.js';
import type { ServerOptions } from '../../src/config-defaults.js';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { TestCa, testTime } from '../support/certificates.js';
import {
  before,
  bodyOf,
  certificate13,
  certificateRequest13,
  certificateVerify,
  drop,
  encryptedExtensions,
  extension,
  flipped,
  longer,
  truncated,
  twice,
  without,
} from './edits.js';
import { type Change, ca, Duel, expectFailure, unchanged } from './hostile-server.js';

type ClientOptions = ConstructorParameters<typeof Duel>[0];
type Code = Parameters<typeof expectFailure>[1];
type Alert = Parameters<typeof expectFailure>[2];

const only13 = { minVersion: 'TLSv1.3' } as const;
const asks: Partial<ServerOptions> = { ...only13, clientCertificate: 'request', anchors: ca.anchors };

const refused = (change: Change, code: Code, alert: Alert, client: ClientOptions = {}): void =>
  expectFailure(new Duel(client, asks, change), code, alert);

const add =
  (type: number, data = '') =>
  (extensions: readonly ReturnType<typeof extension>[]) => [...extensions, extension(type, data)];

const types = handshakeTypes;

describe('the order of the server flight (RFC 8446, 2 and A.1)', () => {
  it.each([
    ['EncryptedExtensions is missing', drop(types.encryptedExtensions)],
    ['EncryptedExtensions comes twice', twice(types.encryptedExtensions)],
    ['CertificateRequest comes twice', twice(types.certificateRequest)],
    ['CertificateRequest follows Certificate', before(types.certificateVerify, request())],
    ['Certificate is missing', drop(types.certificate)],
    ['Certificate comes twice', twice(types.certificate)],
    ['CertificateVerify is missing', drop(types.certificateVerify)],
    ['CertificateVerify comes twice', twice(types.certificateVerify)],
    ['Certificate and CertificateVerify are missing', leaveOut(types.certificate, types.certificateVerify)],
    ['Finished is missing', (message) => (message.type === types.finished ? [request()] : [message])],
    ['a message is of a type that nobody knows', before(types.certificate, { type: 77, body: emptyBody })],
    ["a message is TLS 1.2's", before(types.certificate, { type: types.serverHelloDone, body: emptyBody })],
    ['a HelloRequest comes', before(types.certificate, { type: types.helloRequest, body: emptyBody })],
    ['a second ServerHello comes', before(types.certificate, { type: types.serverHello, body: emptyBody })],
    ['a KeyUpdate comes', before(types.finished, { type: types.keyUpdate, body: Uint8Array.of(0) })],
    ['a ticket comes', before(types.finished, { type: types.newSessionTicket, body: emptyBody })],
  ] satisfies [string, Change][])('is broken where %s: unexpected_message', (_, change) => {
    refused(change, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });
});

describe('EncryptedExtensions', () => {
  it.each([
    ['cut short', bodyOf(types.encryptedExtensions, truncated)],
    ['with a byte too many', bodyOf(types.encryptedExtensions, longer)],
    ['with two protocols (RFC 7301, 3.1)', encryptedExtensions(add(16, '0006026832026833'))],
    ['with a server_name that is not empty (RFC 6066, 3)', encryptedExtensions(withName)],
  ] satisfies [string, Change][])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error', { alpn: ['h2'] });
  });

  it.each([
    ['key_share', 51, '001d0001ff'],
    ['supported_versions', 43, '0304'],
    ['signature_algorithms', 13, '00020403'],
  ] as const)(
    'with %s, which belongs elsewhere, is an illegal_parameter (RFC 8446, 4.3.1)',
    (_, type, data) => {
      refused(encryptedExtensions(add(type, data)), 'ILLEGAL_PARAMETER', 'illegal_parameter');
    },
  );

  it.each([
    ['early_data', 42],
    ['application_layer_protocol_negotiation', 16],
    ['what nobody knows', 0x7777],
  ] as const)('with %s not offered is an unsupported_extension (RFC 8446, 4.2)', (_, type) => {
    refused(encryptedExtensions(add(type)), 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('with an extension twice is an illegal_parameter (RFC 8446, 4.2)', () => {
    refused(encryptedExtensions(add(0)), 'DUPLICATE_EXTENSION', 'illegal_parameter');
  });

  it('with a protocol not offered is an illegal_parameter (RFC 7301, 3.1)', () => {
    const change = encryptedExtensions(add(16, '0003026833'));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter', { alpn: ['h2'] });
  });
});

describe('CertificateRequest', () => {
  it('with a context is an illegal_parameter (RFC 8446, 4.3.2)', () => {
    const change = certificateRequest13(() => ({ context: Uint8Array.of(1) }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('without signature_algorithms is a missing_extension (RFC 8446, 4.3.2)', () => {
    const change = certificateRequest13(({ extensions }) => ({
      extensions: [...without(extensions, 13), extension(0x7777)],
    }));
    refused(change, 'MISSING_EXTENSION', 'missing_extension');
  });

  it('with an extension that belongs elsewhere is an illegal_parameter (RFC 8446, 4.2)', () => {
    const change = certificateRequest13(({ extensions }) => ({ extensions: add(0)(extensions) }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('may carry what nobody knows (RFC 8446, 4.3.2)', () => {
    const change = certificateRequest13(({ extensions }) => ({ extensions: add(0x7777)(extensions) }));
    new Duel({}, asks, change).run();
  });

  it.each([
    ['cut short', bodyOf(types.certificateRequest, truncated)],
    ['with a byte too many', bodyOf(types.certificateRequest, longer)],
  ])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });
});

describe('Certificate', () => {
  it.each([
    ['without any certificate (RFC 8446, 4.4.2.4)', certificate13(() => ({ entries: [] }))],
    [
      'with a certificate of no bytes (RFC 8446, 4.4.2)',
      certificate13(() => ({ entries: [entry(emptyBody)] })),
    ],
    ['cut short', bodyOf(types.certificate, truncated)],
    ['with a byte too many', bodyOf(types.certificate, longer)],
  ])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it('with a context is an illegal_parameter (RFC 8446, 4.4.2)', () => {
    const change = certificate13(() => ({ context: Uint8Array.of(1) }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('with an extension that was not asked for is an unsupported_extension (RFC 8446, 4.4.2)', () => {
    const change = certificate13(({ entries }) => ({
      entries: entries.map((one) => ({ ...one, extensions: [extension(5, '0100000101')] })),
    }));
    refused(change, 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('with an extension that belongs elsewhere is an illegal_parameter (RFC 8446, 4.4.2)', () => {
    const change = certificate13(({ entries }) => ({
      entries: entries.map((one) => ({ ...one, extensions: [extension(0)] })),
    }));
    refused(change, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('that is no certificate is a bad_certificate (RFC 8446, 6.2)', () => {
    const change = certificate13(() => ({ entries: [entry(fromHex('3000'))] }));
    refused(change, 'BAD_CERTIFICATE', 'bad_certificate');
  });

  it('longer than allowed is refused by its header', () => {
    const change = bodyOf(types.certificate, () => new Uint8Array(200_000));
    refused(change, 'MESSAGE_TOO_LONG', 'illegal_parameter');
  });

  const serves = (options: Parameters<TestCa['issue']>[1], authority = ca): Partial<ServerOptions> => ({
    ...only13,
    credentials: [authority.issue(nobleProvider, options)],
  });

  it.each([
    ['of an unknown authority: unknown_ca', serves({}, new TestCa('Another CA')), 'UNKNOWN_CA', 'unknown_ca'],
    [
      'of another authority that took the name of ours: bad_certificate',
      serves({}, new TestCa()),
      'BAD_CERTIFICATE',
      'bad_certificate',
    ],
    [
      'for another name: bad_certificate (RFC 9525, 6)',
      serves({ names: ['other.example'] }),
      'CERTIFICATE_NAME_MISMATCH',
      'bad_certificate',
    ],
    [
      'that has expired: certificate_expired',
      serves({ notAfter: testTime - 1000 }),
      'CERTIFICATE_EXPIRED',
      'certificate_expired',
    ],
    [
      'for clients: unsupported_certificate',
      serves({ purpose: 'client' }),
      'UNSUPPORTED_CERTIFICATE',
      'unsupported_certificate',
    ],
    [
      'whose key may not sign: unsupported_certificate (RFC 8446, 4.4.2.2)',
      serves({ extensions: [keyUsage('keyEncipherment')] }),
      'UNSUPPORTED_CERTIFICATE',
      'unsupported_certificate',
    ],
  ] satisfies [string, Partial<ServerOptions>, Code, Alert][])('is refused %s', (_, server, code, alert) => {
    expectFailure(new Duel({}, server), code, alert);
  });

  it('whose key may not sign is refused whoever trusts it (RFC 8446, 4.4.2.2)', () => {
    const duel = new Duel(
      { verifyChain: () => 'unverified' },
      serves({ extensions: [keyUsage('keyEncipherment')] }),
    );
    expectFailure(duel, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate');
  });
});

describe('CertificateVerify', () => {
  it.each([
    ['with another signature', certificateVerify(({ signature }) => ({ signature: flipped(signature) }))],
    ['with a signature of no bytes', certificateVerify(() => ({ signature: emptyBody }))],
  ] satisfies [string, Change][])('%s is a decrypt_error (RFC 8446, 4.4.3)', (_, change) => {
    refused(change, 'BAD_SIGNATURE', 'decrypt_error');
  });

  it("over the client's context is a decrypt_error (RFC 8446, 4.4.3)", () => {
    const honest = ca.issue(nobleProvider);
    const sign: Signer['sign'] = ({ scheme, message }, decision) => {
      const asClient = new TextDecoder().decode(message.subarray(64, 98)).replace('server', 'client');
      expect(asClient).toBe('TLS 1.3, client CertificateVerify\0');
      const swapped = concatBytes(message.subarray(0, 64), ascii(asClient), message.subarray(98));
      return honest.signer.sign({ scheme, message: swapped }, decision);
    };
    const credential = { ...honest, signer: { ...honest.signer, sign } };
    expectFailure(new Duel({}, { ...only13, credentials: [credential] }), 'BAD_SIGNATURE', 'decrypt_error');
  });

  it.each([
    ["is TLS 1.2's", 'rsa_pkcs1_sha256'],
    ['is for another curve (RFC 8446, 4.2.3)', 'ecdsa_secp384r1_sha384'],
    ['is for another kind of key', 'rsa_pss_rsae_sha256'],
  ] as const)('with a scheme that %s is an illegal_parameter (RFC 8446, 4.4.3)', (_, name) => {
    const change = certificateVerify(() => ({ scheme: signatureSchemeByName(name).id }));
    refused(change, 'WRONG_SIGNATURE_TYPE', 'illegal_parameter');
  });

  it.each([
    ['has SHA-1', 0x0203],
    ['nobody knows', 0x7777],
  ])('with a scheme that %s is an illegal_parameter (RFC 8446, 4.4.3)', (_, scheme) => {
    refused(
      certificateVerify(() => ({ scheme })),
      'WRONG_SIGNATURE_TYPE',
      'illegal_parameter',
    );
  });

  it('with a scheme that was not offered is an illegal_parameter (RFC 8446, 4.4.3)', () => {
    // The hello that goes out offers what the client does not take.
    const client: ClientOptions = {
      signatureSchemes: ['ed25519'],
      verifyChain: () => 'unverified',
      clientHelloShape: { without: [13], extra: [extension(13, '00020403')] },
    };
    refused(unchanged, 'WRONG_SIGNATURE_TYPE', 'illegal_parameter', client);
  });

  it.each([
    ['cut short', bodyOf(types.certificateVerify, truncated)],
    ['with a byte too many', bodyOf(types.certificateVerify, longer)],
  ])('%s is a decode_error', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });
});

describe("the server's Finished", () => {
  it.each([
    ['first', 0],
    ['last', -1],
  ])('that is wrong in its %s bit is a decrypt_error (RFC 8446, 4.4.4)', (_, at) => {
    const change = bodyOf(types.finished, (body) => flipped(body, at < 0 ? body.length - 1 : at));
    refused(change, 'BAD_FINISHED', 'decrypt_error');
  });

  it.each([
    ['cut short', bodyOf(types.finished, truncated)],
    ['with a byte too many', bodyOf(types.finished, longer)],
  ])('%s is a decode_error (RFC 8446, 6.2)', (_, change) => {
    refused(change, 'DECODE_ERROR', 'decode_error');
  });

  it('must end its record, since keys change after it (RFC 8446, 5.1)', () => {
    const glued: Change = (message) =>
      message.type === types.finished
        ? [message, { type: types.newSessionTicket, body: emptyBody }]
        : [message];
    refused(glued, 'HANDSHAKE_ACROSS_KEY_CHANGE', 'unexpected_message');
  });
});

function request() {
  return { type: types.certificateRequest, body: fromHex('000008000d000400020403') };
}

function leaveOut(...left: readonly number[]): Change {
  return (message) => (left.includes(message.type) ? [] : [message]);
}

function withName(extensions: readonly ReturnType<typeof extension>[]) {
  return [...without(extensions, 0), extension(0, '00')];
}

function entry(certificate: Uint8Array) {
  return { certificate, extensions: [] };
}
