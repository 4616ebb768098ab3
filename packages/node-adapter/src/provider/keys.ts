import crypto, { type KeyObject } from 'node:crypto';
import {
  encodePublicKeyInfo,
  equalBytes,
  type KeyFamily,
  type KeyType,
  type PrivateKey,
  type PrivateKeyInfo,
  type PssRestriction,
  type PublicKey,
  type PublicKeyInfo,
  parsePublicKeyInfo,
  type SignatureAlgorithm,
  wipe,
} from '@proj/crypto';
import { isSystemRandom, plainBytes } from './platform.js';

/** What `crypto.sign` and `crypto.verify` want to be told of a signature. */
export interface SignatureCall {
  /** OpenSSL's name of the hash; `null` where the algorithm has its own. */
  readonly hash: string | null;
  /** Only for RSASSA-PSS; bytes of salt. */
  readonly pssSaltLength?: number;
  /** Whether a signature takes no randomness, or none that shows in it. */
  readonly deterministic: boolean;
}

/** How a family of keys is worked with in node:crypto. */
export interface NativeKeys {
  /** The same family in JavaScript: for what Node lacks, and for signatures that are to be replayed. */
  readonly portable: KeyFamily;
  /** The call for a signature, or `undefined` where Node can not make or check it. */
  call(algorithm: SignatureAlgorithm, pss: PssRestriction | undefined): SignatureCall | undefined;
  /** Bits of the modulus or of the field. */
  bits(key: KeyObject, info: PublicKeyInfo): number;
  /** Bytes that a signature must have, where OpenSSL takes others too. */
  signatureLength?(bits: number): number;
  /** The public half of a private key, where the one that OpenSSL gives is not to be relied on. */
  publicHalf?(info: PrivateKeyInfo): Uint8Array;
  /** Operations that public keys have beside verifying. */
  publicExtras?(key: KeyObject, portable: () => PublicKey): Partial<PublicKey>;
  /** Operations that private keys have beside signing. */
  privateExtras?(key: KeyObject): Partial<PrivateKey>;
}

/** A bare KeyObject where that will do: Node 24 takes 12 µs longer with options around it. */
function keyInput(key: KeyObject, { pssSaltLength }: SignatureCall): KeyObject | crypto.SignKeyObjectInput {
  if (pssSaltLength === undefined) return key;
  return { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: pssSaltLength };
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * The key that Node makes of it; `undefined` where it is not valid, or of a type that this Node does not know: 22 has an
 * OpenSSL that reads ML-DSA keys, but can not sign with them.
 */
function known(read: () => KeyObject): KeyObject | undefined {
  try {
    const key = read();
    return key.asymmetricKeyType === undefined ? undefined : key;
  } catch {
    return undefined;
  }
}

function publicKey(keys: NativeKeys, info: PublicKeyInfo): PublicKey {
  const der = { key: Buffer.from(info.spki), format: 'der', type: 'spki' } as const;
  const key = known(() => crypto.createPublicKey(der));
  const portable = lazy(() => keys.portable.publicKey(info));
  // Node does not know such keys, or this one is not valid: the portable family knows which, and says so.
  if (!key) return portable();
  const { type, spki, pss } = info;
  const bits = keys.bits(key, info);
  const length = keys.signatureLength?.(bits);
  return {
    type,
    bits,
    spki,
    verify: (algorithm, message, signature) => {
      if (length !== undefined && signature.length !== length) return false;
      const call = keys.call(algorithm, pss);
      if (!call) return portable().verify(algorithm, message, signature);
      try {
        return crypto.verify(call.hash, message, keyInput(key, call), signature);
      } catch {
        // A signature that OpenSSL can not even read.
        return false;
      }
    },
    ...keys.publicExtras?.(key, portable),
  };
}

function exportedPublicHalf(key: KeyObject): Uint8Array {
  return parsePublicKeyInfo(crypto.createPublicKey(key).export({ format: 'der', type: 'spki' })).key;
}

function privateKey(keys: NativeKeys, info: PrivateKeyInfo): PrivateKey {
  const der = { key: Buffer.from(info.pkcs8), format: 'der', type: 'pkcs8' } as const;
  const key = known(() => crypto.createPrivateKey(der));
  wipe(der.key);
  const portable = lazy(() => keys.portable.privateKey(info));
  if (!key) return portable();
  const { type, pss, algorithm: identifier } = info;
  const half = keys.publicHalf?.(info) ?? exportedPublicHalf(key);
  if (info.publicKey && !equalBytes(info.publicKey, half)) {
    throw new RangeError(`the ${type} private key comes with a public key that is not its own`);
  }
  const spki = encodePublicKeyInfo(identifier, half);
  return {
    type,
    bits: keys.bits(key, { type, spki, key: half, pss }),
    spki,
    sign: (algorithm, message, random) => {
      const call = keys.call(algorithm, pss);
      if (!call || !(call.deterministic || isSystemRandom(random))) {
        return portable().sign(algorithm, message, random);
      }
      return sign(type, call, message, key);
    },
    ...keys.privateExtras?.(key),
  };
}

function sign(type: KeyType, call: SignatureCall, message: Uint8Array, key: KeyObject): Uint8Array {
  try {
    return plainBytes(crypto.sign(call.hash, message, keyInput(key, call)));
  } catch (cause) {
    throw new RangeError(`the ${type} key can not make this signature: it is too short for it`, { cause });
  }
}

/** A family of keys in node:crypto. */
export function nativeFamily(keys: NativeKeys): KeyFamily {
  const { portable } = keys;
  return {
    types: portable.types,
    supports: (algorithm) => portable.supports(algorithm),
    publicKey: (info) => publicKey(keys, info),
    privateKey: (info) => privateKey(keys, info),
  };
}
