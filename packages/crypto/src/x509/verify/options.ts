import type { CryptoProvider } from '../../provider.js';
import type { Certificate } from '../certificate.js';
import type { KeyUsageName } from '../extensions/usage.js';
import type { ReferenceIdentity } from '../identity/reference.js';
import { type RevocationOptions, type RevocationSettings, resolveRevocation } from '../revocation/options.js';
import type { TrustAnchor, TrustAnchors } from '../trust-anchors.js';
import type { VerificationCache } from './verification-cache.js';

/** What the leaf's key is to be used for (RFC 5280, 4.2.1.12): by a TLS server, by a TLS client, or for anything. */
export type Purpose = 'server' | 'client' | 'any';

/**
 * How much of what authorities must do is asked of them.
 *
 * - `interoperable`: all that protects the one who verifies; faults of form that harm no one are let pass. As OpenSSL
 *   does by default.
 * - `rfc5280`: also the rules that RFC 5280 has for authorities: key identifiers, criticality, name syntax. As OpenSSL's
 *   `X509_V_FLAG_X509_STRICT`.
 * - `webpki`: also those of the CA/Browser Forum's Baseline Requirements that can be seen in a certificate.
 */
export type Profile = 'interoperable' | 'rfc5280' | 'webpki';

/** What keys and signatures are strong enough. */
export interface Strength {
  /** Bits of an RSA modulus, at least. Default 2048 (RFC 9325, 4.5). */
  readonly minimumRsaBits: number;
  /** Whether signatures with SHA-1 count; by default they do not (RFC 9155). Those with MD5 never do. */
  readonly allowSha1: boolean;
}

/** Defaults of {@link Strength}. */
export const defaultStrength: Strength = { minimumRsaBits: 2048, allowSha1: false };

/** How much work one verification may be: what a peer sends decides how much there is to try. */
export interface VerifyLimits {
  /**
   * Authorities between leaf and anchor that are not self-issued, as `SSL_CTX_set_verify_depth` counts. Default 10: paths
   * of the public web have one or two, those of bridged government authorities up to eight.
   */
  readonly maxIntermediates: number;
  /** Signatures checked: the one costly step. Default 100, some 10 ms with native cryptography. */
  readonly maxSignatureChecks: number;
  /** Certificates tried as issuer of another. Default 1,000. */
  readonly maxSteps: number;
  /** Names compared with name constraints. Default 250,000, some 10 ms. */
  readonly maxNameComparisons: number;
}

/** Defaults of {@link VerifyLimits}. */
export const defaultVerifyLimits: VerifyLimits = {
  maxIntermediates: 10,
  maxSignatureChecks: 100,
  maxSteps: 1_000,
  maxNameComparisons: 250_000,
};

/** Inputs of policy processing (RFC 5280, 6.1.1 (c), (e) to (g)). */
export interface PolicyOptions {
  /** Acceptable policies as object identifiers; all when absent. */
  readonly acceptable: readonly string[] | undefined;
  /** Whether the path must be valid for an acceptable policy. */
  readonly requireExplicit: boolean;
  /** Whether mappings do not count. */
  readonly inhibitMapping: boolean;
  /** Whether anyPolicy does not count. */
  readonly inhibitAny: boolean;
}

/** Defaults of {@link PolicyOptions}: any policy will do, unless a certificate in the path says otherwise. */
export const defaultPolicyOptions: PolicyOptions = {
  acceptable: undefined,
  requireExplicit: false,
  inhibitMapping: false,
  inhibitAny: false,
};

/** For those who sign handshakes. */
const defaultKeyUsage: readonly KeyUsageName[] = ['digitalSignature'];

/** What {@link verifyChain} is to verify, and how. */
export interface VerifyOptions {
  /** Checks the signatures. */
  readonly provider: CryptoProvider;
  /** The peer's certificate. */
  readonly leaf: Certificate;
  /** What else the peer sent, in any order; strays are no harm. */
  readonly intermediates: readonly Certificate[];
  /** Whom to trust. */
  readonly anchors: TrustAnchors;
  /** The moment to verify for: milliseconds since the epoch. */
  readonly time: number;
  /** What the leaf's key is for. */
  readonly purpose: Purpose;
  /** Whom the leaf must name. Without it no name is checked. */
  readonly name?: ReferenceIdentity | undefined;
  /**
   * Whether a DNS name may stand in the subject's common name, where the leaf has no subject alternative names and no authority
   * has name constraints. Default false (RFC 9525, 6.3).
   */
  readonly commonName?: boolean | undefined;
  /** Default `interoperable`. */
  readonly profile?: Profile | undefined;
  /**
   * Usages that the leaf's key must have, where it has a key usage. Default `digitalSignature` for servers and clients,
   * which sign handshakes (RFC 8446, 4.4.2.2; RFC 5246, 7.4.2), none for the purpose `any`.
   */
  readonly keyUsage?: readonly KeyUsageName[] | undefined;
  /** Whether the leaf must name its purposes (Baseline Requirements, 7.1.2.7.10). Default false: none named is any. */
  readonly explicitPurpose?: boolean | undefined;
  /** Default {@link defaultStrength}. */
  readonly strength?: Partial<Strength> | undefined;
  /** Default {@link defaultVerifyLimits}. */
  readonly budget?: Partial<VerifyLimits> | undefined;
  /** Default {@link defaultPolicyOptions}. */
  readonly policies?: Partial<PolicyOptions> | undefined;
  /** What is known of revocation, and what is asked. By default nothing is checked. */
  readonly revocation?: RevocationOptions | undefined;
  /** Remembers what was verified. It does not take part where revocation is checked: what is known of that grows old. */
  readonly cache?: VerificationCache | undefined;
}

/** The options that decide a result, with defaults filled in. */
export interface VerifySettings {
  readonly provider: CryptoProvider;
  readonly time: number;
  readonly purpose: Purpose;
  readonly commonName: boolean;
  readonly profile: Profile;
  readonly keyUsage: readonly KeyUsageName[];
  readonly explicitPurpose: boolean;
  readonly strength: Strength;
  readonly limits: VerifyLimits;
  readonly policies: PolicyOptions;
  /** `undefined` when revocation is not checked. */
  readonly revocation: RevocationSettings | undefined;
}

/**
 * Fills in defaults. Throws a `RangeError` for a time or a limit that is no number: comparing with one would let all pass.
 */
export function resolveSettings(options: VerifyOptions): VerifySettings {
  const limits = { ...defaultVerifyLimits, ...options.budget };
  if (!Number.isFinite(options.time))
    throw new RangeError(`the time of verification is ${options.time}; give milliseconds since the epoch`);
  for (const [name, limit] of Object.entries(limits)) {
    if (!(limit >= 0))
      throw new RangeError(`the limit ${name} is ${limit}; give a number that is not negative`);
  }
  return {
    provider: options.provider,
    time: options.time,
    purpose: options.purpose,
    commonName: options.commonName ?? false,
    profile: options.profile ?? 'interoperable',
    keyUsage: options.keyUsage ?? (options.purpose === 'any' ? [] : defaultKeyUsage),
    explicitPurpose: options.explicitPurpose ?? false,
    strength: { ...defaultStrength, ...options.strength },
    limits,
    policies: { ...defaultPolicyOptions, ...options.policies },
    revocation: resolveRevocation(options.revocation),
  };
}

/** A path that holds. */
export interface VerifiedChain {
  /** From the leaf to the anchor's certificate, where it has one. */
  readonly path: readonly Certificate[];
  /** Where the path ends. */
  readonly anchor: TrustAnchor;
}
