import type { CryptoProvider, PublicKey } from '../../provider.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { Name } from '../name.js';
import type { TrustAnchor } from '../trust-anchors.js';
import type { Profile, Strength } from '../verify/options.js';
import type { Signed } from '../verify/signature.js';
import type { RevocationSettings } from './options.js';

/** What a check of revocation has at hand. */
export interface RevocationContext {
  readonly provider: CryptoProvider;
  readonly time: number;
  readonly profile: Profile;
  readonly strength: Strength;
  readonly revocation: RevocationSettings;
  /** Certificates among which the signer of a list may be. */
  readonly candidates: readonly Certificate[];
  /** Whether a key signed something; paid for from the budget. */
  isSignedBy(
    signed: Pick<Signed, 'tbs' | 'signature' | 'signatureAlgorithmId'>,
    key: PublicKey,
    algorithm: SignatureAlgorithm,
  ): boolean;
  /** Throws an `X509Error` unless a certificate has a path of its own to the anchor of the path at hand. */
  requirePath(signer: Certificate): void;
}

/** Who issued a certificate: the next of the path, or the anchor. */
export interface Issuer {
  readonly name: Name;
  readonly spki: Uint8Array;
  readonly certificate: Certificate | undefined;
  publicKey(provider: CryptoProvider): PublicKey;
}

/** The issuer of a certificate of the path. */
export function issuerOf(path: readonly Certificate[], index: number, anchor: TrustAnchor): Issuer {
  const next = path[index + 1];
  return next ? certificateIssuer(next) : anchor;
}

/** A certificate as an issuer. */
export function certificateIssuer(certificate: Certificate): Issuer {
  return {
    name: certificate.subject,
    spki: certificate.spki,
    certificate,
    publicKey: (provider) => certificate.publicKey(provider),
  };
}

/** What was found out about a certificate. */
export type RevocationStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly since: number; readonly reason: number }
  /** Why nothing is known; the first reason where there are several. */
  | { readonly status: 'unknown'; readonly problem: X509Error | undefined };

/** The value, or the `X509Error` that came in its place; budgets end everything. */
export function attempt<T>(run: () => T): T | X509Error {
  try {
    return run();
  } catch (error) {
    if (error instanceof X509Error && error.code !== 'BUDGET_EXHAUSTED') return error;
    throw error;
  }
}
