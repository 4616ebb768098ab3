import { nobleProvider } from '@proj/crypto/noble';
import { keyUsage } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import { readCertificateRequest12 } from '../../src/wire/certificate-request12.js';
import {
  type CertificateVerify,
  readCertificateVerify,
  writeCertificateVerify,
} from '../../src/wire/certificate-verify.js';
import { readCertificate12, writeCertificate12 } from '../../src/wire/certificate12.js';
import { emptyBody } from '../../src/wire/empty-message.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { TestCa, testTime } from '../support/certificates.js';
import { type Change, ca, clientCredential, Duel, expectRefusal, unchanged } from './duel.js';
import { bodyOf, drop, flipped, longer, truncated } from './edits.js';

const required = { clientCertificate: 'require' } as const;
const requested = { clientCertificate: 'request' } as const;
const only12 = { maxVersion: 'TLSv1.2' } as const;
const authenticated = { ...only12, credentials: [clientCredential] };
const { certificate, certificateRequest, certificateVerify, clientKeyExchange } = handshakeTypes;

function changedCertificates(edit: (certificates: readonly Uint8Array[]) => readonly Uint8Array[]): Change {
  return bodyOf(certificate, (body) =>
    writeCertificate12({ certificates: edit(readCertificate12(body).certificates) }),
  );
}

function changedVerify(edit: (message: CertificateVerify) => Partial<CertificateVerify>): Change {
  return bodyOf(certificateVerify, (body) => {
    const message = readCertificateVerify(body);
    return writeCertificateVerify({ ...message, ...edit(message) });
  });
}

describe("TLS 1.2's CertificateRequest", () => {
  it('names kinds of keys, schemes and authorities (RFC 5246, 7.4.4)', () => {
    const schemes = ['rsa_pss_rsae_sha256', 'ed25519', 'mldsa44', 'ecdsa_secp256r1_sha256'] as const;
    const server = { ...requested, clientAuthorities: [ca.name], signatureSchemes: schemes };
    const duel = new Duel(server, unchanged, authenticated).run();
    expect(readCertificateRequest12(duel.sent(certificateRequest))).toEqual({
      certificateTypes: [1, 64],
      // ML-DSA is for TLS 1.3.
      signatureAlgorithms: [0x0804, 0x0807, 0x0403],
      authorities: [ca.name],
    });
    expect(duel.server.negotiated.certificateRequested).toBe(true);
  });

  it('comes between ServerKeyExchange and ServerHelloDone (RFC 5246, 7.3)', () => {
    const { received } = new Duel(requested, unchanged, only12).run().client;
    const types = received.map(({ type }) => type);
    expect(types.indexOf(certificateRequest)).toBe(types.indexOf(handshakeTypes.serverKeyExchange) + 1);
    expect(types.indexOf(handshakeTypes.serverHelloDone)).toBe(types.indexOf(certificateRequest) + 1);
  });
});

describe("a client's certificate in TLS 1.2", () => {
  it.each([requested, required])('is verified, and known from then on (%j)', (server) => {
    const { negotiated } = new Duel(server, unchanged, authenticated).run().server;
    expect(negotiated.peerChain.map(({ der }) => der)).toEqual(clientCredential.chain);
    expect(negotiated.verifiedChain).toBeDefined();
    expect(negotiated.peerSignatureScheme).toBe('ecdsa_secp256r1_sha256');
  });

  it('may be missing when it is only asked for (RFC 5246, 7.4.6)', () => {
    const duel = new Duel(requested, unchanged, only12).run();
    expect(duel.server.isHandshaking).toBe(false);
    expect(duel.server.negotiated.peerChain).toEqual([]);
  });

  it('must not be missing when it is required: handshake_failure (RFC 5246, 7.4.6)', () => {
    expectRefusal(new Duel(required, unchanged, only12), 'NO_PEER_CERTIFICATE', 'handshake_failure');
  });

  it('comes first, also when it is empty: unexpected_message (RFC 5246, 7.4.6)', () => {
    expectRefusal(new Duel(requested, drop(certificate), only12), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each<[string, Change]>([
    ['is cut short', bodyOf(certificate, truncated)],
    ['has a byte too many', bodyOf(certificate, longer)],
    ['has an empty entry', changedCertificates(() => [emptyBody])],
  ])('that %s is a decode_error (RFC 5246, 7.4.2)', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'DECODE_ERROR', 'decode_error');
  });

  it('that is no certificate is a bad_certificate (RFC 5246, 7.2.2)', () => {
    const change = changedCertificates(() => [Uint8Array.of(0x30, 0)]);
    expectRefusal(new Duel(required, change, authenticated), 'BAD_CERTIFICATE', 'bad_certificate');
  });

  const stranger = new TestCa('Stranger').issue(nobleProvider, { purpose: 'client' });
  const expired = ca.issue(nobleProvider, { purpose: 'client', notAfter: testTime - 1000 });
  const servers = ca.issue(nobleProvider, { purpose: 'server' });
  const unsigned = ca.issue(nobleProvider, { purpose: 'client', extensions: [keyUsage('keyAgreement')] });

  it.each([
    ['of an authority that we do not trust', stranger, 'UNKNOWN_CA', 'unknown_ca'],
    ['that has expired', expired, 'CERTIFICATE_EXPIRED', 'certificate_expired'],
    ['that is for servers', servers, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate'],
    ['whose key may not sign (7.4.2)', unsigned, 'UNSUPPORTED_CERTIFICATE', 'unsupported_certificate'],
  ] as const)('%s is refused by the alert for it (RFC 5246, 7.2.2)', (_, credential, code, alert) => {
    const client = { ...only12, credentials: [credential] };
    expectRefusal(new Duel(required, unchanged, client), code, alert);
    // What is only asked for must be right all the same.
    expectRefusal(new Duel(requested, unchanged, client), code, alert);
  });
});

describe("a client's CertificateVerify in TLS 1.2", () => {
  it.each<[string, Change]>([
    ['is of something else', changedVerify(({ signature }) => ({ signature: flipped(signature) }))],
    ['is empty', changedVerify(() => ({ signature: emptyBody }))],
    // TLS 1.2 reads an ECDSA scheme as a hash alone (RFC 8446, 4.2.3): this is another hash.
    ['is under another hash', changedVerify(() => ({ scheme: 0x0503 }))],
  ])('whose signature %s is a decrypt_error (RFC 5246, 7.4.8)', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'BAD_SIGNATURE', 'decrypt_error');
  });

  it.each([
    ['another kind of key', 0x0804],
    ['SHA-1, which was not in the request', 0x0203],
    ['a scheme that nobody knows', 0x5a5a],
  ])('with a scheme for %s is an illegal_parameter (RFC 5246, 7.4.8)', (_, scheme) => {
    const change = changedVerify(() => ({ scheme }));
    expectRefusal(new Duel(required, change, authenticated), 'WRONG_SIGNATURE_TYPE', 'illegal_parameter');
  });

  it.each<[string, Change]>([
    ['is cut short', bodyOf(certificateVerify, truncated)],
    ['has a byte too many', bodyOf(certificateVerify, longer)],
  ])('that %s is a decode_error', (_, change) => {
    expectRefusal(new Duel(required, change, authenticated), 'DECODE_ERROR', 'decode_error');
  });

  it('must follow a certificate: unexpected_message (RFC 5246, 7.4.8)', () => {
    const duel = new Duel(required, drop(certificateVerify), authenticated);
    expectRefusal(duel, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it('must not come without a certificate: unexpected_message (RFC 5246, 7.4.8)', () => {
    const change: Change = (message) =>
      message.type === clientKeyExchange
        ? [message, { type: certificateVerify, body: emptyBody }]
        : [message];
    expectRefusal(new Duel(requested, change, only12), 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('covers the messages before it, and no others (RFC 5246, 7.4.8)', () => {
    const messages: Uint8Array[] = [];
    const { signer } = clientCredential;
    const late = {
      ...clientCredential,
      signer: {
        ...signer,
        sign: (...[request, decision]: Parameters<typeof signer.sign>) => {
          messages.push(request.message);
          return signer.sign({ ...request, message: request.message.subarray(4) }, decision);
        },
      },
    };
    const duel = new Duel(required, unchanged, { ...only12, credentials: [late] });
    expectRefusal(duel, 'BAD_SIGNATURE', 'decrypt_error');
    expect(messages).toHaveLength(1);
    expect(messages[0]?.[0]).toBe(handshakeTypes.clientHello);
  });
});
