import {
  type Certificate,
  matchIdentity,
  type PolicyOptions,
  type Profile,
  type Purpose,
  parseReferenceIdentity,
  type ReferenceIdentity,
  type Strength,
} from '@proj/crypto/x509';
import type { PeerRevocation, TransparencyConfig } from '@proj/handshake';

/**
 * How the peer's chain is verified, beside whom to trust (X509_VERIFY_PARAM_set_flags(3)). What is `undefined` has the
 * default of `verifyChain` of `@proj/crypto/x509`.
 */
export class VerifyParameters {
  /**
   * Names or IP addresses of which the peer's certificate must have one (SSL_set1_host(3), SSL_add1_host(3)). Where there are
   * none, a server's must have the name that the client asks for.
   */
  hosts: readonly string[] = [];
  /**
   * Whether a host's name may stand in the subject's common name, where there are no subject alternative names
   * (X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT).
   */
  commonName = false;
  /** An e-mail address that the peer's certificate must have (X509_VERIFY_PARAM_set1_email(3)). */
  email: string | undefined;
  /** What the peer's key must be for; by default what its role is (X509_VERIFY_PARAM_set_purpose(3)). */
  purpose: Purpose | undefined;
  /** Authorities between a certificate and its anchor, at most (X509_VERIFY_PARAM_set_depth(3)). */
  depth: number | undefined;
  /** The moment to verify for, milliseconds since the epoch; by default now (X509_VERIFY_PARAM_set_time(3)). */
  time: number | undefined;
  /** How much is asked of authorities: `rfc5280` is X509_V_FLAG_X509_STRICT. */
  profile: Profile | undefined;
  /** What keys and signatures are strong enough (X509_VERIFY_PARAM_set_auth_level(3)). */
  strength: Partial<Strength> | undefined;
  /** Policies to ask for (X509_VERIFY_PARAM_set1_policies(3)). */
  policies: Partial<PolicyOptions> | undefined;
  /**
   * What is asked of revocation, with what is known of it: `hard` for the `leaf` is X509_V_FLAG_CRL_CHECK, for the `path`
   * X509_V_FLAG_CRL_CHECK_ALL. A client then asks for a stapled OCSP response too.
   */
  revocation: PeerRevocation | undefined;
  /** What is asked of certificate transparency (SSL_CTX_enable_ct(3)). */
  transparency: TransparencyConfig | undefined;

  /** A copy that can be changed on its own. */
  clone(): VerifyParameters {
    return Object.assign(new VerifyParameters(), this);
  }
}

/** The identities that a peer must have: of each list one. Throws a `RangeError` for what is no name. */
export function requiredIdentities(
  { hosts, email }: VerifyParameters,
  serverName: string | undefined,
): readonly (readonly ReferenceIdentity[])[] {
  const names = hosts.length > 0 || serverName === undefined ? hosts : [serverName];
  const required: (readonly ReferenceIdentity[])[] = [];
  if (names.length > 0) required.push(names.map(parseReferenceIdentity));
  if (email !== undefined) required.push([{ kind: 'email', address: email }]);
  return required;
}

/** Whether a certificate has one identity of each list. */
export function hasIdentities(
  certificate: Certificate,
  required: readonly (readonly ReferenceIdentity[])[],
): boolean {
  return required.every((names) => names.some((name) => matchIdentity(certificate, name)));
}
