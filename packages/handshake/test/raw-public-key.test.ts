import { equalBytes } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import { rawPublicKeyCredential } from '../src/raw-public-key.js';
import { handshakeTypes } from '../src/wire/handshake-type.js';
import type { RawExtension } from '../src/wire/raw-extension.js';
import { bodyOf } from './client/edits.js';
import { Duel, expectFailure } from './client/hostile-server.js';
import { clientCredential, credential, Pair, serverOptions } from './resumption/pair.js';

const serverKey = rawPublicKeyCredential(credential.signer);
const clientKey = rawPublicKeyCredential(clientCredential.signer);
const knows = (key: typeof serverKey) => ({
  peerCertificateTypes: ['rawPublicKey'] as const,
  verifyPublicKey: ({ spki }: { readonly spki: Uint8Array }) =>
    equalBytes(spki, key.rawPublicKey ?? new Uint8Array(0)),
});
const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair({ anchors: undefined, ...client }, serverOptions(server)).run();

describe('raw public keys (RFC 7250)', () => {
  it.each(['TLSv1.2', 'TLSv1.3'] as const)('stand for certificates at both ends of %s', (maxVersion) => {
    const pair = run(
      { ...knows(serverKey), credentials: [clientKey], maxVersion },
      { ...knows(clientKey), credentials: [serverKey], clientCertificate: 'require' },
    );
    expect(pair.client.negotiated.peerPublicKey).toEqual(serverKey.rawPublicKey);
    expect(pair.server.negotiated.peerPublicKey).toEqual(clientKey.rawPublicKey);
    expect(pair.exchange('hello')).toBe('hello');
    // Such a session would forget whom it was with.
    expect(pair.sessions).toEqual([]);
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)(
    'that are refused in %s are a certificate_unknown',
    (maxVersion) => {
      expect(() => run({ ...knows(clientKey), maxVersion }, { credentials: [serverKey] })).toThrow(
        expect.objectContaining({ code: 'CERTIFICATE_UNKNOWN' }),
      );
    },
  );

  it('may be missing from a client of TLS 1.2 that is only asked (RFC 5246, 7.4.6)', () => {
    const server = { ...knows(clientKey), maxVersion: 'TLSv1.2', clientCertificate: 'request' } as const;
    const offers = { credentials: [clientKey], selectCredential: () => undefined };
    const pair = run({ ...offers, verifyChain: () => 'unverified' }, server);
    expect(pair.server.negotiated.peerPublicKey).toBeUndefined();
    expect(pair.exchange('hello')).toBe('hello');
    const required = { ...server, clientCertificate: 'require' } as const;
    expect(() => run({ ...offers, verifyChain: () => 'unverified' }, required)).toThrow(
      expect.objectContaining({ code: 'NO_PEER_CERTIFICATE' }),
    );
  });

  it.each([
    ['empty', (body: Uint8Array) => body.subarray(0, 0)],
    ['without a key', () => Uint8Array.of(0, 0, 0)],
    ['longer', (body: Uint8Array) => Uint8Array.of(...body, 0)],
  ])('that are %s are a decode_error in TLS 1.2', (_, edit) => {
    const client = { ...knows(serverKey), anchors: undefined, maxVersion: 'TLSv1.2' } as const;
    const duel = new Duel(client, { credentials: [serverKey] }, bodyOf(handshakeTypes.certificate, edit));
    expectFailure(duel, 'DECODE_ERROR', 'decode_error');
  });

  it('give no session, though a ticket was promised (RFC 5077, 3.3)', () => {
    const client = { ...knows(serverKey), credentials: [clientKey], maxVersion: 'TLSv1.2' } as const;
    const server = { ...knows(clientKey), credentials: [serverKey], clientCertificate: 'require' } as const;
    const pair = run(client, server);
    expect(pair.serverMessages).toContain('new_session_ticket');
    expect(pair.sessions).toEqual([]);
  });

  it('are chosen in the order of the client (RFC 7250, 4.2)', () => {
    const credentials = [credential, serverKey];
    const both = (types: ClientOptions['peerCertificateTypes']) =>
      new Pair({ ...knows(serverKey), peerCertificateTypes: types }, serverOptions({ credentials })).run();
    expect(both(['rawPublicKey', 'x509']).client.negotiated.peerCertificateType).toBe('rawPublicKey');
    expect(both(['x509', 'rawPublicKey']).client.negotiated.peerCertificateType).toBe('x509');
  });

  it('are an unsupported_certificate where the other end will not have them (RFC 7250, 4.2)', () => {
    const refused = expect.objectContaining({
      code: 'UNSUPPORTED_CERTIFICATE',
      alert: 'unsupported_certificate',
    });
    expect(() => new Pair({}, serverOptions({ credentials: [serverKey] })).run()).toThrow(refused);
    expect(() => run(knows(serverKey), {})).toThrow(refused);
    const asking = { ...knows(clientKey), clientCertificate: 'require' } as const;
    expect(() => new Pair({ credentials: [clientCredential] }, serverOptions(asking)).run()).toThrow(refused);
  });

  it('are no reason to take a certificate from a server that does not know of them', () => {
    expect(() => run(knows(serverKey), { maxVersion: 'TLSv1.2' })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_CERTIFICATE' }),
    );
    const forgets = {
      shapeExtensions: (_: string, extensions: readonly RawExtension[]) =>
        extensions.filter(({ type }) => type !== 20),
    };
    const both = {
      ...knows(serverKey),
      maxVersion: 'TLSv1.2',
      peerCertificateTypes: ['rawPublicKey', 'x509'],
    } as const;
    expect(() => run(both, { credentials: [serverKey], ...forgets })).toThrow();
  });

  it('must belong to their signers, and need a verifier', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    const { signer } = credential;
    const rawPublicKey = clientKey.rawPublicKey ?? new Uint8Array(0);
    expect(() => serverOptions({ credentials: [{ chain: [], rawPublicKey, signer }] })).toThrow(invalid);
    expect(() => serverOptions({ peerCertificateTypes: ['rawPublicKey'] })).toThrow(invalid);
    const { sign } = signer;
    expect(() => rawPublicKeyCredential({ keyType: 'p256', sign })).toThrow(invalid);
    expect(nobleProvider.importPublicKey(rawPublicKey).type).toBe('p256');
  });
});
