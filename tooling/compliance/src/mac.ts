import type { HashName } from '@proj/crypto';
import { compare, missing, type Runner, sameBytes } from './outcome.ts';

/** `HkdfTest`: extract and expand; `invalid` asks for more than 255 blocks (RFC 5869, 2.3). */
export function hkdfRunner(hashName: HashName): Runner {
  return (subject, _group, test) => {
    const hash = subject.provider.hash(hashName);
    if (!hash) return missing(subject, hashName);
    const key = hash.hkdfExtract(test.bytes('salt'), test.bytes('ikm'));
    try {
      return compare(hash.hkdfExpand(key, test.bytes('info'), test.number('size')), test.bytes('okm'));
    } catch (error) {
      // Only a refused length may throw.
      if (test.number('size') > 255 * hash.outputLength) return 'refused';
      throw error;
    }
  };
}

/** `MacTest`: HMAC at once and in pieces, cut to the tag's length. */
export function hmacRunner(hashName: HashName): Runner {
  return (subject, group, test) => {
    const hash = subject.provider.hash(hashName);
    if (!hash) return missing(subject, hashName);
    const key = test.bytes('key');
    const message = test.bytes('msg');
    const whole = hash.hmac(key, message);
    const half = message.length >> 1;
    const first = hash.createHmac(key).update(message.subarray(0, half));
    const pieces = first.clone().update(message.subarray(half)).digest();
    if (!sameBytes(whole, pieces)) return 'wrong';
    return sameBytes(whole.subarray(0, group.number('tagSize') / 8), test.bytes('tag')) ? 'right' : 'refused';
  };
}
