import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import type { GeneralName } from '../extensions/general-name.js';
import type { NameConstraints } from '../extensions/names.js';
import { isDnsName, isPresentedDnsName } from '../identity/dns.js';
import { parseIpv4 } from '../identity/ip.js';
import { splitEmail, splitUri } from '../identity/match.js';
import { emailAddressAttribute } from '../name.js';
import type { Budget } from './budget.js';

/** Throws for constraints that mean nothing (RFC 5280, 4.2.1.10), whether or not they meet a name. */
export function checkConstraintSyntax({ permitted, excluded }: NameConstraints): void {
  for (const base of [...permitted, ...excluded]) {
    if (!isConstraint(base)) {
      throw new X509Error(
        'INVALID_NAME_CONSTRAINT',
        `a name constraint of kind ${base.kind} that is not in the form of RFC 5280; have the authority's certificate ` +
          'issued again (DNS constraints have neither "*" nor a leading dot)',
      );
    }
  }
}

function isConstraint(base: GeneralName): boolean {
  switch (base.kind) {
    case 'dns':
      return base.name === '' || isDnsName(base.name.toLowerCase());
    case 'ip':
      return isAddressRange(base.bytes);
    case 'email':
      return isHostConstraint(splitEmail(base.address)?.host ?? base.address);
    case 'uri':
      return isHostConstraint(base.uri);
    default:
      return true;
  }
}

/** A host, or a domain's hosts with a dot in front. */
function isHostConstraint(text: string): boolean {
  return text === '' || isDnsName(text.toLowerCase().replace(/^\./, ''));
}

/** Address and mask of the same length; the mask in the style of CIDR. */
function isAddressRange(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false;
  const mask = bytes.subarray(bytes.length / 2);
  const bits = Array.from(mask, (octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits);
}

/**
 * Names that constraints apply to: subject, alternative names, and e-mail addresses in the subject where there are none
 * among the alternative names (RFC 5280, 4.2.1.10).
 */
export function constrainedNames(certificate: Certificate): readonly GeneralName[] {
  const names = [...(certificate.subjectAltNames ?? [])];
  if (!names.some(({ kind }) => kind === 'email')) names.push(...subjectAddresses(certificate));
  if (!certificate.subject.isEmpty) names.push({ kind: 'directory', name: certificate.subject });
  return names;
}

function subjectAddresses({ subject }: Certificate): GeneralName[] {
  return subject.relativeNames
    .flat()
    .filter(({ type }) => type === emailAddressAttribute)
    .map(({ value }) => ({ kind: 'email', address: value ?? '' }));
}

/** Throws unless all names are permitted and none excluded (RFC 5280, 6.1.3 (b), (c)). */
export function checkNames(
  names: readonly GeneralName[],
  constraints: NameConstraints,
  budget: Budget,
): void {
  for (const name of names) {
    checkName(name, constraints, budget);
  }
}

function checkName(name: GeneralName, constraints: NameConstraints, budget: Budget): void {
  budget.nameComparisons(1 + constraints.permitted.length + constraints.excluded.length);
  const permitted = constraints.permitted.filter(({ kind }) => kind === name.kind);
  const excluded = constraints.excluded.filter(({ kind }) => kind === name.kind);
  if (permitted.length === 0 && excluded.length === 0) return;
  requireComparable(name);
  if (excluded.some((base) => mayBeWithin(name, base))) {
    throw new X509Error(
      'NAME_EXCLUDED',
      `a name of kind ${name.kind} that an authority above is not allowed to certify (it is in an excluded subtree)`,
    );
  }
  if (permitted.length > 0 && !permitted.some((base) => isWithin(name, base))) {
    throw new X509Error(
      'NAME_NOT_PERMITTED',
      `a name of kind ${name.kind} that an authority above is not allowed to certify (it is in no permitted subtree)`,
    );
  }
}

/** A name that can not be compared must not pass for one that is outside an excluded subtree. */
function requireComparable(name: GeneralName): void {
  if (
    name.kind === 'x400' ||
    name.kind === 'edi-party' ||
    name.kind === 'other' ||
    name.kind === 'registered-id'
  ) {
    throw new X509Error(
      'UNSUPPORTED_NAME_CONSTRAINT',
      `a name of kind ${name.kind}, and an authority above has constraints on such names, which are not understood`,
    );
  }
  const wellFormed =
    (name.kind !== 'dns' || isPresentedDnsName(name.name.toLowerCase())) &&
    (name.kind !== 'email' || splitEmail(name.address) !== undefined) &&
    (name.kind !== 'uri' || isDnsName(splitUri(name.uri)?.host ?? ''));
  if (wellFormed) return;
  throw new X509Error(
    'INVALID_NAME_SYNTAX',
    `a name of kind ${name.kind} that is not well-formed, and an authority above has constraints on such names`,
  );
}

/** Whether all that the name stands for is within the subtree. */
function isWithin(name: GeneralName, base: GeneralName): boolean {
  if (name.kind === 'dns' && base.kind === 'dns') return isBelow(withoutWildcard(name.name), base.name);
  if (name.kind === 'ip' && base.kind === 'ip') return isInRange(name.bytes, base.bytes);
  if (name.kind === 'directory' && base.kind === 'directory') return name.name.isWithin(base.name);
  if (name.kind === 'email' && base.kind === 'email') return isAddressWithin(name.address, base.address);
  if (name.kind === 'uri' && base.kind === 'uri')
    return isHostWithin(splitUri(name.uri)?.host ?? '', base.uri);
  return false;
}

/**
 * Whether anything that the name stands for is within the subtree: a wildcard also stands for the one label in front of
 * an excluded name.
 */
function mayBeWithin(name: GeneralName, base: GeneralName): boolean {
  if (isWithin(name, base)) return true;
  if (name.kind !== 'dns' || base.kind !== 'dns' || !name.name.startsWith('*.')) return false;
  const excluded = base.name.toLowerCase();
  return excluded.slice(excluded.indexOf('.') + 1) === withoutWildcard(name.name).toLowerCase();
}

function withoutWildcard(name: string): string {
  return name.startsWith('*.') ? name.slice(2) : name;
}

/** RFC 5280, 4.2.1.10: zero or more labels in front. */
function isBelow(name: string, base: string): boolean {
  if (base === '') return true;
  const [lowerName, lowerBase] = [name.toLowerCase(), base.toLowerCase()];
  return lowerName === lowerBase || lowerName.endsWith(`.${lowerBase}`);
}

function isInRange(address: Uint8Array, range: Uint8Array): boolean {
  if (range.length !== 2 * address.length) return false;
  return address.every((octet, i) => {
    const mask = range[address.length + i] ?? 0;
    return (octet & mask) === ((range[i] ?? 0) & mask);
  });
}

/** One mailbox, all of a host, or all of a domain's hosts with a dot in front. */
function isAddressWithin(address: string, base: string): boolean {
  const name = splitEmail(address);
  const mailbox = splitEmail(base);
  if (!name) return false;
  if (mailbox) return name.local === mailbox.local && name.host === mailbox.host;
  return isHostWithin(name.host, base);
}

/** A host itself, or a domain's hosts with a dot in front. An address is no host. */
function isHostWithin(host: string, base: string): boolean {
  const lowerBase = base.toLowerCase();
  if (lowerBase === '') return true;
  if (parseIpv4(host)) return false;
  return lowerBase.startsWith('.') ? host.endsWith(lowerBase) : host === lowerBase;
}
