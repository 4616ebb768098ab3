import { generateKeyPairSync } from 'node:crypto';
import type { SignatureScheme, SignatureSchemeName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority, type LeafTemplate } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/config.js';
import { clientConfig, type ServerOptions, serverConfig } from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { keySigner } from '../../src/signer.js';
import { handshakeBoth } from '../support/pump.js';

const root = Authority.root(nobleProvider, {});
const verifyChain = () => 'unverified' as const;

function issue(template: LeafTemplate): Credential {
  const { chain, key } = root.leaf(template);
  return { chain, signer: keySigner(key.privateKey, nobleProvider.random) };
}

/** The scheme that a server with this credential signs with, for a client that takes these. */
function schemeOf(
  credential: Credential,
  signatureSchemes: readonly SignatureSchemeName[],
  options: Partial<ServerOptions> = {},
): SignatureScheme['name'] | undefined {
  const client = new Connection(clientConfig({ provider: nobleProvider, verifyChain, signatureSchemes }));
  const server = new Connection(
    serverConfig({ provider: nobleProvider, signatureSchemes, credentials: [credential], ...options }),
  );
  handshakeBoth(client, server);
  return client.negotiated.peerSignatureScheme;
}

describe('the scheme that a credential signs with', () => {
  it('fits in its modulus (RFC 8017, 9.1.1)', () => {
    const short = issue({ keyType: 'rsa', rsaBits: 1024 });
    expect(schemeOf(short, ['rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha384'])).toBe('rsa_pss_rsae_sha384');
  });

  it("is one that the key's own parameters allow (RFC 4055, 1.2)", () => {
    const { privateKey } = generateKeyPairSync('rsa-pss', {
      modulusLength: 2048,
      hashAlgorithm: 'sha384',
      mgf1HashAlgorithm: 'sha384',
      publicKeyEncoding: { type: 'spki', format: 'der' },
      privateKeyEncoding: { type: 'pkcs8', format: 'der' },
    });
    const key = { privateKey: nobleProvider.importPrivateKey(privateKey), pkcs8: privateKey };
    const restricted = issue({ key });
    const offered = ['rsa_pss_pss_sha256', 'rsa_pss_pss_sha384', 'rsa_pss_pss_sha512'] as const;
    expect(schemeOf(restricted, offered)).toBe('rsa_pss_pss_sha384');
  });

  it('is one of signingSchemes, whatever is accepted from peers', () => {
    const rsa = issue({ keyType: 'rsa' });
    const offered = ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512'] as const;
    const options: Partial<ServerOptions> = {
      signatureSchemes: ['ecdsa_secp256r1_sha256'],
      signingSchemes: ['rsa_pss_rsae_sha512', 'rsa_pss_rsae_sha256'],
    };
    expect(schemeOf(rsa, offered, options)).toBe('rsa_pss_rsae_sha512');
  });

  it('and the credential itself are those of the configuration where a hook answers "default"', () => {
    const rsa = issue({ keyType: 'rsa' });
    const options: Partial<ServerOptions> = { selectCredential: () => 'default' };
    expect(schemeOf(rsa, ['rsa_pss_rsae_sha256'], options)).toBe('rsa_pss_rsae_sha256');
  });

  it("is the signer's choice where it has one", () => {
    const plain = issue({ keyType: 'rsa' });
    const schemes = ['rsa_pss_rsae_sha512'] as const;
    const choosy = { ...plain, signer: { ...plain.signer, schemes } };
    expect(schemeOf(plain, ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512'])).toBe('rsa_pss_rsae_sha256');
    expect(schemeOf(choosy, ['rsa_pss_rsae_sha256', 'rsa_pss_rsae_sha512'])).toBe('rsa_pss_rsae_sha512');
  });
});

describe('of several credentials', () => {
  const first = issue({ names: [{ dns: 'first.example' }] });
  const second = issue({ names: [{ dns: 'second.example' }, { dns: '*.wild.example' }] });

  it.each([
    ['that name', 'second.example', second],
    ['a wildcard that covers it', 'a.wild.example', second],
    ['any other name', 'third.example', first],
  ])('a server takes the one for %s', (_, serverName, expected) => {
    const client = new Connection(clientConfig({ provider: nobleProvider, verifyChain, serverName }));
    const server = new Connection(serverConfig({ provider: nobleProvider, credentials: [first, second] }));
    handshakeBoth(client, server);
    expect(server.negotiated.localChain).toBe(expected.chain);
  });

  it('a server takes the one that the client can check', () => {
    const rsa = issue({ keyType: 'rsa', names: [{ dns: 'other.example' }] });
    const client = new Connection(
      clientConfig({
        provider: nobleProvider,
        verifyChain,
        serverName: 'first.example',
        signatureSchemes: ['rsa_pss_rsae_sha256'],
      }),
    );
    const server = new Connection(serverConfig({ provider: nobleProvider, credentials: [first, rsa] }));
    handshakeBoth(client, server);
    expect(server.negotiated.localChain).toBe(rsa.chain);
  });
});
