import type { CipherSuite } from './registry/cipher-suite.js';
import type { GroupName } from './registry/groups.js';
import type { KeyType, SignatureAlgorithm } from './registry/signature-schemes.js';

/** Fills a new array of `length` bytes with cryptographically strong randomness. */
export type Random = (length: number) => Uint8Array;

/** Hash functions that TLS or X.509 name. `MD5-SHA1` is the concatenation that TLS 1.0 and 1.1 sign. */
export type HashName = 'MD5' | 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512' | 'MD5-SHA1';

/** A running hash or MAC. */
export interface HashContext {
  /** Takes in more bytes. */
  update(data: Uint8Array): this;
  /** A context with the same state that goes on alone. */
  clone(): HashContext;
  /** The result; the context must not be used afterwards. */
  digest(): Uint8Array;
}

/** A hash function with the constructions that TLS builds on it. */
export interface Hash {
  readonly name: HashName;
  /** Bytes of a digest. */
  readonly outputLength: number;
  /** Bytes of a compression block. */
  readonly blockLength: number;
  /** Hashes one byte string. */
  digest(data: Uint8Array): Uint8Array;
  /** Starts a running hash. */
  create(): HashContext;
  /** HMAC of one byte string (RFC 2104). */
  hmac(key: Uint8Array, data: Uint8Array): Uint8Array;
  /** Starts a running HMAC. */
  createHmac(key: Uint8Array): HashContext;
  /** HKDF-Extract (RFC 5869, 2.2): `outputLength` bytes. */
  hkdfExtract(salt: Uint8Array, keyMaterial: Uint8Array): Uint8Array;
  /** HKDF-Expand (RFC 5869, 2.3): `length` bytes, at most 255 × `outputLength`. */
  hkdfExpand(pseudorandomKey: Uint8Array, info: Uint8Array, length: number): Uint8Array;
}

/** Authenticated ciphers by their usual names. */
export type AeadName = 'AES-128-GCM' | 'AES-256-GCM' | 'CHACHA20-POLY1305' | AeadCcmName;

/** CCM with a 16-byte tag, and with TLS's short 8-byte one (RFC 6655). */
export type AeadCcmName = 'AES-128-CCM' | 'AES-256-CCM' | 'AES-128-CCM-8' | 'AES-256-CCM-8';

/** An AEAD algorithm; the nonce is always 12 bytes in TLS. */
export interface Aead {
  readonly name: AeadName;
  /** Bytes of a key. */
  readonly keyLength: number;
  /** Bytes of a tag. */
  readonly tagLength: number;
  /** Prepares a key. The bytes are copied where they must outlive the call; the caller may wipe its own. */
  key(key: Uint8Array): AeadKey;
}

/** A key ready to seal and open. */
export interface AeadKey {
  /**
   * Seals in place: on entry all but the last `tagLength` bytes of `buffer` are the plaintext, on return it holds the
   * ciphertext and the tag.
   */
  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array): void;
  /**
   * Opens ciphertext with tag. Returns the plaintext, which may be a view of `sealed` (then overwritten) or memory of
   * its own, or `undefined` when the tag is wrong, of which nothing else can be observed.
   */
  open(nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined;
  /** Wipes the key. */
  destroy(): void;
}

/** Block ciphers in CBC mode; `3DES-EDE-CBC` exists only where the platform has it. */
export type CbcName = 'AES-128-CBC' | 'AES-256-CBC' | '3DES-EDE-CBC';

/** A block cipher in CBC mode without padding. */
export interface Cbc {
  readonly name: CbcName;
  /** Bytes of a key. */
  readonly keyLength: number;
  /** Bytes of a block, and so of an IV. */
  readonly blockLength: number;
  /** Prepares a key; copies what it needs. */
  key(key: Uint8Array): CbcKey;
}

/** A CBC key. Both operations work in place on whole blocks, and leave `iv` as it is. */
export interface CbcKey {
  /** Encrypts whole blocks in place. */
  encrypt(iv: Uint8Array, blocks: Uint8Array): void;
  /** Decrypts whole blocks in place. */
  decrypt(iv: Uint8Array, blocks: Uint8Array): void;
  /** Wipes the key. */
  destroy(): void;
}

/** One's own half of a key exchange. */
export interface KeyExchange {
  /** The bytes for the peer: a TLS 1.3 `key_exchange`, a TLS 1.2 point, or an unpadded DH `Y`. */
  readonly share: Uint8Array;
  /**
   * Completes the exchange with the peer's bytes. Throws a `TlsError` `BAD_KEY_SHARE` (illegal_parameter) for a share
   * of wrong length, a point off the curve, or an all-zero result (RFC 8446, 4.2.8, 7.4.2; RFC 7748, 6).
   * May be called once; the private half is wiped.
   */
  finish(peerShare: Uint8Array): Uint8Array;
}

/** A way to exchange keys, in the roles of RFC 8446, 4.2.8. */
export interface KeyExchangeMethod {
  /** Begins an exchange: the TLS 1.3 client's side, the TLS 1.2 server's. Private bytes are drawn from `random`. */
  start(random: Random): KeyExchange;
  /**
   * Answers a share in one step: the TLS 1.3 server's side (a KEM encapsulates here), the TLS 1.2 client's. Errors as
   * for {@link KeyExchange.finish}.
   */
  respond(peerShare: Uint8Array, random: Random): { readonly share: Uint8Array; readonly secret: Uint8Array };
}

/**
 * A (EC)DHE group, a KEM, or a hybrid of both. Shares and secrets of finite-field groups have the length of the prime,
 * as TLS 1.3 asks (RFC 8446, 4.2.8.1 and 7.4.1).
 */
export interface KeyExchangeGroup extends KeyExchangeMethod {
  readonly name: GroupName;
}

/** A Diffie-Hellman group chosen by a TLS 1.2 server (RFC 5246, 7.4.3), big-endian. */
export interface DhParameters {
  readonly p: Uint8Array;
  readonly g: Uint8Array;
}

/** A public key, imported and checked. */
export interface PublicKey {
  readonly type: KeyType;
  /** Bits of the modulus or of the field. */
  readonly bits: number;
  /** The SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Whether the signature is right. False, never an exception, for anything malformed. */
  verify(algorithm: SignatureAlgorithm, message: Uint8Array, signature: Uint8Array): boolean;
  /** RSAES-PKCS1-v1_5 encryption, for RSA key exchange (RFC 5246, 7.4.7.1). Only RSA keys have it. */
  encryptPkcs1?(message: Uint8Array, random: Random): Uint8Array;
}

/** A private key held by the provider. */
export interface PrivateKey {
  readonly type: KeyType;
  /** Bits of the modulus or of the field. */
  readonly bits: number;
  /** The matching SubjectPublicKeyInfo, DER, so that a key can be checked against its certificate. */
  readonly spki: Uint8Array;
  /** Signs. Throws when the key can not make such a signature. */
  sign(algorithm: SignatureAlgorithm, message: Uint8Array, random: Random): Uint8Array;
  /**
   * RSAES-PKCS1-v1_5 decryption that always answers `length` bytes: for bad padding or another length, bytes derived
   * from `rejection` instead, indistinguishably in time and shape (RFC 5246, 7.4.7.1). Only RSA keys have it.
   */
  decryptPkcs1?(ciphertext: Uint8Array, length: number, rejection: Uint8Array): Uint8Array;
}

/** What the parameters of an `rsa-pss` key allow (RFC 4055, 1.2). */
export interface PssRestriction {
  readonly hash: HashName;
  readonly mgf1Hash: HashName;
  /** Bytes of salt that a signature has at least. */
  readonly saltLength: number;
}

/** What a SubjectPublicKeyInfo says, parsed and checked for form. */
export interface PublicKeyInfo {
  readonly type: KeyType;
  /** The whole SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** Contents of `subjectPublicKey`: an RSAPublicKey, an uncompressed point, or raw bytes. */
  readonly key: Uint8Array;
  /** For an `rsa-pss` key with parameters: what they restrict signatures to. */
  readonly pss: PssRestriction | undefined;
}

/** What a PKCS#8 PrivateKeyInfo says, parsed and checked for form. */
export interface PrivateKeyInfo {
  readonly type: KeyType;
  /** The whole PrivateKeyInfo, DER. */
  readonly pkcs8: Uint8Array;
  /** The AlgorithmIdentifier, DER, which the matching SubjectPublicKeyInfo has too. */
  readonly algorithm: Uint8Array;
  /**
   * Contents of `privateKey`: an RSAPrivateKey, an ECPrivateKey's scalar, or a raw seed; for an ML-DSA key without its
   * seed the expanded key.
   */
  readonly key: Uint8Array;
  /** The public key, where the structure carries it. */
  readonly publicKey: Uint8Array | undefined;
  /** The expanded form of an ML-DSA key, where the structure carries it (RFC 9881, 6). */
  readonly expandedKey: Uint8Array | undefined;
  /** For an `rsa-pss` key with parameters: what they restrict signatures to. */
  readonly pss: PssRestriction | undefined;
}

/** A family of keys that a provider can work with. */
export interface KeyFamily {
  readonly types: readonly KeyType[];
  /** Signature algorithms that keys of this family can make and check. */
  supports(algorithm: SignatureAlgorithm): boolean;
  /** Imports a public key; throws a `RangeError` for a key that is not valid. */
  publicKey(info: PublicKeyInfo): PublicKey;
  /** Imports a private key; throws a `RangeError` for a key that is not valid. */
  privateKey(info: PrivateKeyInfo): PrivateKey;
}

/** The values that make a provider. What is not in it is not offered, and not bundled. */
export interface ProviderParts {
  /** For messages: `noble`, `node`. */
  readonly name: string;
  readonly random: Random;
  readonly hashes: readonly Hash[];
  readonly aeads: readonly Aead[];
  readonly cbcs: readonly Cbc[];
  readonly groups: readonly KeyExchangeGroup[];
  readonly keys: readonly KeyFamily[];
  /**
   * Diffie-Hellman as TLS 1.2 has it, over the parameters of a ServerKeyExchange (RFC 5246, 7.4.3), where finite-field
   * DH is to be had: shares may be shorter than the prime, and the secret has no leading zeros (8.1.2). Throws a
   * `TlsError`: `DH_KEY_TOO_SMALL`, or `ILLEGAL_PARAMETER` for parameters that can not be a group.
   */
  readonly dh?: (parameters: DhParameters) => KeyExchangeMethod;
  /** Suites in the order in which this provider runs them fastest at equal strength; the default preference. */
  readonly preferredAeads: readonly AeadName[];
}

/** A set of algorithms that a connection draws from. Make one with `createProvider`. */
export interface CryptoProvider extends ProviderParts {
  /** The hash of that name, or `undefined`. */
  hash(name: HashName): Hash | undefined;
  /** The AEAD of that name, or `undefined`. */
  aead(name: AeadName): Aead | undefined;
  /** The CBC cipher of that name, or `undefined`. */
  cbc(name: CbcName): Cbc | undefined;
  /** The group of that name, or `undefined`. */
  group(name: GroupName): KeyExchangeGroup | undefined;
  /** Whether this provider has everything the suite needs (its key exchange's groups apart). */
  supportsSuite(suite: CipherSuite): boolean;
  /** Whether keys of this type can make and check this signature. */
  supportsSignature(type: KeyType, algorithm: SignatureAlgorithm): boolean;
  /** Imports a SubjectPublicKeyInfo (DER). Throws a `RangeError` when it is malformed or its algorithm is missing. */
  importPublicKey(spki: Uint8Array): PublicKey;
  /** Imports a PKCS#8 PrivateKeyInfo (DER, not encrypted). Throws a `RangeError` as above. */
  importPrivateKey(pkcs8: Uint8Array): PrivateKey;
}
