import { equalBytes, toHex } from '../../bytes/bytes.js';
import { encodeDer } from '../../keys/der.js';
import type { Certificate } from '../certificate.js';
import { decodeElement } from '../der/reader.js';
import { tags } from '../der/tags.js';
import {
  allReasons,
  type DistributionPoint,
  type DistributionPointName,
} from '../extensions/distribution-points.js';
import type { GeneralName } from '../extensions/general-name.js';
import { extensionIds } from '../extensions/oids.js';
import { Name } from '../name.js';
import type { CertificateRevocationList, IssuingDistributionPoint } from './crl.js';

/**
 * Where lists for a certificate may be: what it says itself, and its issuer's own list (RFC 5280, 6.3.3, the paragraph
 * after step (l)).
 */
export function pointsOf(certificate: Certificate): readonly DistributionPoint[] {
  const own: DistributionPoint = {
    name: { kind: 'full', names: [{ kind: 'directory', name: certificate.issuer }] },
    reasons: allReasons,
    crlIssuer: undefined,
  };
  return [...(certificate.crlDistributionPoints ?? []), own];
}

/** Whether a complete list is one for a certificate, by what a distribution point says of it (RFC 5280, 6.3.3 (b)). */
export function isInScope(
  crl: CertificateRevocationList,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  const { issuingDistributionPoint: about } = crl;
  if (point.crlIssuer) {
    if (!about?.indirect || !directoryNames(point.crlIssuer).some((name) => name.equals(crl.issuer)))
      return false;
  } else if (!crl.issuer.equals(certificate.issuer)) return false;
  return !about || (isAboutKind(about, certificate) && isAtPoint(about, crl, point, certificate));
}

function isAboutKind(about: IssuingDistributionPoint, certificate: Certificate): boolean {
  const isAuthority = certificate.basicConstraints?.ca ?? false;
  if (about.onlyAttributeCertificates) return false;
  return !(about.onlyUserCertificates && isAuthority) && !(about.onlyAuthorityCertificates && !isAuthority);
}

function isAtPoint(
  about: IssuingDistributionPoint,
  crl: CertificateRevocationList,
  point: DistributionPoint,
  certificate: Certificate,
): boolean {
  if (!about.name) return true;
  const theirs = fullNames(about.name, crl.issuer);
  const [crlIssuer] = directoryNames(point.crlIssuer ?? []);
  const ours = point.name ? fullNames(point.name, crlIssuer ?? certificate.issuer) : (point.crlIssuer ?? []);
  return ours.some((one) => theirs.some((other) => isSameName(one, other)));
}

function fullNames(name: DistributionPointName, base: Name): readonly GeneralName[] {
  if (name.kind === 'full') return name.names;
  const { contents } = decodeElement(base.der, 'a name');
  const der = encodeDer(tags.sequence, contents, encodeDer(tags.set, name.attributes));
  return [{ kind: 'directory', name: new Name(der) }];
}

function directoryNames(names: readonly GeneralName[]): Name[] {
  return names.flatMap((one) => (one.kind === 'directory' ? [one.name] : []));
}

function isSameName(a: GeneralName, b: GeneralName): boolean {
  if (a.kind === 'directory') return b.kind === 'directory' && a.name.equals(b.name);
  return b.kind !== 'directory' && a.kind === b.kind && nameText(a) === nameText(b);
}

function nameText(name: Exclude<GeneralName, { readonly kind: 'directory' }>): string {
  switch (name.kind) {
    case 'uri':
      return name.uri;
    case 'dns':
      return name.name.toLowerCase();
    case 'email':
      return name.address;
    case 'ip':
      return toHex(name.bytes);
    case 'registered-id':
      return name.oid;
    default:
      return toHex(name.der);
  }
}

/** Whether a delta list goes with a complete one (RFC 5280, 6.3.3 (c)). */
export function isDeltaOf(delta: CertificateRevocationList, complete: CertificateRevocationList): boolean {
  if (!delta.baseNumber || !delta.number || !complete.number || complete.baseNumber) return false;
  return (
    delta.issuer.equals(complete.issuer) &&
    isSameExtension(delta, complete, extensionIds.issuingDistributionPoint) &&
    isSameExtension(delta, complete, extensionIds.authorityKeyIdentifier) &&
    compareNumbers(delta.baseNumber, complete.number) <= 0 &&
    compareNumbers(delta.number, complete.number) > 0
  );
}

function isSameExtension(a: CertificateRevocationList, b: CertificateRevocationList, id: string): boolean {
  const [one, other] = [a.extensions.get(id)?.value, b.extensions.get(id)?.value];
  return one === other || (one !== undefined && other !== undefined && equalBytes(one, other));
}

/** Compares two integers that are not negative; leading zeros do not count. */
function compareNumbers(a: Uint8Array, b: Uint8Array): number {
  const [one = '', other = ''] = [a, b].map((octets) => toHex(octets).replace(/^0+/, ''));
  if (one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}
