import { equalBytes } from '../../bytes/bytes.js';
import type { DerLimits } from '../../keys/der.js';
import type { CryptoProvider, HashName } from '../../provider.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { DerReader } from '../der/reader.js';
import { contextConstructed, contextPrimitive, tags } from '../der/tags.js';
import { readTime } from '../der/time.js';
import { X509Error } from '../errors.js';
import { type Extension, readExtensions } from '../extensions/list.js';
import { extensionIds } from '../extensions/oids.js';
import { Name } from '../name.js';
import { readSignatureAlgorithm } from '../signature-algorithm.js';

/** Limits for OCSP responses: a handful of certificates at most, and answers for as many. */
const ocspLimits: DerLimits = { maxDepth: 32, maxNodes: 10_000, maxLength: 102_400 };

/** Bytes of an OCSP response, at most. */
export const maxOcspResponseLength: number = ocspLimits.maxLength;

/** id-pkix-ocsp-basic (RFC 6960, 4.2.1). */
const basicResponse = '1.3.6.1.5.5.7.48.1.1';

const statusNames: readonly string[] = [
  'successful',
  'malformedRequest',
  'internalError',
  'tryLater',
  '',
  'sigRequired',
  'unauthorized',
];

const hashNames: Readonly<Record<string, HashName>> = {
  '1.3.14.3.2.26': 'SHA-1',
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

/** Which certificate an answer is about (RFC 6960, 4.1.1). */
interface CertificateId {
  readonly hash: HashName | undefined;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serialNumber: Uint8Array;
}

/** The answer for one certificate (RFC 6960, 4.2.1). */
export interface SingleResponse {
  readonly status: 'good' | 'revoked' | 'unknown';
  /** For `revoked`: since when, milliseconds since the epoch. */
  readonly revocationTime: number | undefined;
  /** For `revoked`: CRLReason, 0 when absent. */
  readonly reason: number;
  /** When this was known to be right: milliseconds since the epoch. */
  readonly thisUpdate: number;
  /** When there will be a newer answer: milliseconds since the epoch. */
  readonly nextUpdate: number | undefined;
  /** Extensions of this answer by object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
}

/** An answer with the certificate that it is about. */
interface IdentifiedResponse extends SingleResponse {
  readonly id: CertificateId;
}

/** A certificate's issuer as OCSP names it. */
export interface OcspIssuer {
  readonly name: Name;
  readonly spki: Uint8Array;
}

/** A successful basic OCSP response (RFC 6960, 4.2.1). */
export class OcspResponse {
  /** The whole response, DER. */
  readonly der: Uint8Array;
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signatureAlgorithmId: string;
  /** When it was signed: milliseconds since the epoch. */
  readonly producedAt: number;
  /** Who signed, by name or by the SHA-1 of the key. */
  readonly responder: { readonly name: Name } | { readonly keyHash: Uint8Array };
  /** Certificates beside it, DER. */
  readonly certificates: readonly Uint8Array[];
  /** Extensions of the whole by object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly #responses: readonly IdentifiedResponse[];

  private constructor(der: Uint8Array) {
    this.der = der;
    const basic = DerReader.decode(openResponse(der), 'the OCSP response', ocspLimits).enter();
    const signed = basic.node(tags.sequence);
    this.tbs = signed.bytes;
    const { oid, algorithm } = readSignatureAlgorithm(basic.element(tags.sequence));
    this.signatureAlgorithm = algorithm;
    this.signatureAlgorithmId = oid;
    this.signature = basic.octetBitString();
    this.certificates = readCertificates(basic.enterOptional(contextConstructed(0)));
    basic.finish();

    const data = new DerReader(signed.children, 'the OCSP response');
    const version = data.enterOptional(contextConstructed(0));
    if (version && version.smallInteger() !== 0) throw data.error('an unknown version');
    this.responder = readResponder(data);
    this.producedAt = readTime(data);
    const responses = data.enter();
    const read: IdentifiedResponse[] = [];
    while (!responses.done) read.push(readSingle(responses.enter()));
    this.#responses = read;
    const extensions = data.enterOptional(contextConstructed(1));
    this.extensions = extensions ? readExtensions(extensions) : new Map();
    data.finish();
  }

  /**
   * Parses one response.
   *
   * @param der all of `der` is one response, at most {@link maxOcspResponseLength} bytes; it is copied.
   * @throws X509Error when it is malformed, not a basic one, or says that the responder could not answer.
   */
  static parse(der: Uint8Array): OcspResponse {
    return new OcspResponse(new Uint8Array(der));
  }

  /** The octets of the nonce, where the responder gives one back (RFC 9654, 2.1). Throws an `X509Error` where they are malformed. */
  get nonce(): Uint8Array | undefined {
    const extension = this.extensions.get(extensionIds.ocspNonce);
    if (!extension) return undefined;
    const reader = DerReader.decode(extension.value, "the OCSP response's nonce", ocspLimits);
    const nonce = reader.read(tags.octetString);
    reader.finish();
    return nonce;
  }

  /** The answer about a certificate, where there is one. The hashes of name and key are compared with the provider's. */
  find(provider: CryptoProvider, certificate: Certificate, issuer: OcspIssuer): SingleResponse | undefined {
    return this.#responses.find(({ id }) => {
      if (!equalBytes(id.serialNumber, certificate.serialNumber)) return false;
      const hash = id.hash && provider.hash(id.hash);
      return (
        hash !== undefined &&
        equalBytes(hash.digest(issuer.name.der), id.issuerNameHash) &&
        equalBytes(hash.digest(publicKeyBits(issuer.spki)), id.issuerKeyHash)
      );
    });
  }
}

/** Contents of `subjectPublicKey`, which OCSP hashes. */
export function publicKeyBits(spki: Uint8Array): Uint8Array {
  const reader = DerReader.decode(spki, 'a public key').enter();
  reader.element(tags.sequence);
  return reader.octetBitString();
}

function openResponse(der: Uint8Array): Uint8Array {
  const response = DerReader.decode(der, 'the OCSP response', ocspLimits).enter();
  const [status] = response.read(tags.enumerated);
  if (status !== 0) {
    const name = statusNames[status ?? -1] || 'an unknown status';
    throw new X509Error(
      'INVALID_OCSP_RESPONSE',
      `the responder did not answer: ${name}; ask again later, or another responder`,
    );
  }
  const explicit = response.enter(contextConstructed(0));
  response.finish();
  const bytes = explicit.enter();
  if (bytes.oid() !== basicResponse) throw bytes.error('not a basic response');
  return bytes.read(tags.octetString);
}

function readCertificates(explicit: DerReader | undefined): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  const list = explicit?.enter();
  while (list && !list.done) certificates.push(list.element(tags.sequence));
  return certificates;
}

function readResponder(data: DerReader): OcspResponse['responder'] {
  const byName = data.enterOptional(contextConstructed(1));
  if (byName) return { name: Name.ofElement(byName.node(tags.sequence), "the responder's name") };
  return { keyHash: data.enter(contextConstructed(2)).read(tags.octetString) };
}

function readSingle(reader: DerReader): IdentifiedResponse {
  const id = readCertificateId(reader.enter());
  const status = readStatus(reader);
  const thisUpdate = readTime(reader);
  const next = reader.enterOptional(contextConstructed(0));
  const nextUpdate = next && readTime(next);
  const explicit = reader.enterOptional(contextConstructed(1));
  const extensions: ReadonlyMap<string, Extension> = explicit ? readExtensions(explicit) : new Map();
  reader.finish();
  return { id, ...status, thisUpdate, nextUpdate, extensions };
}

function readStatus(reader: DerReader): Pick<SingleResponse, 'status' | 'revocationTime' | 'reason'> {
  switch (reader.tag) {
    case contextPrimitive(0):
      reader.element();
      return { status: 'good', revocationTime: undefined, reason: 0 };
    case contextConstructed(1): {
      const revoked = reader.enter(contextConstructed(1));
      const revocationTime = readTime(revoked);
      const [reason = 0] = revoked.enterOptional(contextConstructed(0))?.read(tags.enumerated) ?? [];
      revoked.finish();
      return { status: 'revoked', revocationTime, reason };
    }
    case contextPrimitive(2):
      reader.element();
      return { status: 'unknown', revocationTime: undefined, reason: 0 };
    default:
      throw reader.error('an unknown status');
  }
}

function readCertificateId(reader: DerReader): CertificateId {
  const hash = hashNames[reader.enter().oid()];
  const issuerNameHash = reader.read(tags.octetString);
  const issuerKeyHash = reader.read(tags.octetString);
  const serialNumber = reader.integer();
  reader.finish();
  return { hash, issuerNameHash, issuerKeyHash, serialNumber };
}
