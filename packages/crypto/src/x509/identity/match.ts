import { equalBytes, toHex } from '../../bytes/bytes.js';
import type { Certificate } from '../certificate.js';
import type { X509ErrorCode } from '../error-table.js';
import { X509Error } from '../errors.js';
import type { GeneralName } from '../extensions/general-name.js';
import { dnsNameMatches } from './dns.js';
import { formatIp } from './ip.js';
import type { ReferenceIdentity } from './reference.js';

/** Names of a certificate that an error message tells of. */
const maxNamesInMessage = 8;

/**
 * Whether a certificate presents an identity in its subject alternative names (RFC 9525, 6). The common name is never
 * looked at. Throws an `X509Error` when the extension is malformed.
 */
export function matchIdentity(certificate: Certificate, identity: ReferenceIdentity): boolean {
  return certificate.subjectAltNames?.some((name) => presents(name, identity)) ?? false;
}

const mismatches: Readonly<Record<ReferenceIdentity['kind'], X509ErrorCode>> = {
  dns: 'HOSTNAME_MISMATCH',
  ip: 'IP_ADDRESS_MISMATCH',
  email: 'EMAIL_MISMATCH',
  uri: 'URI_MISMATCH',
};

/** As {@link matchIdentity}; throws an `X509Error` that tells the names that the certificate does present. */
export function checkIdentity(certificate: Certificate, identity: ReferenceIdentity): void {
  if (matchIdentity(certificate, identity)) return;
  const presented = (certificate.subjectAltNames ?? [])
    .map(describeName)
    .filter((name) => name !== undefined);
  const listed = presented.slice(0, maxNamesInMessage).join(', ');
  const more =
    presented.length > maxNamesInMessage ? ` and ${presented.length - maxNamesInMessage} more` : '';
  const has =
    presented.length === 0 ? 'which has no subject alternative names' : `which is for ${listed}${more}`;
  throw new X509Error(
    mismatches[identity.kind],
    `${describeIdentity(identity)} is not in the certificate, ${has}; connect under one of its names, or use a ` +
      'certificate that has this one',
    { certificate: { index: 0, subject: certificate.subject.toString() } },
  );
}

function presents(name: GeneralName, identity: ReferenceIdentity): boolean {
  if (name.kind === 'dns' && identity.kind === 'dns')
    return dnsNameMatches(name.name.toLowerCase(), identity.name);
  if (name.kind === 'ip' && identity.kind === 'ip') return equalBytes(name.bytes, identity.bytes);
  if (name.kind === 'email' && identity.kind === 'email') return emailMatches(name.address, identity.address);
  if (name.kind === 'uri' && identity.kind === 'uri') return uriMatches(name.uri, identity.uri);
  return false;
}

/** RFC 5280, 7.5: the local part counts as it is, the host without regard to case. */
function emailMatches(presented: string, reference: string): boolean {
  const a = splitEmail(presented);
  const b = splitEmail(reference);
  return a !== undefined && b !== undefined && a.local === b.local && a.host === b.host;
}

/** The parts of an e-mail address, the host in lower case; `undefined` for what is not an address. */
export function splitEmail(address: string): { readonly local: string; readonly host: string } | undefined {
  const at = address.indexOf('@');
  // A quoted local part could hold another "@"; no authority issues such, and nothing else may (RFC 5321, 4.1.2).
  if (at < 1 || at === address.length - 1 || address.includes('@', at + 1)) return undefined;
  return { local: address.slice(0, at), host: address.slice(at + 1).toLowerCase() };
}

/** RFC 9525, 6.5: scheme and host must be the same; the rest of a URI is the application's. */
function uriMatches(presented: string, reference: string): boolean {
  const a = splitUri(presented);
  const b = splitUri(reference);
  return a !== undefined && b !== undefined && a.scheme === b.scheme && a.host === b.host;
}

/** Scheme and host of a URI in lower case; `undefined` where it has no host (RFC 3986, 3.2). */
export function splitUri(uri: string): { readonly scheme: string; readonly host: string } | undefined {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?(\[[^\]/?#]*\]|[^/?#:]+)(?::\d*)?(?:[/?#]|$)/i.exec(
    uri,
  );
  const [, scheme, host] = match ?? [];
  return scheme && host ? { scheme: scheme.toLowerCase(), host: host.toLowerCase() } : undefined;
}

function describeIdentity(identity: ReferenceIdentity): string {
  switch (identity.kind) {
    case 'dns':
      return `the host name ${identity.name}`;
    case 'ip':
      return `the address ${formatIp(identity.bytes)}`;
    case 'email':
      return `the e-mail address ${identity.address}`;
    case 'uri':
      return `the URI ${identity.uri}`;
  }
}

/** Names come from the peer: what could disturb a log, or look like another name in the list, is escaped. */
function printable(text: string): string {
  return text.replace(
    /[^\x21-\x7e]|[,"\\]/g,
    (character) => `\\x${toHex(Uint8Array.of(character.charCodeAt(0)))}`,
  );
}

function describeName(name: GeneralName): string | undefined {
  switch (name.kind) {
    case 'dns':
      return `DNS:${printable(name.name)}`;
    case 'ip':
      return `IP:${formatIp(name.bytes)}`;
    case 'email':
      return `email:${printable(name.address)}`;
    case 'uri':
      return `URI:${printable(name.uri)}`;
    default:
      return undefined;
  }
}
