import { TlsError } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { X509Error } from '@proj/crypto/x509';
import { der, extension } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/config.js';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import type { Decision } from '../../src/decision.js';
import { later } from '../../src/decision.js';
import type { OcspResponses } from '../../src/status/config.js';
import { writeMultiCertificateStatus } from '../../src/wire/certificate-status.js';
import { readCertificate13, writeCertificate13 } from '../../src/wire/certificate13.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { before, bodyOf, drop, extension as rawExtension, serverHello } from '../client/edits.js';
import { Duel, ca as duelCa, expectFailure } from '../client/hostile-server.js';
import { ca, clientCredential, credential, Pair, serverOptions } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';

const leaf = credential.chain[0];
const good = ca.respond(leaf);
const stapling: Credential = { ...credential, ocspResponses: [good] };
const mustStaple = ca.issue(nobleProvider, {
  extensions: [extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5)))],
});
const versions = ['TLSv1.2', 'TLSv1.3'] as const;

const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair(client, serverOptions(server)).run();
const refusal = (code: string, alert: string) => expect.objectContaining({ code, alert });
const badStatus = refusal('BAD_CERTIFICATE_STATUS', 'bad_certificate_status_response');

describe.each(versions)('OCSP stapling in %s (RFC 6066, 8; RFC 8446, 4.4.2.1)', (version) => {
  const only = { minVersion: version, maxVersion: version } as const;
  const ask = { ...only, requestStatus: 'leaf' } as const;

  it('brings the response to the verifier, and tells of it', () => {
    let seen: OcspResponses = [];
    const verifyChain: ClientOptions['verifyChain'] = ({ ocspResponses }) => {
      seen = ocspResponses;
      return 'unverified';
    };
    const pair = run({ ...ask, verifyChain }, { credentials: [stapling] });
    expect(seen).toEqual([good]);
    expect(pair.client.negotiated.peerOcspResponses).toEqual([good]);
    expect(pair.serverMessages.includes('certificate_status')).toBe(version === 'TLSv1.2');
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('sends nothing to a client that does not ask, and nothing that there is not', () => {
    expect(run(only, { credentials: [stapling] }).client.negotiated.peerOcspResponses).not.toContain(good);
    const pair = run(ask, {});
    expect(pair.client.negotiated.peerOcspResponses.filter((one) => one)).toEqual([]);
  });

  it('takes the response from a hook, at once or later', () => {
    let decision: Decision<OcspResponses | undefined> | undefined;
    const pair = new Pair(
      ask,
      serverOptions({
        selectStatus: (selection, given) => {
          expect(selection.credential.chain).toEqual(credential.chain);
          decision = given;
          return later;
        },
      }),
    );
    expect(() => pair.run()).toThrow('waits-for');
    decision?.complete([good]);
    expect(pair.run().client.negotiated.peerOcspResponses).toEqual([good]);
  });

  it.each([
    ['is malformed', Uint8Array.of(1, 2, 3)],
    ['is too old', ca.respond(leaf, { thisUpdate: testTime - 9e8, nextUpdate: testTime - 8e8 })],
    ['is about another certificate', ca.respond(clientCredential.chain[0])],
    ['says that nobody knows the certificate', ca.respond(leaf, { status: 'unknown' })],
    ['is no answer', ca.respond(leaf, { responseStatus: 3 })],
  ])('refuses a response that %s (RFC 6066, 8)', (_, ocspResponse) => {
    const credentials = [{ ...credential, ocspResponses: [ocspResponse] }];
    expect(() => run(ask, { credentials })).toThrow(badStatus);
  });

  it('refuses a certificate that was revoked', () => {
    const ocspResponses = [ca.respond(leaf, { status: 'revoked' })];
    expect(() => run(ask, { credentials: [{ ...credential, ocspResponses }] })).toThrow(
      refusal('CERTIFICATE_REVOKED', 'certificate_revoked'),
    );
  });

  it('refuses a certificate that asks for a response, without one (RFC 7633, 4.2.3)', () => {
    expect(() => run(ask, { credentials: [mustStaple] })).toThrow(badStatus);
    const ocspResponses = [ca.respond(mustStaple.chain[0])];
    expect(run(ask, { credentials: [{ ...mustStaple, ocspResponses }] }).exchange('hello')).toBe('hello');
  });

  it('asks for a response where revocation must be known, and does without where nothing is asked', () => {
    const hard = { ...only, revocation: { mode: 'hard' } } as const;
    expect(run(hard, { credentials: [stapling] }).exchange('hello')).toBe('hello');
    expect(() => run(hard, {})).toThrow(TlsError);
    expect(
      run({ ...ask, revocation: { mode: 'off' } }, { credentials: [mustStaple] }).sessions,
    ).toBeDefined();
  });
});

describe('OCSP stapling by clients (RFC 8446, 4.4.2.1)', () => {
  const server = { clientCertificate: 'require', requestStatus: 'leaf' } as const;
  const own = clientCredential.chain[0];

  it('is asked for in CertificateRequest, and checked', () => {
    const response = ca.respond(own);
    const pair = run({ credentials: [{ ...clientCredential, ocspResponses: [response] }] }, server);
    expect(pair.server.negotiated.peerOcspResponses).toEqual([response]);
    const revoked = ca.respond(own, { status: 'revoked' });
    expect(() => run({ credentials: [{ ...clientCredential, ocspResponses: [revoked] }] }, server)).toThrow(
      refusal('CERTIFICATE_REVOKED', 'certificate_revoked'),
    );
  });

  it('stays away where it was not asked for', () => {
    const pair = run(
      { credentials: [{ ...clientCredential, ocspResponses: [ca.respond(own)] }] },
      { clientCertificate: 'require' },
    );
    expect(pair.server.negotiated.peerOcspResponses).toEqual([undefined]);
  });
});

describe('status_request_v2 in TLS 1.2 (RFC 6961)', () => {
  const chain = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', requestStatus: 'chain' } as const;
  const [first = new Uint8Array(0)] = credential.chain;

  it('brings a response for each certificate, and none where there is none', () => {
    const long = { ...credential, chain: [first, first], ocspResponses: [undefined, good] };
    const verifyChain = () => 'unverified' as const;
    const pair = run({ ...chain, verifyChain }, { credentials: [long] });
    expect(pair.client.negotiated.peerOcspResponses).toEqual([undefined, good]);
  });

  it('is answered by a server that has one response too', () => {
    expect(run(chain, { credentials: [stapling] }).client.negotiated.peerOcspResponses).toEqual([good]);
  });

  const ask = { maxVersion: 'TLSv1.2', requestStatus: 'chain', groups: ['x25519'] } as const;
  const inserted = (body: Uint8Array) =>
    before(handshakeTypes.serverKeyExchange, { type: handshakeTypes.certificateStatus, body });

  it('may not have more responses than certificates', () => {
    const promised = serverHello(({ extensions }) => ({ extensions: [...extensions, rawExtension(17)] }));
    const tooMany = inserted(writeMultiCertificateStatus([undefined, undefined, good]));
    const duel = new Duel(ask, {}, (message, server) =>
      promised(message, server).flatMap((one) => tooMany(one)),
    );
    expectFailure(duel, 'DECODE_ERROR', 'decode_error');
  });

  it('is not answered together with status_request', () => {
    const both = serverHello(({ extensions }) => ({
      extensions: [...extensions, rawExtension(5), rawExtension(17)],
    }));
    expectFailure(new Duel(ask, {}, both), 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });
});

describe('a server that staples wrongly', () => {
  const client = { anchors: duelCa.anchors, groups: ['x25519', 'secp256r1'], requestStatus: 'leaf' } as const;
  const type = handshakeTypes.certificateStatus;

  it('may not send CertificateStatus unpromised (RFC 6066, 8)', () => {
    const body = Uint8Array.of(1, 0, 0, 1, 9);
    const duel = new Duel(
      { ...client, maxVersion: 'TLSv1.2' },
      {},
      before(handshakeTypes.serverKeyExchange, { type, body }),
    );
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it('may promise one and send none (RFC 6066, 8)', () => {
    const duel = new Duel(
      { ...client, maxVersion: 'TLSv1.2' },
      {},
      serverHello(({ extensions }) => ({ extensions: [...extensions, rawExtension(5)] })),
    );
    duel.run();
    expect(duel.client.isHandshaking).toBe(false);
  });

  it('may not promise what was not asked for (RFC 8446, 4.2)', () => {
    const duel = new Duel(
      { ...client, requestStatus: 'none', maxVersion: 'TLSv1.2' },
      {},
      serverHello(({ extensions }) => ({ extensions: [...extensions, rawExtension(5)] })),
    );
    expectFailure(duel, 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });

  it('may not send an empty response, or one of another type', () => {
    const stapled = (data: string) =>
      bodyOf(handshakeTypes.certificate, (body) => {
        const { context, entries } = readCertificate13(body);
        const extensions = [rawExtension(5, data)];
        return writeCertificate13({ context, entries: entries.map((one) => ({ ...one, extensions })) });
      });
    expectFailure(new Duel(client, {}, stapled('01000000')), 'DECODE_ERROR', 'decode_error');
    expectFailure(new Duel(client, {}, stapled('0200000109')), 'ILLEGAL_PARAMETER', 'illegal_parameter');
    const unasked = { ...client, requestStatus: 'none' } as const;
    expectFailure(
      new Duel(unasked, {}, stapled('0100000109')),
      'UNSUPPORTED_EXTENSION',
      'unsupported_extension',
    );
  });

  it('is caught where it leaves the response out that its certificate asks for', () => {
    const asks = duelCa.issue(nobleProvider, {
      extensions: [extension('1.3.6.1.5.5.7.1.24', der.sequence(der.integer(5)))],
    });
    const ocspResponses = [duelCa.respond(asks.chain[0])];
    const duel = new Duel(
      { ...client, maxVersion: 'TLSv1.2' },
      { credentials: [{ ...asks, ocspResponses }] },
      drop(type),
    );
    expectFailure(duel, 'BAD_CERTIFICATE_STATUS', 'bad_certificate_status_response');
    expect(duel.client.failure?.cause).toBeInstanceOf(X509Error);
  });
});

describe('the configuration of stapling', () => {
  it('says what it does not know', () => {
    const requestStatus: unknown = 'all';
    expect(() => run({ requestStatus } as Partial<ClientOptions>, {})).toThrow(
      refusal('INVALID_CONFIG', 'internal_error'),
    );
  });
});
