import { p256, p384, p521 } from '@noble/curves/nist.js';
import { equalBytes } from '../bytes/bytes.js';
import { encodePublicKeyInfo } from '../keys/public-key.js';
import type { Hash, KeyFamily, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo } from '../provider.js';
import type { KeyType, SignatureAlgorithm } from '../registry/signature-schemes.js';
import { signatureHash } from './signature-hashes.js';
import { unsupportedSignature } from './unsupported-signature.js';

type Curve = typeof p256;

/**
 * TLS and X.509 know no canonical signatures, so `s` may be in the upper half. The message is hashed here, because any
 * hash can go with any curve (RFC 5758, 3.2).
 */
const encoding = { format: 'der', lowS: false, prehash: false } as const;

/** Bytes of fresh randomness that go into the nonce beside RFC 6979's (3.6): a fault or bad random alone leaks no key. */
const extraEntropyLength = 32;

function hashOf(algorithm: SignatureAlgorithm): Hash | undefined {
  return algorithm.kind === 'ecdsa' ? signatureHash(algorithm.hash) : undefined;
}

function publicKey(curve: Curve, type: KeyType, bits: number, info: PublicKeyInfo): PublicKey {
  const { spki, key } = info;
  if (!curve.utils.isValidPublicKey(key, false))
    throw new RangeError(`the ${type} public key is not on its curve`);
  return {
    type,
    bits,
    spki,
    verify: (algorithm, message, signature) => {
      const hash = hashOf(algorithm);
      if (!hash) return false;
      try {
        return curve.verify(signature, hash.digest(message), key, encoding);
      } catch {
        // noble throws for a signature whose DER is malformed.
        return false;
      }
    },
  };
}

function privateKey(curve: Curve, type: KeyType, bits: number, info: PrivateKeyInfo): PrivateKey {
  const { key, algorithm: identifier } = info;
  if (!curve.utils.isValidSecretKey(key)) throw new RangeError(`the ${type} private key is out of range`);
  const point = curve.getPublicKey(key, false);
  if (info.publicKey && !equalBytes(info.publicKey, point)) {
    throw new RangeError(`the ${type} private key comes with a public key that is not its own`);
  }
  return {
    type,
    bits,
    spki: encodePublicKeyInfo(identifier, point),
    sign: (algorithm, message, random) => {
      const hash = hashOf(algorithm);
      if (!hash) throw unsupportedSignature(type, algorithm);
      return curve.sign(hash.digest(message), key, { ...encoding, extraEntropy: random(extraEntropyLength) });
    },
  };
}

function ecdsa(curve: Curve, type: KeyType, bits: number): KeyFamily {
  return {
    types: [type],
    supports: (algorithm) => hashOf(algorithm) !== undefined,
    publicKey: (info) => publicKey(curve, type, bits, info),
    privateKey: (info) => privateKey(curve, type, bits, info),
  };
}

/** ECDSA on P-256 (FIPS 186-5). */
export const ecdsaP256: KeyFamily = /* @__PURE__ */ ecdsa(p256, 'p256', 256);
/** ECDSA on P-384 (FIPS 186-5). */
export const ecdsaP384: KeyFamily = /* @__PURE__ */ ecdsa(p384, 'p384', 384);
/** ECDSA on P-521 (FIPS 186-5). */
export const ecdsaP521: KeyFamily = /* @__PURE__ */ ecdsa(p521, 'p521', 521);
