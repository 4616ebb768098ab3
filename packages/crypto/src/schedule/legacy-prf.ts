import { ascii, concatBytes, wipe } from '../bytes/index.js';
import type { Hash } from '../provider.js';
import { type Prf, pHash } from './tls12.js';

/**
 * The PRF of TLS 1.0 and 1.1 (RFC 4346, 5): P_MD5 of the secret's first half XOR P_SHA-1 of its second. For an odd
 * length the halves share the middle byte.
 *
 * @param md5 - MD5.
 * @param sha1 - SHA-1.
 */
export function legacyPrf(md5: Hash, sha1: Hash): Prf {
  return (secret, label, seed, length) => {
    const half = Math.ceil(secret.length / 2);
    const labelAndSeed = concatBytes(ascii(label), seed);
    const output = pHash(md5, secret.subarray(0, half), labelAndSeed, length);
    const other = pHash(sha1, secret.subarray(secret.length - half), labelAndSeed, length);
    for (let i = 0; i < length; i++) output[i] = (output[i] ?? 0) ^ (other[i] ?? 0);
    wipe(other);
    return output;
  };
}
