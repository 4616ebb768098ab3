import type { HashName } from '@proj/crypto';

/** OpenSSL's name of a hash that is signed with in X.509 and TLS 1.2 and above, or `undefined` for others. */
export function signatureHash(name: HashName): string | undefined {
  switch (name) {
    case 'SHA-1':
      return 'sha1';
    case 'SHA-224':
      return 'sha224';
    case 'SHA-256':
      return 'sha256';
    case 'SHA-384':
      return 'sha384';
    case 'SHA-512':
      return 'sha512';
    default:
      return undefined;
  }
}
