import crypto, { type ECDH } from 'node:crypto';
import { type GroupName, type KeyExchangeGroup, type Random, wipe } from '@proj/crypto';
import { badKeyShare, oneTimeExchange, requireShareLength } from './exchange.js';
import { plainBytes } from './platform.js';

/** A NIST curve, as node:crypto wants to be told. */
interface Curve {
  readonly name: GroupName;
  /** OpenSSL's name. */
  readonly id: string;
  /** Bytes of a scalar and of a coordinate. */
  readonly length: number;
  /** Bits of a scalar's first byte that are drawn. */
  readonly topMask: number;
}

/** Draws before giving up. Each fails with a probability below 2^-31, so this many in a row mean a broken source. */
const maxDraws = 16;

/**
 * Draws a scalar in [1, n-1] by rejection (FIPS 186-5, A.2.2), byte for byte as the portable provider does, whatever the
 * source: OpenSSL takes as long for a key that it is given as for one that it makes.
 */
function drawKey({ id, length, topMask }: Curve, random: Random): ECDH {
  const key = crypto.createECDH(id);
  for (let i = 0; i < maxDraws; i++) {
    const scalar = random(length);
    scalar[0] = (scalar[0] ?? 0) & topMask;
    try {
      key.setPrivateKey(scalar);
      return key;
    } catch {
      // Out of range: once in 2^32 draws on P-256, never seen elsewhere.
    } finally {
      wipe(scalar);
    }
  }
  throw new RangeError('the random source does not give random bytes: no private key could be drawn from it');
}

/** The x-coordinate of the shared point (RFC 8446, 7.4.2). OpenSSL checks that the share is on the curve. */
function secret({ name, length }: Curve, key: ECDH, peerShare: Uint8Array): Uint8Array {
  requireShareLength(name, peerShare, 1 + 2 * length);
  // RFC 8446, 4.2.8.2: uncompressed points only. OpenSSL would take the hybrid form, which is as long.
  if (peerShare[0] !== 4) throw badKeyShare(name, 'is not an uncompressed point');
  try {
    return plainBytes(key.computeSecret(peerShare));
  } catch (cause) {
    throw badKeyShare(name, 'is not a valid point', cause);
  }
}

function group(curve: Curve): KeyExchangeGroup {
  return {
    name: curve.name,
    start: (random) => {
      const key = drawKey(curve, random);
      return oneTimeExchange(plainBytes(key.getPublicKey()), key, (own, peer) => secret(curve, own, peer));
    },
    respond: (peerShare, random) => {
      const key = drawKey(curve, random);
      return { secret: secret(curve, key, peerShare), share: plainBytes(key.getPublicKey()) };
    },
  };
}

/** ECDH on P-256. */
export const secp256r1: KeyExchangeGroup = group({
  name: 'secp256r1',
  id: 'prime256v1',
  length: 32,
  topMask: 0xff,
});
/** ECDH on P-384. */
export const secp384r1: KeyExchangeGroup = group({
  name: 'secp384r1',
  id: 'secp384r1',
  length: 48,
  topMask: 0xff,
});
/** ECDH on P-521. */
export const secp521r1: KeyExchangeGroup = group({
  name: 'secp521r1',
  id: 'secp521r1',
  length: 66,
  topMask: 0x01,
});
