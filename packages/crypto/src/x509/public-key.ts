import { parsePublicKeyInfo } from '../keys/index.js';
import type { CryptoProvider, PublicKey, PublicKeyInfo } from '../provider.js';
import { X509Error } from './errors.js';

/** Reads a SubjectPublicKeyInfo (DER). Throws an `X509Error` `UNSUPPORTED_KEY`. */
export function readKeyInfo(spki: Uint8Array): PublicKeyInfo {
  return supported(() => parsePublicKeyInfo(spki));
}

/** Imports a SubjectPublicKeyInfo (DER) into a provider. Throws an `X509Error` `UNSUPPORTED_KEY`. */
export function importKey(provider: CryptoProvider, spki: Uint8Array): PublicKey {
  return supported(() => provider.importPublicKey(spki));
}

/** Key parsers and providers throw a `RangeError` for what they do not take. */
function supported<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new X509Error('UNSUPPORTED_KEY', `a public key that can not be used: ${error.message}`, {
      cause: error,
    });
  }
}
