import { DerReader } from '../der/reader.js';
import { contextConstructed, contextPrimitive, tags } from '../der/tags.js';
import { type GeneralName, readGeneralName, readGeneralNames } from './general-name.js';

/** Reads the value of a subjectAltName extension (RFC 5280, 4.2.1.6). */
export function readSubjectAltNames(value: Uint8Array): readonly GeneralName[] {
  const outer = DerReader.decode(value, 'the subject alternative name extension');
  const reader = outer.enter();
  outer.finish();
  const names = readGeneralNames(reader);
  for (const name of names) {
    if (name.kind === 'ip' && name.bytes.length !== 4 && name.bytes.length !== 16) {
      throw reader.error(`an IP address of ${name.bytes.length} bytes`);
    }
  }
  return names;
}

/** Which names an authority may certify (RFC 5280, 4.2.1.10). */
export interface NameConstraints {
  /** Where a kind of name stands here, names of that kind must be within one of its entries. */
  readonly permitted: readonly GeneralName[];
  /** No name may be within one of these. */
  readonly excluded: readonly GeneralName[];
}

/** Reads the value of a nameConstraints extension. */
export function readNameConstraints(value: Uint8Array): NameConstraints {
  const outer = DerReader.decode(value, 'the name constraints extension');
  const reader = outer.enter();
  outer.finish();
  const permitted = readSubtrees(reader, 0);
  const excluded = readSubtrees(reader, 1);
  reader.finish();
  // RFC 5280, 4.2.1.10: an empty sequence must not be issued.
  if (!permitted && !excluded) throw reader.error('no subtrees');
  return { permitted: permitted ?? [], excluded: excluded ?? [] };
}

function readSubtrees(reader: DerReader, number: number): GeneralName[] | undefined {
  const subtrees = reader.enterOptional(contextConstructed(number));
  if (!subtrees) return undefined;
  const bases: GeneralName[] = [];
  while (!subtrees.done) {
    const subtree = subtrees.enter();
    bases.push(readGeneralName(subtree));
    // RFC 5280, 4.2.1.10: minimum is 0, its default, and maximum absent.
    subtree.finish();
  }
  if (bases.length === 0) throw subtrees.error('an empty list of subtrees');
  return bases;
}

/** Which key of the issuer signed (RFC 5280, 4.2.1.1). */
export interface AuthorityKeyId {
  /** The subject key identifier of the issuer's certificate. */
  readonly keyId: Uint8Array | undefined;
  /** The issuer of the issuer's certificate. */
  readonly issuer: readonly GeneralName[] | undefined;
  /** The serial number of the issuer's certificate. */
  readonly serialNumber: Uint8Array | undefined;
}

/** Reads the value of an authorityKeyIdentifier extension. */
export function readAuthorityKeyId(value: Uint8Array): AuthorityKeyId {
  const outer = DerReader.decode(value, 'the authority key identifier extension');
  const reader = outer.enter();
  outer.finish();
  const keyId = reader.readOptional(contextPrimitive(0));
  const names = reader.enterOptional(contextConstructed(1));
  const issuer = names && readGeneralNames(names);
  const serialNumber = reader.tag === contextPrimitive(2) ? reader.integer(contextPrimitive(2)) : undefined;
  reader.finish();
  return { keyId, issuer, serialNumber };
}

/** Reads the value of a subjectKeyIdentifier extension (RFC 5280, 4.2.1.2). */
export function readSubjectKeyId(value: Uint8Array): Uint8Array {
  const reader = DerReader.decode(value, 'the subject key identifier extension');
  const keyId = reader.read(tags.octetString);
  reader.finish();
  return keyId;
}

/** Where to find something about the issuer (RFC 5280, 4.2.2.1). */
export interface AccessDescription {
  /** What is found there: an object identifier. */
  readonly method: string;
  /** Where it is found. */
  readonly location: GeneralName;
}

/** Reads the value of an authorityInformationAccess extension. */
export function readAuthorityInformationAccess(value: Uint8Array): readonly AccessDescription[] {
  const outer = DerReader.decode(value, 'the authority information access extension');
  const reader = outer.enter();
  outer.finish();
  const descriptions: AccessDescription[] = [];
  while (!reader.done) {
    const description = reader.enter();
    descriptions.push({ method: description.oid(), location: readGeneralName(description) });
    description.finish();
  }
  if (descriptions.length === 0) throw reader.error('no descriptions');
  return descriptions;
}
