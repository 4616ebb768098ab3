import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from '../../src/config-defaults.js';
import { ca, clientCredential, Pair, serverOptions } from '../resumption/pair.js';
import { TestCa } from '../support/certificates.js';

const other = new TestCa('Another CA');
const p256 = ca.issue(nobleProvider);
const rsa = ca.issue(nobleProvider, { keyType: 'rsa' });
const named = ca.issue(nobleProvider, { names: ['other.example'] });
const foreign = other.issue(nobleProvider);
const rsaCa = new TestCa('RSA CA', 'rsa');
const signedByRsa = rsaCa.issue(nobleProvider);

/** The certificate that a server with several shows to a client. */
function shown(client: Partial<ClientOptions>, credentials = [p256, rsa, named, foreign, signedByRsa]) {
  const pair = new Pair({ verifyChain: () => 'unverified', ...client }, serverOptions({ credentials })).run();
  return pair.client.negotiated.peerChain[0]?.der;
}

describe.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'of several credentials, a server of %s shows',
  (maxVersion) => {
    it('the first that fits', () => {
      expect(shown({ maxVersion })).toEqual(p256.chain[0]);
    });

    it('the one whose key the client verifies (signature_algorithms; RFC 8446, 4.4.2.2)', () => {
      expect(shown({ maxVersion, signatureSchemes: ['rsa_pss_rsae_sha256'] })).toEqual(rsa.chain[0]);
    });

    it('the one for the name (RFC 6066, 3)', () => {
      expect(shown({ maxVersion, serverName: 'other.example' })).toEqual(named.chain[0]);
    });

    it('the one whose chain is signed as the client wants (signature_algorithms_cert; RFC 8446, 4.2.3)', () => {
      const certificateSignatureSchemes = ['rsa_pkcs1_sha256'] as const;
      expect(shown({ maxVersion, certificateSignatureSchemes })).toEqual(signedByRsa.chain[0]);
    });

    it('another all the same, where none is (RFC 8446, 4.4.2.2)', () => {
      expect(shown({ maxVersion, certificateSignatureSchemes: ['ed448'] })).toEqual(p256.chain[0]);
    });
  },
);

describe('the authorities that a client names (certificate_authorities; RFC 8446, 4.2.4)', () => {
  it('guide the choice of a server', () => {
    expect(shown({ serverAuthorities: [other.name] })).toEqual(foreign.chain[0]);
    expect(shown({ serverAuthorities: [new TestCa('Unknown').name] })).toEqual(p256.chain[0]);
  });

  it('decide for a credential that is only for those who trust its issuer', () => {
    const only = { ...foreign, mustMatchIssuer: true };
    expect(shown({}, [only, p256])).toEqual(p256.chain[0]);
    expect(shown({ serverAuthorities: [other.name] }, [only, p256])).toEqual(foreign.chain[0]);
    expect(() => shown({ serverAuthorities: [ca.name] }, [only])).toThrow();
  });

  it('are for TLS 1.3 alone', () => {
    expect(shown({ serverAuthorities: [other.name], maxVersion: 'TLSv1.2' })).toEqual(p256.chain[0]);
  });
});

describe('a client of several credentials', () => {
  it('shows the one whose chain is signed as the server wants (RFC 8446, 4.3.2)', () => {
    const own = rsaCa.issue(nobleProvider, { names: ['client.example'], purpose: 'client' });
    const server = serverOptions({
      clientCertificate: 'require',
      verifyChain: () => 'unverified',
      certificateSignatureSchemes: ['rsa_pkcs1_sha256'],
    });
    const pair = new Pair({ credentials: [clientCredential, own] }, server).run();
    expect(pair.server.negotiated.peerChain[0]?.der).toEqual(own.chain[0]);
  });
});
