import { fromHex } from '../bytes/bytes.js';
import type { DhParameters } from '../provider.js';
import type { GroupName } from './groups.js';

/** A safe prime of RFC 7919, whose group has 2 for a generator. */
export interface SafePrime {
  readonly p: bigint;
  readonly bits: number;
  /** Bits of a private key that match the strength of the group (RFC 7919, 5.2). */
  readonly exponentBits: number;
}

/** By bits of the prime: X of the formula in RFC 7919, A, and the length of private keys in 5.2. */
const numbers: Readonly<Record<number, readonly [x: bigint, exponentBits: number]>> = {
  2048: [560316n, 225],
  3072: [2625351n, 275],
  4096: [5736041n, 325],
  6144: [15705020n, 375],
  8192: [10965728n, 400],
};

/** Bits kept below the point while summing the series, to absorb the rounding of about a thousand terms. */
const guardBits = 64;

/** The whole part of e × 2^bits: the sum of 1/k!. */
function scaledE(bits: number): bigint {
  let sum = 0n;
  let term = 1n << BigInt(bits + guardBits);
  for (let k = 1n; term > 0n; k++) {
    sum += term;
    term /= k;
  }
  return sum >> BigInt(guardBits);
}

const known = /* @__PURE__ */ new Map<number, SafePrime>();

/**
 * The safe prime of that many bits, 2^b - 2^(b-64) + (⌊2^(b-130) e⌋ + X) 2^64 - 1 (RFC 7919, A). For sizes between
 * those that the RFC has, the next smaller one.
 */
export function safePrime(atLeastBits: number): SafePrime {
  const sizes = Object.keys(numbers).map(Number);
  const bits = sizes.filter((size) => size <= atLeastBits).at(-1) ?? 2048;
  const found = known.get(bits);
  if (found) return found;
  const [x, exponentBits] = numbers[bits] ?? [0n, 0];
  const b = BigInt(bits);
  const p = (1n << b) - (1n << (b - 64n)) + ((scaledE(bits - 130) + x) << 64n) - 1n;
  const prime = { p, bits, exponentBits };
  known.set(bits, prime);
  return prime;
}

/**
 * The parameters of a finite-field group (RFC 7919, A), as a TLS 1.2 ServerKeyExchange has them. Throws a `RangeError`
 * for a group that is none.
 */
export function ffdheParameters(name: GroupName): DhParameters {
  const bits = Number(/^ffdhe([0-9]+)$/.exec(name)?.[1]);
  if (!(bits in numbers))
    throw new RangeError(`${name} is no finite-field group; take ffdhe2048 or a larger one`);
  return { p: fromHex(safePrime(bits).p.toString(16)), g: Uint8Array.of(2) };
}
