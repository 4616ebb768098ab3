import type { Hash, HashName } from '../provider.js';
import { sha1, sha224, sha256, sha384, sha512 } from './hashes.js';

/** The hash of a signature algorithm in X.509 and TLS 1.2 and above, or `undefined` for one that has none there. */
export function signatureHash(name: HashName): Hash | undefined {
  switch (name) {
    case 'SHA-1':
      return sha1;
    case 'SHA-224':
      return sha224;
    case 'SHA-256':
      return sha256;
    case 'SHA-384':
      return sha384;
    case 'SHA-512':
      return sha512;
    default:
      return undefined;
  }
}
