import { type SignatureSchemeName, signatureSchemeByName } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { der, extension, generateKey } from '@tooling/ca';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../src/config.js';
import type { ClientOptions, ServerOptions } from '../src/config-defaults.js';
import {
  type DelegationOptions,
  issueDelegatedCredential,
  maxDelegationLifetime,
} from '../src/delegation.js';
import { keySigner } from '../src/signer.js';
import {
  type DelegatedCredential,
  delegationContent,
  writeDelegatedCredential,
} from '../src/wire/delegated-credential.js';
import { certificate13, extension as rawExtension } from './client/edits.js';
import { ca, Duel, expectFailure } from './client/hostile-server.js';
import {
  clientCredential,
  credential as ordinary,
  Pair,
  ca as pairCa,
  serverOptions,
} from './resumption/pair.js';
import { type TestCa, testTime } from './support/certificates.js';

const usage = extension('1.3.6.1.4.1.44363.44', der.none());
const hour = 3_600_000;
const dcKey = generateKey(nobleProvider, 'p256');
const scheme = 'ecdsa_secp256r1_sha256' as const;
const takes = { delegatedCredentialSchemes: [scheme] } as const;

/** A certificate whose key can delegate, and that key. */
function delegator(authority: TestCa, purpose: 'server' | 'client' = 'server') {
  const key = generateKey(nobleProvider, 'p256');
  const issued = authority.issue(nobleProvider, { purpose, extensions: [usage], key });
  return { issued, key: nobleProvider.importPrivateKey(key.pkcs8) };
}

const signer = keySigner(nobleProvider.importPrivateKey(dcKey.pkcs8), nobleProvider.random);

function optionsFor(
  { issued, key }: ReturnType<typeof delegator>,
  changes: Partial<DelegationOptions> = {},
): DelegationOptions {
  return {
    certificate: issued.chain[0] ?? new Uint8Array(0),
    key,
    algorithm: scheme,
    spki: dcKey.privateKey.spki,
    scheme,
    role: 'server',
    validUntil: testTime + hour,
    random: nobleProvider.random,
    ...changes,
  };
}

/** A credential that signs with a delegated key for those who take it. */
function delegating(
  from: ReturnType<typeof delegator>,
  changes: Partial<DelegationOptions> = {},
): Credential {
  const delegated = { credential: issueDelegatedCredential(optionsFor(from, changes)), signer };
  return { ...from.issued, delegated };
}

const inPair = delegator(pairCa);
const run = (client: Partial<ClientOptions>, server: Partial<ServerOptions>): Pair =>
  new Pair(client, serverOptions(server)).run();

describe('delegated credentials (RFC 9345)', () => {
  it('sign for a server in the place of its certificate’s key', () => {
    const pair = run(takes, { credentials: [delegating(inPair)] });
    expect(pair.client.negotiated.peerDelegation?.spki).toEqual(dcKey.privateKey.spki);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('sign for a client as well', () => {
    const own = delegating(delegator(pairCa, 'client'), { role: 'client' });
    const pair = run({ credentials: [own] }, { ...takes, clientCertificate: 'require' });
    expect(pair.server.negotiated.peerDelegation).toBeDefined();
    expect(pair.exchange('hello')).toBe('hello');
  });

  it.each<[string, Partial<ClientOptions>, Partial<DelegationOptions>]>([
    ['a client that does not take them', {}, {}],
    ['a client that takes other schemes', { delegatedCredentialSchemes: ['ed25519'] }, {}],
    ['TLS 1.2', { ...takes, maxVersion: 'TLSv1.2' }, {}],
    ['one that has ended', takes, { validUntil: testTime - 1000 }],
    ['one that is valid for too long', takes, { validUntil: testTime + maxDelegationLifetime + hour }],
  ])('stay away with %s: the certificate’s own key signs', (_, client, changes) => {
    const pair = run(client, { credentials: [delegating(inPair, changes)] });
    expect(pair.client.negotiated.peerDelegation).toBeUndefined();
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('need a certificate that may delegate (4.2)', () => {
    const [certificate = new Uint8Array(0)] = ordinary.chain;
    expect(() => issueDelegatedCredential(optionsFor(inPair, { certificate }))).toThrow(/DelegationUsage/);
  });

  it.each<[string, Partial<DelegationOptions>]>([
    ['ends before its certificate begins', { validUntil: 0 }],
    ['is signed with an algorithm of another key', { algorithm: 'ed25519' }],
  ])('are not made where one %s', (_, changes) => {
    expect(() => issueDelegatedCredential(optionsFor(inPair, changes))).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }),
    );
  });

  it('are never for RSA keys that could encrypt (4.1.3)', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    for (const name of ['rsa_pss_rsae_sha256', 'rsa_pkcs1_sha256'] as const)
      expect(() => serverOptions({ delegatedCredentialSchemes: [name] })).toThrow(invalid);
    const signatureSchemes: SignatureSchemeName[] = ['ed25519'];
    expect(() => serverOptions({ signatureSchemes, ...takes, credentials: [clientCredential] })).toThrow(
      invalid,
    );
  });
});

describe('a delegated credential that is wrong is an illegal_parameter (RFC 9345, 4.1.3)', () => {
  const from = delegator(ca);
  const [certificate = new Uint8Array(0)] = from.issued.chain;
  const right = issueDelegatedCredential(optionsFor(from));
  const client = { ...takes, anchors: ca.anchors, groups: ['x25519'] } as const;

  /** A server that sends this delegated credential. */
  function sending(credential: Credential, edit: (entry: number) => DelegatedCredential | undefined): Duel {
    const change = certificate13(({ entries }) => ({
      entries: entries.map((entry, index) => {
        const sent = edit(index);
        const others = entry.extensions.filter(({ type }) => type !== 34);
        const data = sent && writeDelegatedCredential(sent);
        return { ...entry, extensions: data ? [...others, { type: 34, data }] : others };
      }),
    }));
    return new Duel(client, { credentials: [credential] }, change);
  }

  const refuse = (changed: DelegatedCredential, credential = delegating(from)): void =>
    expectFailure(
      sending(credential, () => changed),
      'ILLEGAL_PARAMETER',
      'illegal_parameter',
    );

  /** As the delegator would sign it, right or wrong. */
  function signed(
    delegation: Partial<DelegatedCredential>,
    { role = 'server', der: leaf = certificate }: { role?: 'client' | 'server'; der?: Uint8Array } = {},
  ): DelegatedCredential {
    const all = { ...right, ...delegation };
    const content = delegationContent(role, leaf, all);
    const { algorithm } = signatureSchemeByName(scheme);
    return { ...all, signature: from.key.sign(algorithm, content, nobleProvider.random) };
  }

  const begin = right.validTime - hour / 1000;

  it.each<[string, DelegatedCredential]>([
    ['that has ended', signed({ validTime: begin - 1 })],
    [
      'that is valid for more than seven days',
      signed({ validTime: begin + maxDelegationLifetime / 1000 + 1 }),
    ],
    ['that was changed', { ...right, validTime: right.validTime + 1 }],
    ['for a client', signed({}, { role: 'client' })],
    ['for another certificate', signed({}, { der: ordinary.chain[0] ?? certificate })],
    ['of a scheme that was not offered', signed({ scheme: 0x0503 })],
    ['signed with an algorithm that was not offered', signed({ algorithm: 0x0203 })],
    ['with a key that can not be read', signed({ spki: Uint8Array.of(0x30, 0) })],
    ['with an RSA key', signed({ spki: generateKey(nobleProvider, 'rsa').privateKey.spki })],
  ])('%s', (_, changed) => {
    refuse(changed);
  });

  it('of a certificate that may not delegate (4.2)', () => {
    const plain = ca.issue(nobleProvider);
    refuse(right, plain);
  });

  it('whose CertificateVerify is of another scheme', () => {
    const otherKey = generateKey(nobleProvider, 'ed25519');
    const other = keySigner(nobleProvider.importPrivateKey(otherKey.pkcs8), nobleProvider.random);
    const delegated = {
      credential: { ...right, scheme: signatureSchemeByName('ed25519').id },
      signer: other,
    };
    const both = { ...client, delegatedCredentialSchemes: [scheme, 'ed25519'] } as const;
    const change = certificate13(({ entries }) => ({
      entries: entries.map((entry) => ({
        ...entry,
        extensions: [{ type: 34, data: writeDelegatedCredential(right) }],
      })),
    }));
    const duel = new Duel(both, { credentials: [{ ...from.issued, delegated }] }, change);
    expectFailure(duel, 'ILLEGAL_PARAMETER', 'illegal_parameter');
  });

  it('unasked is an unsupported_extension (RFC 8446, 4.2)', () => {
    const change = certificate13(({ entries }) => ({
      entries: entries.map((entry) => ({ ...entry, extensions: [rawExtension(34, '00')] })),
    }));
    const duel = new Duel({ anchors: ca.anchors }, {}, change);
    expectFailure(duel, 'UNSUPPORTED_EXTENSION', 'unsupported_extension');
  });
});
