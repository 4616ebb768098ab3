import crypto, { type KeyObject } from 'node:crypto';

/** Copies a secret key into OpenSSL. Throws a `RangeError` unless it has the length that the algorithm asks for. */
export function importSecret(name: string, key: Uint8Array, length: number): KeyObject {
  if (key.length !== length) {
    throw new RangeError(`a key for ${name} has ${length} bytes, not ${key.length}`);
  }
  return crypto.createSecretKey(key);
}
