/**
 * X.509 certificates as TLS needs them (RFC 5280): parsing, path building and validation, names (RFC 9525). Synchronous,
 * without I/O; the time comes from the caller. All errors about certificates are an `X509Error`.
 *
 * @packageDocumentation
 */
export { Certificate, maxCertificateLength } from './certificate.js';
export { CertificateCache, defaultCertificateCacheSize } from './certificate-cache.js';
export { type X509ErrorCode, x509ErrorCodes } from './error-table.js';
export { type CertificateLocation, X509Error, type X509ErrorOptions } from './errors.js';
export type {
  DistributionPoint,
  DistributionPointName,
  ReasonMask,
} from './extensions/distribution-points.js';
export type { GeneralName } from './extensions/general-name.js';
export type { Extension } from './extensions/list.js';
export type { AccessDescription, AuthorityKeyId, NameConstraints } from './extensions/names.js';
export { purposeIds } from './extensions/oids.js';
export type { PolicyConstraints, PolicyMapping } from './extensions/policies.js';
export type { BasicConstraints, KeyUsageName } from './extensions/usage.js';
export { requireIdentity } from './identity/common-name.js';
export { checkIdentity, matchIdentity } from './identity/match.js';
export { parseReferenceIdentity, type ReferenceIdentity } from './identity/reference.js';
export { Name, type NameAttribute, type RelativeName } from './name.js';
export {
  CertificateRevocationList,
  type IssuingDistributionPoint,
  maxCrlLength,
  type RevokedCertificate,
} from './revocation/crl.js';
export { encodeOcspRequest } from './revocation/ocsp-request.js';
export {
  maxOcspResponseLength,
  type OcspIssuer,
  OcspResponse,
  type SingleResponse,
} from './revocation/ocsp-response.js';
export {
  defaultOcspMaxAge,
  defaultOcspSkew,
  type RevocationMode,
  type RevocationOptions,
} from './revocation/options.js';
export {
  embeddedTimestamps,
  parseTimestamps,
  type SignedCertificateTimestamp,
  stapledTimestamps,
} from './transparency/timestamp.js';
export {
  type CheckedTimestamp,
  checkTimestamps,
  requireTimestamps,
  type TimestampInput,
  type TimestampPolicy,
  type TransparencyLog,
  TransparencyLogs,
} from './transparency/verify-timestamps.js';
export {
  type BareTrustAnchor,
  certificatesFromPem,
  type TrustAnchor,
  TrustAnchors,
} from './trust-anchors.js';
export {
  defaultPolicyOptions,
  defaultStrength,
  defaultVerifyLimits,
  type PolicyOptions,
  type Profile,
  type Purpose,
  type Strength,
  type VerifiedChain,
  type VerifyLimits,
  type VerifyOptions,
} from './verify/options.js';
export type { Signed } from './verify/signature.js';
export { defaultVerificationCacheSize, VerificationCache } from './verify/verification-cache.js';
export { verifyChain } from './verify/verify-chain.js';
