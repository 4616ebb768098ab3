import { x448 as nobleX448 } from '@noble/curves/ed448.js';
import { x25519 as nobleX25519 } from '@noble/curves/ed25519.js';
import { p256, p384, p521 } from '@noble/curves/nist.js';
import { wipe } from '../bytes/bytes.js';
import type { KeyExchangeGroup, Random } from '../provider.js';
import type { GroupName } from '../registry/groups.js';
import { badKeyShare, requireShareLength } from './bad-key-share.js';
import { oneTimeExchange } from './one-time-exchange.js';

/** What the groups below need of a curve. */
interface Curve {
  readonly name: GroupName;
  /** Bytes of a share. */
  readonly shareLength: number;
  /** Draws a private key. */
  privateKey(random: Random): Uint8Array;
  /** The share of a private key. */
  share(privateKey: Uint8Array): Uint8Array;
  /** The secret of a private key and a share of the right length; throws for a share that is not valid. */
  secret(privateKey: Uint8Array, peerShare: Uint8Array): Uint8Array;
}

function group(curve: Curve): KeyExchangeGroup {
  const { name } = curve;
  const secret = (privateKey: Uint8Array, peerShare: Uint8Array): Uint8Array => {
    requireShareLength(name, peerShare, curve.shareLength);
    try {
      return curve.secret(privateKey, peerShare);
    } catch (cause) {
      throw badKeyShare(name, 'is not a valid point', cause);
    }
  };
  return {
    name,
    start: (random) => {
      const privateKey = curve.privateKey(random);
      return oneTimeExchange(curve.share(privateKey), privateKey, secret);
    },
    respond: (peerShare, random) => {
      const privateKey = curve.privateKey(random);
      try {
        return { secret: secret(privateKey, peerShare), share: curve.share(privateKey) };
      } finally {
        wipe(privateKey);
      }
    },
  };
}

/** The part of noble's Montgomery curves that is used; their `getSharedSecret` throws for an all-zero result. */
type Montgomery = Pick<typeof nobleX25519, 'getPublicKey' | 'getSharedSecret'>;

/** X25519 and X448 (RFC 7748, 5): any bytes are a private key. */
function montgomery(name: GroupName, length: number, curve: Montgomery): KeyExchangeGroup {
  return group({
    name,
    shareLength: length,
    privateKey: (random) => random(length),
    share: (privateKey) => curve.getPublicKey(privateKey),
    secret: (privateKey, peerShare) => curve.getSharedSecret(privateKey, peerShare),
  });
}

type Weierstrass = typeof p256;

/** Draws before giving up. Each fails with a probability below 2^-31, so this many in a row mean a broken source. */
const maxDraws = 16;

/** Draws a scalar in [1, n-1] by rejection (FIPS 186-5, A.2.2), which treats the bytes of P-256 as RFC 8448 does. */
function drawScalar(curve: Weierstrass, length: number, topMask: number, random: Random): Uint8Array {
  for (let i = 0; i < maxDraws; i++) {
    const scalar = random(length);
    scalar[0] = (scalar[0] ?? 0) & topMask;
    if (curve.utils.isValidSecretKey(scalar)) return scalar;
    wipe(scalar);
  }
  throw new RangeError('the random source does not give random bytes: no private key could be drawn from it');
}

/** The NIST curves with uncompressed points (RFC 8446, 4.2.8.2); the secret is the x-coordinate (7.4.2). */
function weierstrass(name: GroupName, length: number, topMask: number, curve: Weierstrass): KeyExchangeGroup {
  return group({
    name,
    shareLength: 1 + 2 * length,
    privateKey: (random) => drawScalar(curve, length, topMask, random),
    share: (privateKey) => curve.getPublicKey(privateKey, false),
    secret: (privateKey, peerShare) =>
      curve.getSharedSecret(privateKey, peerShare, false).slice(1, 1 + length),
  });
}

/** X25519 (RFC 7748). */
export const x25519: KeyExchangeGroup = /* @__PURE__ */ montgomery('x25519', 32, nobleX25519);
/** X448 (RFC 7748). */
export const x448: KeyExchangeGroup = /* @__PURE__ */ montgomery('x448', 56, nobleX448);
/** ECDH on P-256. */
export const secp256r1: KeyExchangeGroup = /* @__PURE__ */ weierstrass('secp256r1', 32, 0xff, p256);
/** ECDH on P-384. */
export const secp384r1: KeyExchangeGroup = /* @__PURE__ */ weierstrass('secp384r1', 48, 0xff, p384);
/** ECDH on P-521. */
export const secp521r1: KeyExchangeGroup = /* @__PURE__ */ weierstrass('secp521r1', 66, 0x01, p521);
