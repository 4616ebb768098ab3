import type { HashName } from '../provider.js';
import { TLS12, TLS13 } from './versions.js';

/** Kinds of keys; curves count as kinds of their own, `rsa-pss` is an RSA key bound to PSS (id-RSASSA-PSS). */
export type KeyType =
  | 'rsa'
  | 'rsa-pss'
  | 'p256'
  | 'p384'
  | 'p521'
  | 'ed25519'
  | 'ed448'
  | 'ml-dsa-44'
  | 'ml-dsa-65'
  | 'ml-dsa-87';

/** A signature algorithm with its parameters, as X.509 and TLS both need it. */
export type SignatureAlgorithm =
  | {
      readonly kind: 'rsa-pkcs1';
      readonly hash: HashName;
      /** Whether what is signed is the digest already, as in SSL 3.0's CertificateVerify (RFC 6101, 5.6.8). */
      readonly prehashed?: true;
    }
  | {
      readonly kind: 'rsa-pss';
      readonly hash: HashName;
      readonly mgf1Hash: HashName;
      /** Bytes of salt. */
      readonly saltLength: number;
    }
  | { readonly kind: 'ecdsa'; readonly hash: HashName }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'ed448' }
  | { readonly kind: 'ml-dsa' };

/** The name of a signature scheme, as IANA writes it. */
export type SignatureSchemeName =
  | 'mldsa44'
  | 'mldsa65'
  | 'mldsa87'
  | 'ecdsa_secp256r1_sha256'
  | 'ecdsa_secp384r1_sha384'
  | 'ecdsa_secp521r1_sha512'
  | 'ed25519'
  | 'ed448'
  | 'rsa_pss_pss_sha256'
  | 'rsa_pss_pss_sha384'
  | 'rsa_pss_pss_sha512'
  | 'rsa_pss_rsae_sha256'
  | 'rsa_pss_rsae_sha384'
  | 'rsa_pss_rsae_sha512'
  | 'rsa_pkcs1_sha256'
  | 'rsa_pkcs1_sha384'
  | 'rsa_pkcs1_sha512'
  | 'ecdsa_sha1'
  | 'rsa_pkcs1_sha1';

/** A row of IANA's "TLS SignatureScheme". */
export interface SignatureScheme {
  /** IANA's name; the second is that of what RSA keys of TLS 1.1 and below sign, which has none there. */
  readonly name: SignatureSchemeName | 'rsa_pkcs1_md5_sha1';
  /** The code point. */
  readonly id: number;
  readonly algorithm: SignatureAlgorithm;
  /** Types of the keys it may be used with. In TLS 1.3 an ECDSA scheme fixes its curve (RFC 8446, 4.2.3). */
  readonly keyTypes: readonly KeyType[];
  /** The versions whose handshake messages (CertificateVerify, ServerKeyExchange) may be signed with it. */
  readonly minVersion: number;
  readonly maxVersion: number;
}

const anyCurve = ['p256', 'p384', 'p521'] as const;
const pss = (hash: HashName, saltLength: number): SignatureAlgorithm => ({
  kind: 'rsa-pss',
  hash,
  mgf1Hash: hash,
  saltLength,
});

interface Row {
  readonly id: number;
  readonly algorithm: SignatureAlgorithm;
  readonly keyTypes: readonly KeyType[];
  readonly minVersion?: number;
  readonly maxVersion?: number;
}

const rows: Readonly<Record<SignatureSchemeName, Row>> = {
  mldsa44: { id: 0x0904, algorithm: { kind: 'ml-dsa' }, keyTypes: ['ml-dsa-44'], minVersion: TLS13 },
  mldsa65: { id: 0x0905, algorithm: { kind: 'ml-dsa' }, keyTypes: ['ml-dsa-65'], minVersion: TLS13 },
  mldsa87: { id: 0x0906, algorithm: { kind: 'ml-dsa' }, keyTypes: ['ml-dsa-87'], minVersion: TLS13 },
  ecdsa_secp256r1_sha256: { id: 0x0403, algorithm: { kind: 'ecdsa', hash: 'SHA-256' }, keyTypes: ['p256'] },
  ecdsa_secp384r1_sha384: { id: 0x0503, algorithm: { kind: 'ecdsa', hash: 'SHA-384' }, keyTypes: ['p384'] },
  ecdsa_secp521r1_sha512: { id: 0x0603, algorithm: { kind: 'ecdsa', hash: 'SHA-512' }, keyTypes: ['p521'] },
  ed25519: { id: 0x0807, algorithm: { kind: 'ed25519' }, keyTypes: ['ed25519'] },
  ed448: { id: 0x0808, algorithm: { kind: 'ed448' }, keyTypes: ['ed448'] },
  rsa_pss_pss_sha256: { id: 0x0809, algorithm: pss('SHA-256', 32), keyTypes: ['rsa-pss'] },
  rsa_pss_pss_sha384: { id: 0x080a, algorithm: pss('SHA-384', 48), keyTypes: ['rsa-pss'] },
  rsa_pss_pss_sha512: { id: 0x080b, algorithm: pss('SHA-512', 64), keyTypes: ['rsa-pss'] },
  rsa_pss_rsae_sha256: { id: 0x0804, algorithm: pss('SHA-256', 32), keyTypes: ['rsa'] },
  rsa_pss_rsae_sha384: { id: 0x0805, algorithm: pss('SHA-384', 48), keyTypes: ['rsa'] },
  rsa_pss_rsae_sha512: { id: 0x0806, algorithm: pss('SHA-512', 64), keyTypes: ['rsa'] },
  rsa_pkcs1_sha256: {
    id: 0x0401,
    algorithm: { kind: 'rsa-pkcs1', hash: 'SHA-256' },
    keyTypes: ['rsa'],
    maxVersion: TLS12,
  },
  rsa_pkcs1_sha384: {
    id: 0x0501,
    algorithm: { kind: 'rsa-pkcs1', hash: 'SHA-384' },
    keyTypes: ['rsa'],
    maxVersion: TLS12,
  },
  rsa_pkcs1_sha512: {
    id: 0x0601,
    algorithm: { kind: 'rsa-pkcs1', hash: 'SHA-512' },
    keyTypes: ['rsa'],
    maxVersion: TLS12,
  },
  ecdsa_sha1: {
    id: 0x0203,
    algorithm: { kind: 'ecdsa', hash: 'SHA-1' },
    keyTypes: anyCurve,
    maxVersion: TLS12,
  },
  rsa_pkcs1_sha1: {
    id: 0x0201,
    algorithm: { kind: 'rsa-pkcs1', hash: 'SHA-1' },
    keyTypes: ['rsa'],
    maxVersion: TLS12,
  },
};

/** A scheme that TLS 1.2 and 1.3 negotiate, by IANA's name. */
export interface NegotiatedSignatureScheme extends SignatureScheme {
  readonly name: SignatureSchemeName;
}

/** All schemes, strongest and smallest first. */
export const signatureSchemes: readonly NegotiatedSignatureScheme[] = (
  Object.keys(rows) as SignatureSchemeName[]
).map((name) => ({ name, minVersion: TLS12, maxVersion: TLS13, ...rows[name] }));

const byId = new Map<number, NegotiatedSignatureScheme>(signatureSchemes.map((row) => [row.id, row]));
const byName = Object.fromEntries(signatureSchemes.map((row) => [row.name, row])) as Readonly<
  Record<SignatureSchemeName, NegotiatedSignatureScheme>
>;

/** The scheme of a code point, or `undefined`. */
export function signatureSchemeById(id: number): NegotiatedSignatureScheme | undefined {
  return byId.get(id);
}

/** The scheme of a name. */
export function signatureSchemeByName(name: SignatureSchemeName): NegotiatedSignatureScheme {
  return byName[name];
}

/**
 * Whether a key may sign with a scheme in a version. TLS 1.2 reads an ECDSA code point as hash and algorithm only, so
 * any curve goes with it there (RFC 8446, 4.2.3; RFC 8422, 5.1.1 for Ed25519 and Ed448).
 */
export function schemeFitsKey(row: SignatureScheme, keyType: KeyType, version: number): boolean {
  if (version < row.minVersion || version > row.maxVersion) return false;
  if (row.keyTypes.includes(keyType)) return true;
  return version === TLS12 && row.algorithm.kind === 'ecdsa' && anyCurve.some((curve) => curve === keyType);
}
