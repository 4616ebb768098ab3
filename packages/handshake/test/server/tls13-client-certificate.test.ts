import { ascii, concatBytes } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/config.js';
import type { ServerOptions } from '../../src/config-defaults.js';
import { readCertificateRequestExtensions } from '../../src/extensions/certificate-extensions.js';
import { readCertificateRequest13 } from '../../src/wire/certificate-request13.js';
import {
  type CertificateVerify,
  readCertificateVerify,
  writeCertificateVerify,
} from '../../src/wire/certificate-verify.js';
import { type Certificate13, readCertificate13, writeCertificate13 } from '../../src/wire/certificate13.js';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { TestCa, testTime } from '../support/certificates.js';
import { type Change, ca, clientCredential, Duel, expectRefusal, unchanged } from './duel.js';
import { bodyOf, drop, extension, flipped, longer, truncated } from './edits.js';

const required = { clientCertificate: 'require' } as const;
const requested = { clientCertificate: 'request' } as const;
const only13 = { minVersion: 'TLSv1.3' } as const;
const authenticated = { ...only13, credentials: [clientCredential] };
const { certificate, certificateRequest, certificateVerify, finished } = handshakeTypes;

function changedCertificate(edit: (message: Certificate13) => Partial<Certificate13>): Change {
  return bodyOf(certificate, (body) => {
    const message = readCertificate13(body);
    return writeCertificate13({ ...message, ...edit(message) });
  });
}

function changedVerify(edit: (message: CertificateVerify) => Partial<CertificateVerify>): Change {
  return bodyOf(certificateVerify, (body) => {
    const message = readCertificateVerify(body);
    return writeCertificateVerify({ ...message, ...edit(message) });
  });
}

describe("TLS 1.3's CertificateRequest", () => {
  it('is empty of context, and names our schemes and authorities (RFC 8446, 4.3.2)', () => {
    const server = {
      ...requested,
      clientAuthorities: [ca.name],
      signatureSchemes: ['ecdsa_secp256r1_sha256'],
    } as const;
    const duel = new Duel(
      { ...server, credentials: [ca.issue(nobleProvider)] },
      unchanged,
      authenticated,
    ).run();
    const { context, extensions } = readCertificateRequest13(duel.sent(certificateRequest));
    expect(context).toEqual(emptyBody);
    expect(readCertificateRequestExtensions(extensions)).toEqual({
      signatureAlgorithms: [0x0403],
      certificateAuthorities: [ca.name],
    });
    expect(duel.server.negotiated.certificateRequested).toBe(true);
  });

  it('comes between EncryptedExtensions and Certificate (RFC 8446, 4.3.2)', () => {
    const { received } = new Duel(requested, unchanged, only13).run().client;
    const types = received.map(({ type }) => type);
    expect(types.indexOf(certificateRequest)).toBe(types.indexOf(handshakeTypes.encryptedExtensions) + 1);
    expect(types.indexOf(certificate)).toBe(types.indexOf(certificateRequest) + 1);
  });

  it('has no certificate_authorities when there are none to name (RFC 8446, 4.2.4)', () => {
    const duel = new Duel(requested, unchanged, only13).run();
    const { extensions } = readCertificateRequest13(duel.sent(certificateRequest));
    expect(extensions.map(({ type }) => type)).toEqual([13]);
  });
});

describe("a client's certificate in TLS 1.3", () => {
  it.each([requested, required])('is verified, and known from then on (%j)', (server) => {
    const { negotiated } = new Duel(server, unchanged, authenticated).run().server;
    expect(negotiated.peerChain.map(({ der }) => der)).toEqual(clientCredential.chain);
    expect(negotiated.verifiedChain).toBeDefined();
    expect(negotiated.peerSignatureScheme).toBe('ecdsa_secp256r1_sha256');
  });

  it('may be missing when it is only asked for (RFC 8446, 4.4.2.4)', () => {
    const duel = new Duel(requested, unchanged, only13).run();
    expect(duel.server.isHandshaking).toBe(false);
    expect(duel.server.negotiated).toMatchObject({ peerChain: [], verifiedChain: undefined });
  });

  it('must not be missing when it is required: certificate_required (RFC 8446, 4.4.2.4)', () => {
    expectRefusal(new Duel(required, unchanged, only13), 'CERTIFICATE_REQUIRED', 'certificate_required');
  });

  it('comes before anything else: unexpected_message (RFC 8446, 4.4)', () => {
    expectRefusal(new Duel(requested, drop(certificate), only13), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each<[string, Change]>([
    ['is cut short', bodyOf(certificate, truncated)],
    ['has a byte too many', bodyOf(certificate, longer)],
    [
      'has an empty entry',
      changedCertificate(({ entries }) => ({
        entries: entries.map((one) => ({ ...one, certificate: emptyBody })),
      })),
    ],
  ])('that %s is a decode_error (RFC 8446, 4.4.2)', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'DECODE_ERROR', 'decode_error');
  });

  it('with a context that is not the request’s is an illegal_parameter (RFC 8446, 4.4.2)', () => {
    const change = changedCertificate(() => ({ context: Uint8Array.of(1) }));
    expectRefusal(new Duel(required, change, authenticated), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it.each([
    ['status_request', extension(5, '010000010a')],
    ['one that nobody knows', extension(0x5a5a)],
  ])(
    'with an extension that the request lacks is an unsupported_extension: %s (RFC 8446, 4.4.2)',
    (_, added) => {
      const change = changedCertificate(({ entries }) => ({
        entries: entries.map((entry) => ({ ...entry, extensions: [added] })),
      }));
      expectRefusal(
        new Duel(required, change, authenticated),
        'UNSUPPORTED_EXTENSION',
        'unsupported_extension',
      );
    },
  );

  it('that is no certificate is a bad_certificate (RFC 8446, 6.2)', () => {
    const change = changedCertificate(({ entries }) => ({
      entries: entries.map((entry) => ({ ...entry, certificate: Uint8Array.of(0x30, 0) })),
    }));
    expectRefusal(new Duel(required, change, authenticated), 'BAD_CERTIFICATE', 'bad_certificate');
  });

  it('longer than the limit is refused before it has come', () => {
    const server = { ...required, limits: { maxCertificateMessage: 64 } };
    expectRefusal(new Duel(server, unchanged, authenticated), 'MESSAGE_TOO_LONG', 'illegal_parameter');
  });

  const stranger = new TestCa('Stranger').issue(nobleProvider, { purpose: 'client' });
  const expired = ca.issue(nobleProvider, { purpose: 'client', notAfter: testTime - 1000 });
  const servers = ca.issue(nobleProvider, { purpose: 'server' });
  const unsigned = ca.issue(nobleProvider, { purpose: 'client', extensions: [keyUsage('keyAgreement')] });

  it.each([
    ['of an authority that we do not trust', stranger, 'UNKNOWN_CA', 'unknown_ca'],
    ['that has expired', expired, 'CERTIFICATE_EXPIRED', 'certificate_expired'],
    ['that is for servers', servers, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate'],
    ['whose key may not sign (4.4.2.2)', unsigned, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate'],
  ] as const)('%s is refused by the alert for it (RFC 8446, 6.2)', (_, credential, code, alert) => {
    const client = { ...only13, credentials: [credential] };
    expectRefusal(new Duel(required, unchanged, client), code, alert);
    // What is only asked for must be right all the same.
    expectRefusal(new Duel(requested, unchanged, client), code, alert);
  });

  it('can be accepted unverified, which stays visible', () => {
    const server: Partial<ServerOptions> = { ...required, verifyChain: () => 'unverified' };
    const { negotiated } = new Duel(server, unchanged, { ...only13, credentials: [stranger] }).run().server;
    expect(negotiated.peerChain).toHaveLength(1);
    expect(negotiated.verifiedChain).toBeUndefined();
  });
});

describe("a client's CertificateVerify in TLS 1.3", () => {
  it.each<[string, Change]>([
    ['is of something else', changedVerify(({ signature }) => ({ signature: flipped(signature) }))],
    ['is empty', changedVerify(() => ({ signature: emptyBody }))],
  ])('whose signature %s is a decrypt_error (RFC 8446, 4.4.3)', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'BAD_SIGNATURE', 'decrypt_error');
  });

  it.each([
    ['another curve than the key’s (RFC 8446, 4.2.3)', 0x0503],
    ['another kind of key', 0x0804],
    ['RSASSA-PKCS1-v1_5 (RFC 8446, 4.4.3)', 0x0401],
    ['SHA-1 (RFC 8446, 4.4.3)', 0x0203],
    ['a scheme that nobody knows', 0x5a5a],
  ])('with a scheme for %s is an illegal_parameter', (_, scheme) => {
    const change = changedVerify(() => ({ scheme }));
    expectRefusal(new Duel(required, change, authenticated), 'WRONG_SIGNATURE_TYPE', 'illegal_parameter');
  });

  it('with a scheme that was not in the request is an illegal_parameter (RFC 8446, 4.4.3)', () => {
    const server = { ...required, signatureSchemes: ['ecdsa_secp256r1_sha256'] } as const;
    const change = changedVerify(() => ({ scheme: 0x0807 }));
    const duel = new Duel({ ...server, credentials: [ca.issue(nobleProvider)] }, change, authenticated);
    expectRefusal(duel, 'WRONG_SIGNATURE_TYPE', 'illegal_parameter');
  });

  it.each<[string, Change]>([
    ['is cut short', bodyOf(certificateVerify, truncated)],
    ['has a byte too many', bodyOf(certificateVerify, longer)],
  ])('that %s is a decode_error', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'DECODE_ERROR', 'decode_error');
  });

  it('must follow a certificate: unexpected_message (RFC 8446, 4.4.3)', () => {
    expectRefusal(
      new Duel(required, drop(certificateVerify), authenticated),
      'UNEXPECTED_MESSAGE',
      'unexpected_message',
    );
  });

  it('must not follow an empty Certificate: unexpected_message (RFC 8446, 4.4.3)', () => {
    const change: Change = (message) =>
      message.type === finished ? [{ type: certificateVerify, body: emptyBody }, message] : [message];
    expectRefusal(new Duel(requested, change, only13), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('that signs what a server would sign is a decrypt_error (RFC 8446, 4.4.3)', () => {
    const { signer } = clientCredential;
    const serversContent = (message: Uint8Array): Uint8Array =>
      concatBytes(message.subarray(0, 64), ascii('TLS 1.3, server'), message.subarray(64 + 15));
    const confused: Credential = {
      ...clientCredential,
      signer: {
        ...signer,
        sign: (request, decision) =>
          signer.sign({ ...request, message: serversContent(request.message) }, decision),
      },
    };
    const duel = new Duel(required, unchanged, { ...only13, credentials: [confused] });
    expectRefusal(duel, 'BAD_SIGNATURE', 'decrypt_error');
  });
});
