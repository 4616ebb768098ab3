import {
  type PrivateKey,
  type Random,
  type SignatureSchemeName,
  schemeFitsKey,
  signatureSchemeByName,
  TLS13,
  TlsError,
} from '@proj/crypto';
import { Certificate } from '@proj/crypto/x509';
import type { Signer } from './config.js';
import type { Optional } from './config-defaults.js';
import { type DelegatedCredential, delegationContent } from './wire/delegated-credential.js';

/** Milliseconds that a delegated credential may yet be valid for when it is used: seven days (RFC 9345, 4.1.3). */
export const maxDelegationLifetime = 604_800_000;

/** A key that a certificate's key vouches for, so that it can stay away from the server (RFC 9345). */
export interface DelegatedKey {
  /** From {@link issueDelegatedCredential}, or made elsewhere. */
  readonly credential: DelegatedCredential;
  /** The key itself. */
  readonly signer: Signer;
}

/** What both roles are configured with for delegated credentials, which TLS 1.3 has. */
export interface DelegationConfig {
  /** Schemes of delegated keys that are taken of a peer, all of them among `signatureSchemes`; default none. */
  readonly delegatedCredentialSchemes: readonly SignatureSchemeName[];
}

const invalid = (message: string): TlsError => new TlsError('INVALID_CONFIG', message);

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveDelegation(
  { delegatedCredentialSchemes = [] }: Optional<DelegationConfig>,
  signatureSchemes: readonly SignatureSchemeName[],
): DelegationConfig {
  for (const name of delegatedCredentialSchemes) {
    if (!signatureSchemes.includes(name))
      throw invalid(
        `delegatedCredentialSchemes has ${name}, which is not among signatureSchemes: add it there`,
      );
    // RFC 9345, 4.1.3: keys that RSA encryption could be meant for are never delegated to.
    if (name.startsWith('rsa_pss_rsae') || name.startsWith('rsa_pkcs1'))
      throw invalid(`delegatedCredentialSchemes has ${name}, which no delegated key may use: leave it out`);
  }
  return { delegatedCredentialSchemes };
}

/** What is delegated, and by whom. */
export interface DelegationOptions {
  /** The certificate that vouches, DER; it has the DelegationUsage extension (RFC 9345, 4.2). */
  readonly certificate: Uint8Array;
  /** Its key. */
  readonly key: PrivateKey;
  /** How that signs. */
  readonly algorithm: SignatureSchemeName;
  /** The SubjectPublicKeyInfo of the key that is delegated to, DER. */
  readonly spki: Uint8Array;
  /** How that will sign handshakes. */
  readonly scheme: SignatureSchemeName;
  /** Which end will use it. */
  readonly role: 'client' | 'server';
  /** When it ends, milliseconds since the epoch: at most seven days after it is used. */
  readonly validUntil: number;
  /** Where randomised signatures draw from. */
  readonly random: Random;
}

/** Makes a delegated credential (RFC 9345, 4). Throws a `TlsError` `INVALID_CONFIG`. */
export function issueDelegatedCredential(options: DelegationOptions): DelegatedCredential {
  const { key, random, role, spki, validUntil } = options;
  const certificate = Certificate.parse(options.certificate);
  if (!maySign(certificate)) {
    throw invalid(
      'a certificate without DelegationUsage can not delegate: have one issued with it (RFC 9345, 4.2)',
    );
  }
  const validTime = Math.floor((validUntil - certificate.notBefore) / 1000);
  if (!(validTime > 0 && validTime <= 0xffff_ffff))
    throw invalid('a delegated credential must end after its certificate begins: give a later validUntil');
  const algorithm = signatureSchemeByName(options.algorithm);
  if (!schemeFitsKey(algorithm, key.type, TLS13))
    throw invalid(`a ${key.type} key can not sign with ${options.algorithm}: name another algorithm`);
  const { id: scheme } = signatureSchemeByName(options.scheme);
  const delegation = { validTime, scheme, spki, algorithm: algorithm.id };
  const content = delegationContent(role, options.certificate, delegation);
  return { ...delegation, signature: key.sign(algorithm.algorithm, content, random) };
}

/** id-ce-delegationUsage (RFC 9345, 4.2). */
const delegationUsage = '1.3.6.1.4.1.44363.44';

/** Whether a certificate may vouch for other keys (RFC 9345, 4.2). */
export function maySign({ extensions, keyUsage }: Certificate): boolean {
  return extensions.has(delegationUsage) && keyUsage?.has('digitalSignature') === true;
}

/** When a delegated credential ends, milliseconds since the epoch. */
export function delegationEnd({ notBefore }: Certificate, { validTime }: DelegatedCredential): number {
  return notBefore + 1000 * validTime;
}
