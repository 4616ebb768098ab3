import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import {
  bits,
  type Der,
  element,
  integer,
  integerOctets,
  none,
  octets,
  oid,
  sequence,
  tagged,
  taggedOctets,
  time,
} from './der.ts';
import { authorityKeyId, type ExtensionInput, encodeExtension, extension } from './extensions.ts';
import { type Issued, keyIdOf, signed } from './issue.ts';
import { type GeneralNameInput, generalName, type NameInput, name } from './names.ts';
import { algorithmIdentifier, usualAlgorithm } from './signature-algorithms.ts';

const day = 24 * 60 * 60 * 1000;

/** Octets of a certificate's serial number. */
function serialNumberOf(certificate: Der): Der {
  return Buffer.from(new X509Certificate(certificate).serialNumber, 'hex');
}

/** One entry of a revocation list. */
export interface RevokedInput {
  /** The revoked certificate. */
  readonly certificate: Der;
  /** CRLReason (RFC 5280, 5.3.1). */
  readonly reason?: number;
  /** Whose certificate it is, in an indirect list. */
  readonly issuer?: NameInput;
  readonly extensions?: readonly ExtensionInput[];
}

/** What a revocation list is to say. All has a default that is right. */
export interface CrlTemplate {
  readonly revoked?: readonly RevokedInput[];
  readonly number?: number;
  /** Makes it a delta list of that number. */
  readonly base?: number;
  readonly issuer?: NameInput;
  readonly thisUpdate?: number;
  /** `null` leaves it out. */
  readonly nextUpdate?: number | null;
  readonly extensions?: readonly ExtensionInput[];
  readonly without?: readonly string[];
}

const enumerated = (value: number): Der => element(0x0a, Uint8Array.of(value));

/** A revocation list, DER, signed by who was issued a certificate for it (RFC 5280, 5). */
export function issueCrl(signer: Issued, template: CrlTemplate = {}): Der {
  const { number = 1, base, thisUpdate = Date.now() - day, nextUpdate = Date.now() + day } = template;
  const usual = [
    authorityKeyId(keyIdOf(signer.key.privateKey)),
    extension('2.5.29.20', integer(number)),
    ...(base === undefined ? [] : [extension('2.5.29.27', integer(base), true)]),
  ];
  const given = template.extensions ?? [];
  const replaced = new Set([...(template.without ?? []), ...given.map(({ id }) => id)]);
  const extensions = [...usual.filter(({ id }) => !replaced.has(id)), ...given];
  const algorithm = usualAlgorithm(signer.key.privateKey.type);
  const identifier = algorithmIdentifier(algorithm, signer.key.privateKey.type);
  const revoked = template.revoked ?? [];
  const tbs = sequence(
    integer(1),
    identifier,
    name(template.issuer ?? signer.subject),
    time(thisUpdate),
    ...(nextUpdate === null ? [] : [time(nextUpdate)]),
    ...(revoked.length > 0 ? [sequence(...revoked.map((one) => encodeEntry(one, thisUpdate)))] : []),
    ...(extensions.length > 0 ? [tagged(0, sequence(...extensions.map(encodeExtension)))] : []),
  );
  return signed(signer.key.privateKey, algorithm, tbs);
}

function encodeEntry({ certificate, reason, issuer, extensions = [] }: RevokedInput, since: number): Der {
  const all = [
    ...(reason === undefined ? [] : [extension('2.5.29.21', enumerated(reason))]),
    ...(issuer === undefined
      ? []
      : [extension('2.5.29.29', sequence(generalName({ directory: issuer })), true)]),
    ...extensions,
  ];
  const tail = all.length > 0 ? [sequence(...all.map(encodeExtension))] : [];
  return sequence(integerOctets(serialNumberOf(certificate)), time(since), ...tail);
}

/** Where a list is found: `[0]` fullName, ReasonFlags as bits from the left, `[2]` cRLIssuer. */
export interface DistributionPointInput {
  readonly names?: readonly GeneralNameInput[];
  readonly reasons?: number;
  readonly crlIssuer?: NameInput;
}

/** RFC 5280, 4.2.1.13. */
export function crlDistributionPoints(...points: readonly DistributionPointInput[]): ExtensionInput {
  const encode = ({ names, reasons, crlIssuer }: DistributionPointInput): Der =>
    sequence(
      ...(names ? [tagged(0, tagged(0, ...names.map(generalName)))] : []),
      ...(reasons === undefined ? [] : [taggedOctets(1, Uint8Array.of(0, reasons))]),
      ...(crlIssuer === undefined ? [] : [tagged(2, generalName({ directory: crlIssuer }))]),
    );
  return extension('2.5.29.31', sequence(...points.map(encode)));
}

/** RFC 5280, 5.2.5. `only` is the number of the field that limits what kind of certificates the list is about. */
export function issuingDistributionPoint(input: {
  readonly names?: readonly GeneralNameInput[];
  readonly only?: 1 | 2 | 5;
  readonly reasons?: number;
  readonly indirect?: boolean;
}): ExtensionInput {
  const { names, only, reasons, indirect } = input;
  const flag = (number: number): Der => taggedOctets(number, Uint8Array.of(0xff));
  const value = sequence(
    ...(names ? [tagged(0, tagged(0, ...names.map(generalName)))] : []),
    ...(only === 1 || only === 2 ? [flag(only)] : []),
    ...(reasons === undefined ? [] : [taggedOctets(3, Uint8Array.of(0, reasons))]),
    ...(indirect ? [flag(4)] : []),
    ...(only === 5 ? [flag(5)] : []),
  );
  return extension('2.5.29.28', value, true);
}

/** What an OCSP response is to say. All has a default that is right. */
export interface OcspTemplate {
  readonly status?: 'good' | 'revoked' | 'unknown';
  readonly thisUpdate?: number;
  /** `null` leaves it out. */
  readonly nextUpdate?: number | null;
  /** Who signs in the place of the issuer; its certificate goes with the response. */
  readonly delegate?: Issued;
  /** Names the responder by the hash of its key. */
  readonly byKey?: boolean;
  readonly extensions?: readonly ExtensionInput[];
  /** Extensions of the single response. */
  readonly singleExtensions?: readonly ExtensionInput[];
  /** OCSPResponseStatus (RFC 6960, 4.2.1). */
  readonly responseStatus?: number;
}

/** A response about one certificate, DER (RFC 6960, 4.2.1). */
export function issueOcspResponse(issuer: Issued, certificate: Der, template: OcspTemplate = {}): Der {
  const { thisUpdate = Date.now() - day, nextUpdate = Date.now() + day, responseStatus = 0 } = template;
  if (responseStatus !== 0) return sequence(enumerated(responseStatus));
  const signer = template.delegate ?? issuer;
  const hash = (value: Der): Der => octets(createHash('sha1').update(value).digest());
  const list = (number: number, extensions: readonly ExtensionInput[] = []): Der[] =>
    extensions.length > 0 ? [tagged(number, sequence(...extensions.map(encodeExtension)))] : [];
  const single = sequence(
    sequence(
      sequence(oid('1.3.14.3.2.26'), none()),
      hash(name(issuer.subject)),
      hash(keyBits(issuer)),
      integerOctets(serialNumberOf(certificate)),
    ),
    encodeStatus(template.status ?? 'good', thisUpdate),
    generalizedTime(thisUpdate),
    ...(nextUpdate === null ? [] : [tagged(0, generalizedTime(nextUpdate))]),
    ...list(1, template.singleExtensions),
  );
  const tbs = sequence(
    template.byKey ? tagged(2, hash(keyBits(signer))) : tagged(1, name(signer.subject)),
    generalizedTime(thisUpdate),
    sequence(single),
    ...list(1, template.extensions),
  );
  const algorithm = usualAlgorithm(signer.key.privateKey.type);
  const identifier = algorithmIdentifier(algorithm, signer.key.privateKey.type);
  const certificates = template.delegate ? [tagged(0, sequence(template.delegate.certificate))] : [];
  const signature = bits(signer.key.privateKey.sign(algorithm, tbs, randomBytes));
  const basic = sequence(tbs, identifier, signature, ...certificates);
  return sequence(enumerated(0), tagged(0, sequence(oid('1.3.6.1.5.5.7.48.1.1'), octets(basic))));
}

function encodeStatus(status: 'good' | 'revoked' | 'unknown', since: number): Der {
  if (status === 'revoked') return tagged(1, generalizedTime(since), tagged(0, enumerated(1)));
  return taggedOctets(status === 'good' ? 0 : 2, new Uint8Array(0));
}

function generalizedTime(milliseconds: number): Der {
  const text = new Date(milliseconds).toISOString().replace(/[-T:]|\.\d+/g, '');
  return element(0x18, Buffer.from(text));
}

/** Contents of `subjectPublicKey`. */
function keyBits(issued: Issued): Der {
  const { spki } = issued.key.privateKey;
  const [, algorithmLength = 0] = spki.subarray(headerLength(spki));
  const key = spki.subarray(headerLength(spki) + 2 + algorithmLength);
  return key.subarray(headerLength(key) + 1);
}

function headerLength([, length = 0]: Der): number {
  return length < 0x80 ? 2 : 2 + (length - 0x80);
}
