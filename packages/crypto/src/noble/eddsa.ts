import { ed448 as nobleEd448 } from '@noble/curves/ed448.js';
import { ed25519 as nobleEd25519 } from '@noble/curves/ed25519.js';
import { equalBytes } from '../bytes/bytes.js';
import { encodePublicKeyInfo } from '../keys/public-key.js';
import type { KeyFamily, PrivateKey, PrivateKeyInfo, PublicKey, PublicKeyInfo } from '../provider.js';
import { unsupportedSignature } from './unsupported-signature.js';

type Curve = typeof nobleEd25519;
type EdwardsType = 'ed25519' | 'ed448';

/** RFC 8032's rules, not the looser ones of ZIP 215: no points off their canonical encoding. */
const strict = { zip215: false } as const;

function publicKey(curve: Curve, type: EdwardsType, bits: number, info: PublicKeyInfo): PublicKey {
  const { spki, key } = info;
  if (!curve.utils.isValidPublicKey(key, false))
    throw new RangeError(`the ${type} public key is not a point`);
  return {
    type,
    bits,
    spki,
    verify: (algorithm, message, signature) => {
      if (algorithm.kind !== type) return false;
      try {
        return curve.verify(signature, message, key, strict);
      } catch {
        // noble throws for a signature of another length.
        return false;
      }
    },
  };
}

function privateKey(curve: Curve, type: EdwardsType, bits: number, info: PrivateKeyInfo): PrivateKey {
  const { key, algorithm: identifier } = info;
  const point = curve.getPublicKey(key);
  if (info.publicKey && !equalBytes(info.publicKey, point)) {
    throw new RangeError(`the ${type} private key comes with a public key that is not its own`);
  }
  // RFC 8410, 3: the identifier is the same in both structures.
  return {
    type,
    bits,
    spki: encodePublicKeyInfo(identifier, point),
    sign: (algorithm, message) => {
      if (algorithm.kind !== type) throw unsupportedSignature(type, algorithm);
      return curve.sign(message, key);
    },
  };
}

function eddsa(curve: Curve, type: EdwardsType, bits: number): KeyFamily {
  return {
    types: [type],
    supports: (algorithm) => algorithm.kind === type,
    publicKey: (info) => publicKey(curve, type, bits, info),
    privateKey: (info) => privateKey(curve, type, bits, info),
  };
}

/** Ed25519 (RFC 8032, 5.1). */
export const ed25519: KeyFamily = /* @__PURE__ */ eddsa(nobleEd25519, 'ed25519', 256);
/** Ed448 (RFC 8032, 5.2). */
export const ed448: KeyFamily = /* @__PURE__ */ eddsa(nobleEd448, 'ed448', 456);
