import { equalBytes } from '../../bytes/bytes.js';
import type { Certificate } from '../certificate.js';
import type { X509ErrorCode } from '../error-table.js';
import { X509Error } from '../errors.js';
import { extensionIds } from '../extensions/oids.js';
import { isPresentedDnsName } from '../identity/dns.js';
import type { Profile } from './options.js';

/** Where in a path a certificate stands. */
export type Role = 'leaf' | 'intermediate' | 'anchor';

/** An error about a rule that another profile does not have. */
export function refuse(code: X509ErrorCode, problem: string): X509Error {
  return new X509Error(code, `${problem}; have it issued again, or verify with the profile "interoperable"`);
}

/** RFC 5280's rules for what conforming authorities issue; checked with the profiles `rfc5280` and `webpki`. */
export function checkAuthorityRules(certificate: Certificate, role: Role, profile: Profile): void {
  checkCriticality(certificate, profile);
  checkKeyIds(certificate, role);
  if (role === 'leaf') checkLeafRules(certificate);
  else checkIssuerRules(certificate);
  checkNameSyntax(certificate);
}

function isCritical(certificate: Certificate, id: string): boolean | undefined {
  return certificate.extensions.get(id)?.critical;
}

/** RFC 5280, 4.2.1: which extensions must be critical, and which must not. */
function checkCriticality(certificate: Certificate, profile: Profile): void {
  const never = [
    extensionIds.authorityKeyIdentifier,
    extensionIds.subjectKeyIdentifier,
    extensionIds.authorityInformationAccess,
  ];
  const always: string[] = [extensionIds.policyConstraints, extensionIds.inhibitAnyPolicy];
  // Baseline Requirements, 7.1.2.10.8: name constraints may be either.
  if (profile !== 'webpki') always.push(extensionIds.nameConstraints);
  if (never.some((id) => isCritical(certificate, id) === true))
    throw refuse('WRONG_CRITICALITY', 'a critical extension that must not be critical');
  if (always.some((id) => isCritical(certificate, id) === false))
    throw refuse('WRONG_CRITICALITY', 'an extension that is not critical and must be');
  const emptySubject = certificate.subject.isEmpty;
  if (emptySubject && isCritical(certificate, extensionIds.subjectAltName) === false)
    throw refuse('WRONG_CRITICALITY', 'an empty subject beside alternative names that are not critical');
}

/** RFC 5280, 4.2.1.1 and 4.2.1.2. */
function checkKeyIds(certificate: Certificate, role: Role): void {
  const { authorityKeyId, subjectKeyId } = certificate;
  if (role !== 'leaf' && !subjectKeyId)
    throw refuse('MISSING_SUBJECT_KEY_ID', 'an authority without subject key identifier');
  // A self-signed certificate may leave the authority key identifier out, and nothing is above an anchor.
  const mayLackIt = role === 'anchor' || certificate.isSelfIssued;
  if (!authorityKeyId?.keyId && (authorityKeyId !== undefined || !mayLackIt))
    throw refuse('MISSING_AUTHORITY_KEY_ID', 'a certificate without the key identifier of its authority');
  if (authorityKeyId && (authorityKeyId.issuer === undefined) !== (authorityKeyId.serialNumber === undefined))
    throw refuse('INVALID_EXTENSION', 'an authority key identifier with half of issuer and serial number');
  const { keyId } = authorityKeyId ?? {};
  if (
    role === 'anchor' &&
    certificate.isSelfIssued &&
    keyId &&
    subjectKeyId &&
    !equalBytes(keyId, subjectKeyId)
  )
    throw refuse('AUTHORITY_KEY_ID_MISMATCH', 'a self-signed certificate with two key identifiers');
}

/** RFC 5280, 4.2.1.3, 4.2.1.9, 4.2.1.10. */
function checkLeafRules(leaf: Certificate): void {
  if (leaf.basicConstraints?.ca) return;
  if (leaf.keyUsage?.has('keyCertSign'))
    throw refuse('CERT_SIGN_WITHOUT_CA', "a key that may sign certificates without being an authority's");
  if (leaf.nameConstraints)
    throw refuse('INVALID_EXTENSION', 'name constraints in a certificate that is not of an authority');
}

/** RFC 5280, 4.1.2.6, 4.2.1.3, 4.2.1.9. */
function checkIssuerRules(issuer: Certificate): void {
  if (issuer.subject.isEmpty) throw refuse('EMPTY_SUBJECT', 'an authority without name');
  if (isCritical(issuer, extensionIds.basicConstraints) === false)
    throw refuse('WRONG_CRITICALITY', 'an authority whose basic constraints are not critical');
  if (!issuer.keyUsage) throw refuse('MISSING_KEY_USAGE', 'an authority without key usage');
}

/** RFC 5280, 4.2.1.6: names in the preferred syntax, so without underscores, and addresses as addresses. */
function checkNameSyntax(certificate: Certificate): void {
  for (const name of certificate.subjectAltNames ?? []) {
    if (name.kind === 'dns' && !isPresentedDnsName(name.name.toLowerCase(), true))
      throw refuse('INVALID_NAME_SYNTAX', 'an alternative name that is not a DNS name');
  }
}
