import { decodePem } from '../keys/index.js';
import type { CryptoProvider, PublicKey } from '../provider.js';
import { Certificate } from './certificate.js';
import { type NameConstraints, readNameConstraints } from './extensions/names.js';
import { Name } from './name.js';
import { importKey } from './public-key.js';

/** A key that is trusted to sign certificates under a name (RFC 5280, 6.1.1 (d)). */
export interface TrustAnchor {
  /** The name that certificates below it have as their issuer. */
  readonly name: Name;
  /** The SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** The certificate that the anchor was given as. Its validity, usage and constraints hold too. */
  readonly certificate: Certificate | undefined;
  /** What the anchor may certify. */
  readonly nameConstraints: NameConstraints | undefined;
  /** The key in a provider. Throws an `X509Error` `UNSUPPORTED_KEY`. */
  publicKey(provider: CryptoProvider): PublicKey;
}

/** A trust anchor without a certificate. */
export interface BareTrustAnchor {
  /** A `Name`, DER. */
  readonly name: Uint8Array;
  /** A SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Contents of a nameConstraints extension, DER. */
  readonly nameConstraints?: Uint8Array;
}

/** The anchors that paths may end in, indexed by name. Build once and give to every verification. */
export class TrustAnchors {
  readonly #byName = new Map<string, TrustAnchor[]>();
  readonly #size: number;

  private constructor(anchors: readonly TrustAnchor[]) {
    for (const anchor of anchors) {
      const same = this.#byName.get(anchor.name.key);
      if (same) same.push(anchor);
      else this.#byName.set(anchor.name.key, [anchor]);
    }
    this.#size = anchors.length;
  }

  /**
   * Anchors of certificates and of bare keys. A certificate need not be self-signed, nor of an authority: one that is
   * trusted itself is accepted as a leaf (where its dates, its usage and its names fit).
   */
  static of(certificates: readonly Certificate[], bare: readonly BareTrustAnchor[] = []): TrustAnchors {
    return new TrustAnchors([...certificates.map(certificateAnchor), ...bare.map(bareAnchor)]);
  }

  /** Anchors of certificates. Throws an `X509Error` for one whose subject is malformed. */
  static fromCertificates(certificates: readonly Certificate[]): TrustAnchors {
    return TrustAnchors.of(certificates);
  }

  /**
   * Anchors of the `CERTIFICATE` blocks of a PEM text. Throws an `X509Error` when one of them is malformed, and a
   * `RangeError` when the text has none or is not PEM.
   */
  static fromPem(text: string): TrustAnchors {
    const certificates = certificatesFromPem(text);
    if (certificates.length === 0)
      throw new RangeError('no trust anchors: the PEM text has no "BEGIN CERTIFICATE" block');
    return TrustAnchors.of(certificates);
  }

  /** How many anchors there are. */
  get size(): number {
    return this.#size;
  }

  /** Anchors of this name. */
  named(name: Name): readonly TrustAnchor[] {
    return this.#byName.get(name.key) ?? [];
  }

  /** All anchors, for those who list the names of authorities (RFC 8446, 4.2.4). */
  *[Symbol.iterator](): IterableIterator<TrustAnchor> {
    for (const anchors of this.#byName.values()) yield* anchors;
  }
}

/** The certificates of a PEM text in their order: a chain file, a bundle. Blocks of other kinds are passed over. */
export function certificatesFromPem(text: string): Certificate[] {
  return decodePem(text)
    .filter(({ label }) => label === 'CERTIFICATE')
    .map(({ bytes }) => Certificate.parse(bytes));
}

function certificateAnchor(certificate: Certificate): TrustAnchor {
  return {
    name: certificate.subject,
    spki: certificate.spki,
    certificate,
    get nameConstraints() {
      return certificate.nameConstraints;
    },
    publicKey: (provider) => certificate.publicKey(provider),
  };
}

function bareAnchor(anchor: BareTrustAnchor): TrustAnchor {
  let imported: { readonly provider: CryptoProvider; readonly key: PublicKey } | undefined;
  return {
    name: new Name(new Uint8Array(anchor.name), "the trust anchor's name"),
    spki: new Uint8Array(anchor.spki),
    certificate: undefined,
    nameConstraints: anchor.nameConstraints && readNameConstraints(new Uint8Array(anchor.nameConstraints)),
    publicKey: (provider) => {
      if (imported?.provider !== provider) imported = { provider, key: importKey(provider, anchor.spki) };
      return imported.key;
    },
  };
}
