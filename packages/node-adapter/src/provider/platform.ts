// The default import: a named import of what an older Node lacks would be an error before anything runs.
import crypto, { type KeyObject } from 'node:crypto';
import { systemRandom } from '@proj/crypto/noble';

const major = Number(process.versions.node.split('.')[0]);

/**
 * Whether key bytes given to `createHmac` cost 12 µs more than the same key as a KeyObject. Node 24 finds out what kind of
 * key it was given by catching exceptions; 20 to 23 and 25 onwards do not.
 */
const keyBytesAreSlow = major === 24;

/**
 * Whether a KeyObject from `generateKeyPairSync` may be exported as JWK. Node 20 holds the key's lock meanwhile; a garbage
 * collection at that moment destroys the job that made the key, which waits for the same lock for ever.
 */
export const canExportJwk: boolean = major > 20;

/** A key for `createHmac`, in the form that is fastest here. */
export function hmacKey(key: Uint8Array): Uint8Array | KeyObject {
  return keyBytesAreSlow ? crypto.createSecretKey(key) : key;
}

/**
 * Whether private values may come from the platform. Any other source stands for a run that is to be replayed, and then
 * all randomness is drawn from it.
 */
export function isSystemRandom(random: unknown): boolean {
  return random === systemRandom;
}

/** The same bytes as a plain `Uint8Array`: a Buffer's `slice` would be a view, where our callers count on a copy. */
export function plainBytes(buffer: Buffer): Uint8Array {
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
