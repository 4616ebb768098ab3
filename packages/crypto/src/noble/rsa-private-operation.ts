import { invert, pow } from '@noble/curves/abstract/modular.js';
import type { RsaPrivateNumbers } from '../keys/rsa.js';
import { toNumber } from './numbers.js';
import { systemRandom } from './random.js';

/** Bytes of the random multiples that are added to the exponents. */
const exponentBlindingLength = 8;

/**
 * RSASP1 and RSADP (RFC 8017, 5.2.1 and 5.1.2) by the Chinese remainder theorem. BigInt arithmetic takes time that
 * depends on its operands, so each operation works on other numbers than the last: the input is multiplied by r^e, and
 * each exponent gets a random multiple of its prime's order. The result is checked, because one wrong half would give
 * the factors away. Blinding draws from the platform, not from the connection: it must not show in what is made.
 *
 * @param input a number below n.
 */
export function rsaPrivateOperation(key: RsaPrivateNumbers, input: bigint): bigint {
  const { n, e, p, q, dp, dq, qInv } = key;
  const r = blindingFactor(key);
  const blinded = (input * pow(r, e, n)) % n;
  const halfP = pow(blinded % p, blindedExponent(dp, p), p);
  const halfQ = pow(blinded % q, blindedExponent(dq, q), q);
  const difference = (((halfP - halfQ) % p) + p) % p;
  const result = ((halfQ + q * ((difference * qInv) % p)) * invert(r, n)) % n;
  if (pow(result, e, n) !== input)
    throw new Error('an RSA operation went wrong: the key is damaged, or the machine');
  return result;
}

/** A number in [1, n-1]; eight bytes more than n has make its distribution even. */
function blindingFactor({ n, bits }: RsaPrivateNumbers): bigint {
  return (toNumber(systemRandom(Math.ceil(bits / 8) + 8)) % (n - 1n)) + 1n;
}

function blindedExponent(exponent: bigint, prime: bigint): bigint {
  return exponent + toNumber(systemRandom(exponentBlindingLength)) * (prime - 1n);
}
