import crypto, { type ECDH } from 'node:crypto';
import { concatBytes, fromHex, type GroupName, type KeyExchangeGroup, type Random, wipe } from '@proj/crypto';
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
  /** For curves whose secrets are made with KeyObjects; see {@link keyObjectSecret}. */
  readonly der?: Encoding;
}

/** What stands around keys in their encodings, in hexadecimal. */
interface Encoding {
  /** A PrivateKeyInfo up to the scalar. */
  readonly scalar: string;
  /** What stands between scalar and point (RFC 5915, 3). */
  readonly point: string;
  /** A SubjectPublicKeyInfo up to the point. */
  readonly spki: string;
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

/** As many bytes as a scalar has; OpenSSL leaves out leading zeros. */
function scalarOf(key: ECDH, length: number): Uint8Array {
  const digits = key.getPrivateKey();
  const scalar = new Uint8Array(length);
  scalar.set(digits, length - digits.length);
  wipe(digits);
  return scalar;
}

/**
 * The same by `diffieHellman`, which multiplies once where `computeSecret` does so twice: 0.7 ms less on P-384, 1.7 ms
 * less on P-521. On P-256 reading the keys costs more than that saves.
 */
function keyObjectSecret({ length }: Curve, der: Encoding, key: ECDH, peerShare: Uint8Array): Buffer {
  const scalar = scalarOf(key, length);
  const pkcs8 = concatBytes(fromHex(der.scalar), scalar, fromHex(der.point), key.getPublicKey());
  const spki = concatBytes(fromHex(der.spki), peerShare);
  try {
    return crypto.diffieHellman({
      privateKey: crypto.createPrivateKey({ key: Buffer.from(pkcs8.buffer), format: 'der', type: 'pkcs8' }),
      publicKey: crypto.createPublicKey({ key: Buffer.from(spki.buffer), format: 'der', type: 'spki' }),
    });
  } finally {
    wipe(scalar, pkcs8);
  }
}

/** The x-coordinate of the shared point (RFC 8446, 7.4.2). OpenSSL checks that the share is on the curve. */
function secret(curve: Curve, key: ECDH, peerShare: Uint8Array): Uint8Array {
  const { name, length, der } = curve;
  requireShareLength(name, peerShare, 1 + 2 * length);
  // RFC 8446, 4.2.8.2: uncompressed points only. OpenSSL would take the hybrid form, which is as long.
  if (peerShare[0] !== 4) throw badKeyShare(name, 'is not an uncompressed point');
  try {
    return plainBytes(der ? keyObjectSecret(curve, der, key, peerShare) : key.computeSecret(peerShare));
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
  der: {
    scalar: '3081b6020100301006072a8648ce3d020106052b8104002204819e30819b0201010430',
    point: 'a164036200',
    spki: '3076301006072a8648ce3d020106052b81040022036200',
  },
});
/** ECDH on P-521. */
export const secp521r1: KeyExchangeGroup = group({
  name: 'secp521r1',
  id: 'secp521r1',
  length: 66,
  topMask: 0x01,
  der: {
    scalar: '3081ee020100301006072a8648ce3d020106052b810400230481d63081d30201010442',
    point: 'a1818903818600',
    spki: '30819b301006072a8648ce3d020106052b8104002303818600',
  },
});
