/**
 * Certificate authorities, chains and keys for tests: right by default, wrong where a template says so.
 *
 * @packageDocumentation
 */
export * as der from './der.ts';
export {
  authorityKeyId,
  basicConstraints,
  certificatePolicies,
  type ExtensionInput,
  extendedKeyUsage,
  extension,
  inhibitAnyPolicy,
  keyUsage,
  nameConstraints,
  policyConstraints,
  policyMappings,
  subjectAltNames,
  subjectKeyId,
} from './extensions.ts';
export { Authority, type AuthorityTemplate, Issued, type LeafTemplate, type Template } from './issue.ts';
export { generateKey, type KeyPair } from './keys.ts';
export type { GeneralNameInput, NameInput } from './names.ts';
export {
  type CrlTemplate,
  crlDistributionPoints,
  type DistributionPointInput,
  issueCrl,
  issueOcspResponse,
  issuingDistributionPoint,
  type OcspTemplate,
  type RevokedInput,
} from './revocation.ts';
