import { toHex } from '../../bytes/bytes.js';
import type { DerLimits } from '../../keys/der.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import { DerReader } from '../der/reader.js';
import { contextConstructed, contextPrimitive, tags } from '../der/tags.js';
import { readTime } from '../der/time.js';
import {
  allReasons,
  type DistributionPoint,
  type DistributionPointName,
  type ReasonMask,
  readDistributionPointName,
  readDistributionPoints,
  readReasons,
} from '../extensions/distribution-points.js';
import { type GeneralName, readGeneralNames } from '../extensions/general-name.js';
import { type Extension, readExtension, readExtensionList, readExtensions } from '../extensions/list.js';
import { type AuthorityKeyId, readAuthorityKeyId } from '../extensions/names.js';
import { extensionIds } from '../extensions/oids.js';
import { Name } from '../name.js';
import { readSignatureAlgorithm } from '../signature-algorithm.js';
import type { Signed } from '../verify/signature.js';

/**
 * Limits for revocation lists. An entry takes three elements and about 35 bytes, seven and 50 with a reason; lists of a
 * hundred thousand entries are about, and cost some tenths of a second. Authorities with more partition them.
 */
const crlLimits: DerLimits = { maxDepth: 32, maxNodes: 1_000_000, maxLength: 8 * 1024 * 1024 };

/** Bytes of a revocation list, at most. */
export const maxCrlLength: number = crlLimits.maxLength;

/** One revoked certificate (RFC 5280, 5.3). */
export interface RevokedCertificate {
  /** Octets of the serial number. */
  readonly serialNumber: Uint8Array;
  /** Since when: milliseconds since the epoch. */
  readonly revocationDate: number;
  /** CRLReason (RFC 5280, 5.3.1): 0 when absent. */
  readonly reason: number;
  /** Whose certificate it is; in an indirect list not always the list's issuer's. */
  readonly issuer: Name;
}

/** What a list is about (RFC 5280, 5.2.5). */
export interface IssuingDistributionPoint {
  readonly name: DistributionPointName | undefined;
  readonly onlyUserCertificates: boolean;
  readonly onlyAuthorityCertificates: boolean;
  readonly onlyAttributeCertificates: boolean;
  readonly reasons: ReasonMask;
  readonly indirect: boolean;
}

/** A certificate revocation list, complete or delta (RFC 5280, 5). */
export class CertificateRevocationList implements Signed {
  /** The whole list, DER. */
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signatureAlgorithmId: string;
  readonly signatureAlgorithmDer: Uint8Array;
  readonly signedAlgorithmDer: Uint8Array;
  /** Who signed. */
  readonly issuer: Name;
  /** When it was made: milliseconds since the epoch. */
  readonly thisUpdate: number;
  /** When the next one comes: milliseconds since the epoch; `undefined` when absent. */
  readonly nextUpdate: number | undefined;
  /** All extensions by object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
  /** Octets of cRLNumber; `undefined` when absent. */
  readonly number: Uint8Array | undefined;
  /** For a delta list: the number of the list that it goes on from. */
  readonly baseNumber: Uint8Array | undefined;
  readonly authorityKeyId: AuthorityKeyId | undefined;
  readonly issuingDistributionPoint: IssuingDistributionPoint | undefined;
  /** Where delta lists of this list are. */
  readonly freshestCrl: readonly DistributionPoint[] | undefined;
  readonly #entries: ReadonlyMap<string, readonly RevokedCertificate[]>;

  private constructor(der: Uint8Array) {
    const list = DerReader.decode(der, 'the revocation list', crlLimits).enter();
    this.der = der;
    const signed = list.node(tags.sequence);
    this.tbs = signed.bytes;
    this.signatureAlgorithmDer = list.element(tags.sequence);
    const { oid, algorithm } = readSignatureAlgorithm(this.signatureAlgorithmDer);
    this.signatureAlgorithm = algorithm;
    this.signatureAlgorithmId = oid;
    this.signature = list.octetBitString();
    list.finish();

    const tbs = new DerReader(signed.children, 'the revocation list');
    const version = readVersion(tbs);
    this.signedAlgorithmDer = tbs.element(tags.sequence);
    this.issuer = Name.ofElement(tbs.node(tags.sequence), "the revocation list's issuer");
    this.thisUpdate = readTime(tbs);
    this.nextUpdate = isTime(tbs.tag) ? readTime(tbs) : undefined;
    const entries = tbs.enterOptional(tags.sequence);
    const explicit = version === 2 ? tbs.enterOptional(contextConstructed(0)) : undefined;
    tbs.finish();
    this.extensions = explicit ? readExtensions(explicit) : new Map();
    this.#entries = entries ? readEntries(entries, this.issuer, version) : new Map();
    this.number = this.#read(extensionIds.crlNumber, readNumber);
    this.baseNumber = this.#read(extensionIds.deltaCrlIndicator, readNumber);
    this.authorityKeyId = this.#read(extensionIds.authorityKeyIdentifier, readAuthorityKeyId);
    this.issuingDistributionPoint = this.#read(
      extensionIds.issuingDistributionPoint,
      readIssuingDistributionPoint,
    );
    this.freshestCrl = this.#read(extensionIds.freshestCrl, readDistributionPoints);
  }

  /**
   * Parses one list.
   *
   * @param der all of `der` is one list, at most {@link maxCrlLength} bytes; it is copied.
   * @throws X509Error when it is malformed.
   */
  static parse(der: Uint8Array): CertificateRevocationList {
    return new CertificateRevocationList(new Uint8Array(der));
  }

  /** The entry for a certificate of `issuer` with this serial number, where it is revoked. */
  find(issuer: Name, serialNumber: Uint8Array): RevokedCertificate | undefined {
    return this.#entries.get(toHex(serialNumber))?.find((entry) => entry.issuer.equals(issuer));
  }

  #read<T>(id: string, read: (value: Uint8Array) => T): T | undefined {
    const extension = this.extensions.get(id);
    return extension && readExtension(extension, read);
  }
}

function isTime(tag: number): boolean {
  return tag === tags.utcTime || tag === tags.generalizedTime;
}

function readVersion(tbs: DerReader): 1 | 2 {
  if (tbs.tag !== tags.integer) return 1;
  if (tbs.smallInteger() !== 1) throw tbs.error('an unknown version');
  return 2;
}

function readNumber(value: Uint8Array): Uint8Array {
  const reader = DerReader.decode(value, 'the number of a revocation list');
  const octets = reader.integer();
  // RFC 5280, 5.2.3: not negative, and no longer than 20 octets.
  if ((octets[0] ?? 0) >= 0x80 || octets.length > 20) throw reader.error('a number out of range');
  return octets;
}

function readIssuingDistributionPoint(value: Uint8Array): IssuingDistributionPoint {
  const reader = DerReader.decode(value, 'the issuing distribution point extension').enter();
  const flag = (number: number): boolean => {
    const tag = contextPrimitive(number);
    return reader.tag === tag && reader.boolean(tag);
  };
  const name = readDistributionPointName(reader);
  const onlyUserCertificates = flag(1);
  const onlyAuthorityCertificates = flag(2);
  const reasons = readReasons(reader, 3) ?? allReasons;
  const indirect = flag(4);
  const onlyAttributeCertificates = flag(5);
  reader.finish();
  return {
    name,
    onlyUserCertificates,
    onlyAuthorityCertificates,
    onlyAttributeCertificates,
    reasons,
    indirect,
  };
}

const understoodOfEntries: ReadonlySet<string> = new Set([
  extensionIds.reasonCode,
  extensionIds.invalidityDate,
  extensionIds.certificateIssuer,
]);

function readEntries(
  list: DerReader,
  crlIssuer: Name,
  version: 1 | 2,
): ReadonlyMap<string, readonly RevokedCertificate[]> {
  const entries = new Map<string, RevokedCertificate[]>();
  let issuer = crlIssuer;
  while (!list.done) {
    const reader = list.enter();
    const serialNumber = reader.integer();
    const revocationDate = readTime(reader);
    const extensions = version === 2 && !reader.done ? readExtensionList(reader.enter()) : undefined;
    reader.finish();
    const unknown = extensions && [...extensions.values()].find(isUnknown);
    if (unknown) throw list.error(`an entry with the unknown critical extension ${unknown.id}`);
    // RFC 5280, 5.3.3: what an entry says of the issuer holds for those after it too.
    const named = extensions?.get(extensionIds.certificateIssuer);
    if (named) issuer = readExtension(named, readCertificateIssuer);
    const coded = extensions?.get(extensionIds.reasonCode);
    const reason = coded ? readExtension(coded, readReasonCode) : 0;
    const key = toHex(serialNumber);
    const entry: RevokedCertificate = { serialNumber, revocationDate, reason, issuer };
    const same = entries.get(key);
    if (same) same.push(entry);
    else entries.set(key, [entry]);
  }
  return entries;
}

function isUnknown({ id, critical }: Extension): boolean {
  return critical && !understoodOfEntries.has(id);
}

function readCertificateIssuer(value: Uint8Array): Name {
  const reader = DerReader.decode(value, 'the certificate issuer extension');
  const name = readGeneralNames(reader.enter()).find(isDirectoryName);
  if (!name) throw reader.error('no directory name');
  return name.name;
}

function isDirectoryName(name: GeneralName): name is GeneralName & { readonly kind: 'directory' } {
  return name.kind === 'directory';
}

function readReasonCode(value: Uint8Array): number {
  const reader = DerReader.decode(value, 'the reason code extension');
  const [code, ...more] = reader.read(tags.enumerated);
  if (code === undefined || more.length > 0 || code > 10 || code === 7)
    throw reader.error('an unknown reason');
  return code;
}
