import { fromHex, toHex } from '../bytes/bytes.js';
import { type DerFields, derTags, encodeDer, parseDerSequence } from './der.js';

/** Bits of the smallest modulus that is accepted: 1024-bit roots and test keys are still met; policy asks for more. */
const minRsaModulusBits = 1024;
/** Bits of the largest modulus that is accepted: OpenSSL's limit, which bounds the work of a verification. */
const maxRsaModulusBits = 16_384;
/** Bits of the largest public exponent: OpenSSL's limit for big moduli, for the same reason. */
const maxRsaExponentBits = 64;

/** RSAPublicKey (RFC 8017, A.1.1). */
export interface RsaPublicNumbers {
  readonly n: bigint;
  readonly e: bigint;
  /** Bits of the modulus. */
  readonly bits: number;
}

/** RSAPrivateKey of two primes (RFC 8017, A.1.2). */
export interface RsaPrivateNumbers extends RsaPublicNumbers {
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qInv: bigint;
}

/** Reads an RSAPublicKey and checks its numbers; throws a `RangeError`. */
export function parseRsaPublicKey(der: Uint8Array): RsaPublicNumbers {
  const what = 'the RSA public key';
  const fields = parseDerSequence(der, what);
  const n = positive(fields, 'modulus');
  const e = positive(fields, 'public exponent');
  fields.end();
  return checkPublic(n, e);
}

/** Reads an RSAPrivateKey and checks that its numbers belong together; throws a `RangeError`. */
export function parseRsaPrivateKey(der: Uint8Array): RsaPrivateNumbers {
  const what = 'the RSA private key';
  const fields = parseDerSequence(der, what);
  const version = fields.take(derTags.integer, 'version').contents;
  if (version.length !== 1 || version[0] !== 0) {
    throw new RangeError(`${what} has more than two primes; make one with two`);
  }
  const n = positive(fields, 'modulus');
  const e = positive(fields, 'public exponent');
  const d = positive(fields, 'private exponent');
  const p = positive(fields, 'first prime');
  const q = positive(fields, 'second prime');
  const dp = positive(fields, 'first exponent');
  const dq = positive(fields, 'second exponent');
  const qInv = positive(fields, 'coefficient');
  fields.end();
  const consistent =
    p > 1n &&
    q > 1n &&
    p * q === n &&
    d < n &&
    dp === d % (p - 1n) &&
    dq === d % (q - 1n) &&
    (e * dp) % (p - 1n) === 1n &&
    (e * dq) % (q - 1n) === 1n &&
    qInv < p &&
    (q * qInv) % p === 1n;
  if (!consistent) throw new RangeError(`${what} contradicts itself; it is damaged`);
  return { ...checkPublic(n, e), d, p, q, dp, dq, qInv };
}

function positive(fields: DerFields, name: string): bigint {
  const { contents } = fields.take(derTags.integer, name);
  if ((contents[0] ?? 0) >= 0x80) throw new RangeError(`the RSA key's ${name} is negative`);
  return BigInt(`0x${toHex(contents)}`);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}

function checkPublic(n: bigint, e: bigint): RsaPublicNumbers {
  const bits = bitLength(n);
  if (bits < minRsaModulusBits || bits > maxRsaModulusBits) {
    throw new RangeError(
      `the RSA key has ${bits} bits; allowed are ${minRsaModulusBits} to ${maxRsaModulusBits} bits`,
    );
  }
  if ((n & 1n) === 0n) throw new RangeError('the RSA modulus is even');
  if ((e & 1n) === 0n || e < 3n || bitLength(e) > maxRsaExponentBits) {
    throw new RangeError(
      `the RSA public exponent is not an odd number from 3 to 2^${maxRsaExponentBits}; 65537 is usual`,
    );
  }
  return { n, e, bits };
}

/** Encodes an RSAPublicKey (RFC 8017, A.1.1), DER. */
export function encodeRsaPublicKey(n: bigint, e: bigint): Uint8Array {
  return encodeDer(derTags.sequence, encodeInteger(n), encodeInteger(e));
}

function encodeInteger(value: bigint): Uint8Array {
  // One bit more than the number has keeps it positive.
  const length = Math.floor(bitLength(value) / 8) + 1;
  return encodeDer(derTags.integer, fromHex(value.toString(16).padStart(2 * length, '0')));
}
