import type { CryptoProvider, PublicKey, PublicKeyInfo } from '../provider.js';
import type { SignatureAlgorithm } from '../registry/signature-schemes.js';
import { certificateLimits, DerReader } from './der/reader.js';
import { contextConstructed, contextPrimitive, tags } from './der/tags.js';
import { readTime } from './der/time.js';
import { type DistributionPoint, readDistributionPoints } from './extensions/distribution-points.js';
import type { GeneralName } from './extensions/general-name.js';
import { type Extension, readExtension, readExtensions } from './extensions/list.js';
import {
  type AccessDescription,
  type AuthorityKeyId,
  type NameConstraints,
  readAuthorityInformationAccess,
  readAuthorityKeyId,
  readNameConstraints,
  readSubjectAltNames,
  readSubjectKeyId,
} from './extensions/names.js';
import { extensionIds } from './extensions/oids.js';
import {
  type PolicyConstraints,
  type PolicyMapping,
  readCertificatePolicies,
  readInhibitAnyPolicy,
  readPolicyConstraints,
  readPolicyMappings,
} from './extensions/policies.js';
import {
  type BasicConstraints,
  type KeyUsageName,
  readBasicConstraints,
  readExtendedKeyUsage,
  readKeyUsage,
  readTlsFeature,
} from './extensions/usage.js';
import { Name } from './name.js';
import { importKey, readKeyInfo } from './public-key.js';
import { readSignatureAlgorithm, type SignatureAlgorithmInfo } from './signature-algorithm.js';

/** Bytes of a certificate. OpenSSL takes 100 kB for a whole chain by default; ML-DSA-87 needs about 8 kB for one. */
export const maxCertificateLength: number = certificateLimits.maxLength;

/**
 * A certificate (RFC 5280, 4.1). Parsing checks the structure; extensions and names are read when first asked for, and
 * asking throws an `X509Error` when they are malformed. `verifyChain` asks for all of them.
 */
export class Certificate {
  /** The whole certificate, DER. */
  readonly der: Uint8Array;
  /** What is signed: the tbsCertificate, DER. */
  readonly tbs: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Octets of the serial number, big-endian two's complement. */
  readonly serialNumber: Uint8Array;
  /** Who signed. */
  readonly issuer: Name;
  /** Whose key is certified. */
  readonly subject: Name;
  /** First moment of validity: milliseconds since the epoch. */
  readonly notBefore: number;
  /** Last second of validity: milliseconds since the epoch. All of that second counts. */
  readonly notAfter: number;
  /** The SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** The AlgorithmIdentifier beside the signature, DER. */
  readonly signatureAlgorithmDer: Uint8Array;
  /** The AlgorithmIdentifier among what is signed, DER; it must be the same. */
  readonly signedAlgorithmDer: Uint8Array;
  /** The signature over {@link tbs}. */
  readonly signature: Uint8Array;
  /** All extensions by object identifier. */
  readonly extensions: ReadonlyMap<string, Extension>;
  readonly #typed = new Map<string, unknown>();
  #signatureAlgorithm: SignatureAlgorithmInfo | undefined;
  #publicKeyInfo: PublicKeyInfo | undefined;
  #publicKey: { readonly provider: CryptoProvider; readonly key: PublicKey } | undefined;

  private constructor(der: Uint8Array) {
    const certificate = DerReader.decode(der, 'the certificate').enter();
    this.der = der;
    const signed = certificate.node(tags.sequence);
    this.tbs = signed.bytes;
    this.signatureAlgorithmDer = certificate.element(tags.sequence);
    this.signature = certificate.octetBitString();
    certificate.finish();

    const tbs = new DerReader(signed.children, 'the certificate');
    this.version = readVersion(tbs);
    this.serialNumber = tbs.integer();
    this.signedAlgorithmDer = tbs.element(tags.sequence);
    this.issuer = Name.ofElement(tbs.node(tags.sequence), 'the issuer');
    const validity = tbs.enter(tags.sequence, 'the validity');
    this.notBefore = readTime(validity);
    this.notAfter = readTime(validity);
    validity.finish();
    this.subject = Name.ofElement(tbs.node(tags.sequence), 'the subject');
    this.spki = tbs.element(tags.sequence);
    if (this.version >= 2) passUniqueIds(tbs);
    const extensions = this.version === 3 ? tbs.enterOptional(contextConstructed(3)) : undefined;
    this.extensions = extensions ? readExtensions(extensions) : new Map();
    tbs.finish();
  }

  /**
   * Parses one certificate.
   *
   * @param der all of `der` is one certificate; it is copied.
   * @throws X509Error `MALFORMED` or `DUPLICATE_EXTENSION`.
   */
  static parse(der: Uint8Array): Certificate {
    return new Certificate(new Uint8Array(der));
  }

  /** Whether subject and issuer are the same name (RFC 5280, 3.2). */
  get isSelfIssued(): boolean {
    return this.subject.equals(this.issuer);
  }

  /** How the certificate is signed; `undefined` when the algorithm or its parameters are not known. */
  get signatureAlgorithm(): SignatureAlgorithm | undefined {
    return this.#signatureInfo.algorithm;
  }

  /** The object identifier of the signature algorithm. */
  get signatureAlgorithmId(): string {
    return this.#signatureInfo.oid;
  }

  /** What the public key is. Throws an `X509Error` `UNSUPPORTED_KEY` for an unknown kind or a malformed key. */
  get publicKeyInfo(): PublicKeyInfo {
    this.#publicKeyInfo ??= readKeyInfo(this.spki);
    return this.#publicKeyInfo;
  }

  /**
   * The public key, imported into a provider; that of the last provider is kept. Throws an `X509Error`
   * `UNSUPPORTED_KEY` for a key that the provider does not take.
   */
  publicKey(provider: CryptoProvider): PublicKey {
    if (this.#publicKey?.provider !== provider) {
      this.#publicKey = { provider, key: importKey(provider, this.spki) };
    }
    return this.#publicKey.key;
  }

  /** RFC 5280, 4.2.1.9; `undefined` when absent. */
  get basicConstraints(): BasicConstraints | undefined {
    return this.#extension(extensionIds.basicConstraints, readBasicConstraints);
  }

  /** RFC 5280, 4.2.1.3; `undefined` when absent. */
  get keyUsage(): ReadonlySet<KeyUsageName> | undefined {
    return this.#extension(extensionIds.keyUsage, readKeyUsage);
  }

  /** Purposes as object identifiers (RFC 5280, 4.2.1.12); `undefined` when absent. */
  get extendedKeyUsage(): readonly string[] | undefined {
    return this.#extension(extensionIds.extendedKeyUsage, readExtendedKeyUsage);
  }

  /** RFC 5280, 4.2.1.6; `undefined` when absent. */
  get subjectAltNames(): readonly GeneralName[] | undefined {
    return this.#extension(extensionIds.subjectAltName, readSubjectAltNames);
  }

  /** RFC 5280, 4.2.1.10; `undefined` when absent. */
  get nameConstraints(): NameConstraints | undefined {
    return this.#extension(extensionIds.nameConstraints, readNameConstraints);
  }

  /** RFC 5280, 4.2.1.1; `undefined` when absent. */
  get authorityKeyId(): AuthorityKeyId | undefined {
    return this.#extension(extensionIds.authorityKeyIdentifier, readAuthorityKeyId);
  }

  /** RFC 5280, 4.2.1.2; `undefined` when absent. */
  get subjectKeyId(): Uint8Array | undefined {
    return this.#extension(extensionIds.subjectKeyIdentifier, readSubjectKeyId);
  }

  /** Policies as object identifiers (RFC 5280, 4.2.1.4); `undefined` when absent. */
  get certificatePolicies(): readonly string[] | undefined {
    return this.#extension(extensionIds.certificatePolicies, readCertificatePolicies);
  }

  /** RFC 5280, 4.2.1.5; `undefined` when absent. */
  get policyMappings(): readonly PolicyMapping[] | undefined {
    return this.#extension(extensionIds.policyMappings, readPolicyMappings);
  }

  /** RFC 5280, 4.2.1.11; `undefined` when absent. */
  get policyConstraints(): PolicyConstraints | undefined {
    return this.#extension(extensionIds.policyConstraints, readPolicyConstraints);
  }

  /** RFC 5280, 4.2.1.14; `undefined` when absent. */
  get inhibitAnyPolicy(): number | undefined {
    return this.#extension(extensionIds.inhibitAnyPolicy, readInhibitAnyPolicy);
  }

  /** RFC 5280, 4.2.2.1; `undefined` when absent. */
  get authorityInformationAccess(): readonly AccessDescription[] | undefined {
    return this.#extension(extensionIds.authorityInformationAccess, readAuthorityInformationAccess);
  }

  /** TLS extensions that a server with this certificate must use (RFC 7633); `undefined` when absent. */
  get tlsFeature(): readonly number[] | undefined {
    return this.#extension(extensionIds.tlsFeature, readTlsFeature);
  }

  /** Where revocation lists are found (RFC 5280, 4.2.1.13); `undefined` when absent. */
  get crlDistributionPoints(): readonly DistributionPoint[] | undefined {
    return this.#extension(extensionIds.crlDistributionPoints, readDistributionPoints);
  }

  /** Where delta revocation lists are found (RFC 5280, 4.2.1.15); `undefined` when absent. */
  get freshestCrl(): readonly DistributionPoint[] | undefined {
    return this.#extension(extensionIds.freshestCrl, readDistributionPoints);
  }

  get #signatureInfo(): SignatureAlgorithmInfo {
    this.#signatureAlgorithm ??= readSignatureAlgorithm(this.signatureAlgorithmDer);
    return this.#signatureAlgorithm;
  }

  #extension<T>(id: string, read: (value: Uint8Array) => T): T | undefined {
    const extension = this.extensions.get(id);
    if (!extension) return undefined;
    // Each id has one reader, so that what is kept under it has that reader's type.
    const kept = this.#typed.get(id) as T | undefined;
    if (kept !== undefined) return kept;
    const value = readExtension(extension, read);
    this.#typed.set(id, value);
    return value;
  }
}

function readVersion(tbs: DerReader): number {
  const explicit = tbs.enterOptional(contextConstructed(0));
  if (!explicit) return 1;
  const version = explicit.smallInteger();
  explicit.finish();
  // Version 1 is the default, and DER leaves defaults out.
  if (version !== 1 && version !== 2) throw tbs.error(`version number ${version}, where 1 or 2 belongs`);
  return version + 1;
}

/** RFC 5280, 4.1.2.8: unique identifiers are read over. */
function passUniqueIds(tbs: DerReader): void {
  for (const number of [1, 2]) {
    const tag = contextPrimitive(number);
    if (tbs.tag === tag) tbs.bitString(tag);
  }
}
