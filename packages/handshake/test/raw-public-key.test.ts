import { equalBytes } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import { rawPublicKeyCredential } from '../src/raw-public-key.js';
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
  it('stand for certificates at both ends', () => {
    const pair = run(
      { ...knows(serverKey), credentials: [clientKey] },
      { ...knows(clientKey), credentials: [serverKey], clientCertificate: 'require' },
    );
    expect(pair.client.negotiated.peerPublicKey).toEqual(serverKey.rawPublicKey);
    expect(pair.server.negotiated.peerPublicKey).toEqual(clientKey.rawPublicKey);
    expect(pair.exchange('hello')).toBe('hello');
    // Such a session would forget whom it was with.
    expect(pair.sessions).toEqual([]);
  });

  it('that are refused are a certificate_unknown', () => {
    expect(() => run(knows(clientKey), { credentials: [serverKey] })).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_UNKNOWN' }),
    );
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
