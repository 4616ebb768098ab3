import { ml_dsa44, ml_dsa65, ml_dsa87 } from '@noble/post-quantum/ml-dsa.js';
import { constantTimeEqual, equalBytes } from '../bytes/bytes.js';
import { encodePublicKeyInfo } from '../keys/public-key.js';
import type { KeyFamily, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo } from '../provider.js';
import type { KeyType } from '../registry/signature-schemes.js';
import { unsupportedSignature } from './unsupported-signature.js';

type Dsa = typeof ml_dsa44;

/** Bytes of randomness for a hedged signature (FIPS 204, 5.2). */
const extraEntropyLength = 32;

function publicKey(dsa: Dsa, type: KeyType, info: PublicKeyInfo): PublicKey {
  const { spki, key } = info;
  return {
    type,
    bits: 8 * key.length,
    spki,
    // The context is empty in TLS and X.509 (draft-ietf-tls-mldsa, 2; RFC 9881, 3).
    verify: (algorithm, message, signature) => {
      if (algorithm.kind !== 'ml-dsa') return false;
      try {
        return dsa.verify(signature, message, key);
      } catch {
        // noble throws for a signature of another length.
        return false;
      }
    },
  };
}

/** The expanded key and its public key. A seed decides over an expanded key beside it, which must match (RFC 9881, 6). */
function expand(
  dsa: Dsa,
  type: KeyType,
  info: PrivateKeyInfo,
): { secretKey: Uint8Array; publicKey: Uint8Array } {
  const { key, expandedKey } = info;
  if (key === expandedKey) return { secretKey: expandedKey, publicKey: dsa.getPublicKey(expandedKey) };
  const pair = dsa.keygen(key);
  if (expandedKey && !constantTimeEqual(expandedKey, pair.secretKey)) {
    throw new RangeError(`the ${type} private key has a seed and an expanded key that do not match`);
  }
  return pair;
}

function privateKey(dsa: Dsa, type: KeyType, info: PrivateKeyInfo): PrivateKey {
  const pair = expand(dsa, type, info);
  if (info.publicKey && !equalBytes(info.publicKey, pair.publicKey)) {
    throw new RangeError(`the ${type} private key comes with a public key that is not its own`);
  }
  return {
    type,
    bits: 8 * pair.publicKey.length,
    spki: encodePublicKeyInfo(info.algorithm, pair.publicKey),
    sign: (algorithm, message, random) => {
      if (algorithm.kind !== 'ml-dsa') throw unsupportedSignature(type, algorithm);
      return dsa.sign(message, pair.secretKey, { extraEntropy: random(extraEntropyLength) });
    },
  };
}

function mlDsa(dsa: Dsa, type: KeyType): KeyFamily {
  return {
    types: [type],
    supports: (algorithm) => algorithm.kind === 'ml-dsa',
    publicKey: (info) => publicKey(dsa, type, info),
    privateKey: (info) => privateKey(dsa, type, info),
  };
}

/** ML-DSA-44 (FIPS 204). */
export const mlDsa44: KeyFamily = /* @__PURE__ */ mlDsa(ml_dsa44, 'ml-dsa-44');
/** ML-DSA-65 (FIPS 204). */
export const mlDsa65: KeyFamily = /* @__PURE__ */ mlDsa(ml_dsa65, 'ml-dsa-65');
/** ML-DSA-87 (FIPS 204). */
export const mlDsa87: KeyFamily = /* @__PURE__ */ mlDsa(ml_dsa87, 'ml-dsa-87');
