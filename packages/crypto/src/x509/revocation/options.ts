import type { Certificate } from '../certificate.js';
import type { CertificateRevocationList } from './crl.js';
import type { OcspResponse } from './ocsp-response.js';

/**
 * What is asked of revocation.
 *
 * - `off`: nothing is looked at.
 * - `soft`: what is given counts; a certificate of which nothing is known passes. As browsers do.
 * - `hard`: every certificate must be known not to be revoked. As OpenSSL's `X509_V_FLAG_CRL_CHECK_ALL`.
 */
export type RevocationMode = 'off' | 'soft' | 'hard';

/** Milliseconds that an OCSP responder's clock may be ahead or behind: OpenSSL's five minutes. */
export const defaultOcspSkew: number = 5 * 60 * 1000;

/** Milliseconds that an OCSP response without `nextUpdate` counts for: a day. */
export const defaultOcspMaxAge: number = 24 * 60 * 60 * 1000;

/** What is known of revocation, and what is asked. Fetching is not done here: give what was stapled, or was fetched. */
export interface RevocationOptions {
  readonly mode: RevocationMode;
  /** Whether only the leaf is asked about, or all of the path under the anchor. Default `path`. */
  readonly scope?: 'leaf' | 'path' | undefined;
  /** Revocation lists, complete and delta, of any issuers. */
  readonly crls?: readonly CertificateRevocationList[] | undefined;
  /**
   * The response that the peer sent. Unless the mode is `off`, it must be right and say that the certificate is good
   * (RFC 6066, 8), and a server's certificate that asks for one (RFC 7633) is refused without.
   */
  readonly stapled?: OcspResponse | undefined;
  /** Responses about certificates of the path from elsewhere. */
  readonly ocspResponses?: readonly OcspResponse[] | undefined;
  /** The nonce that was sent to responders: one that is given back must be the same. Its octets, 1 to 128. */
  readonly nonce?: Uint8Array | undefined;
  /** Certificates of those who sign lists for others; they need a path to the same anchor. */
  readonly certificates?: readonly Certificate[] | undefined;
  /** Milliseconds; default {@link defaultOcspSkew}. */
  readonly ocspSkew?: number | undefined;
  /** Milliseconds; default {@link defaultOcspMaxAge}. */
  readonly ocspMaxAge?: number | undefined;
}

/** {@link RevocationOptions} that ask for something, with defaults filled in. */
export interface RevocationSettings {
  readonly hard: boolean;
  readonly leafOnly: boolean;
  readonly crls: readonly CertificateRevocationList[];
  readonly stapled: OcspResponse | undefined;
  readonly ocspResponses: readonly OcspResponse[];
  readonly nonce: Uint8Array | undefined;
  readonly certificates: readonly Certificate[];
  readonly ocspSkew: number;
  readonly ocspMaxAge: number;
}

/** Fills in defaults; `undefined` when nothing is to be checked. Throws a `RangeError` for durations that are no numbers. */
export function resolveRevocation(options: RevocationOptions | undefined): RevocationSettings | undefined {
  if (!options || options.mode === 'off') return undefined;
  return {
    hard: options.mode === 'hard',
    leafOnly: options.scope === 'leaf',
    crls: options.crls ?? [],
    stapled: options.stapled,
    ocspResponses: options.ocspResponses ?? [],
    nonce: options.nonce,
    certificates: options.certificates ?? [],
    ocspSkew: duration('ocspSkew', options.ocspSkew ?? defaultOcspSkew),
    ocspMaxAge: duration('ocspMaxAge', options.ocspMaxAge ?? defaultOcspMaxAge),
  };
}

function duration(name: string, value: number): number {
  if (value >= 0) return value;
  throw new RangeError(`${name} is ${value}; give milliseconds`);
}
