import { equalBytes } from '../bytes/bytes.js';
import type { PublicKeyInfo } from '../provider.js';
import type { KeyType } from '../registry/signature-schemes.js';
import { parseKeyAlgorithm } from './algorithms.js';
import { bitStringBytes, derTags, encodeDer, parseDerSequence } from './der.js';
import { parseRsaPublicKey } from './rsa.js';

/** Bytes of public keys; an elliptic curve's point is uncompressed. */
const publicKeyLengths: Readonly<Record<Exclude<KeyType, 'rsa' | 'rsa-pss'>, number>> = {
  p256: 65,
  p384: 97,
  p521: 133,
  ed25519: 32,
  ed448: 57,
  'ml-dsa-44': 1312,
  'ml-dsa-65': 1952,
  'ml-dsa-87': 2592,
};

/**
 * Reads a SubjectPublicKeyInfo (RFC 5280, 4.1.2.7), DER, and checks its form: known algorithm, sizes, an uncompressed
 * point. Whether a point is on its curve is for the provider to say. Throws a `RangeError`.
 */
export function parsePublicKeyInfo(spki: Uint8Array): PublicKeyInfo {
  const what = 'the public key';
  const fields = parseDerSequence(spki, what);
  const algorithm = fields.take(derTags.sequence, 'algorithm');
  const key = bitStringBytes(fields.take(derTags.bitString, 'key'), what);
  fields.end();
  const { type, pss } = parseKeyAlgorithm(algorithm, what);
  checkPublicKeyForm(type, key);
  return { type, spki, key, pss };
}

/**
 * Whether two SubjectPublicKeyInfos, DER, hold the same key of the same type: to be asked of a private key and its
 * certificate when both are configured, not when a peer finds out. Their AlgorithmIdentifiers may be written differently.
 * Throws a `RangeError` for one that can not be read.
 */
export function isSameKey(a: Uint8Array, b: Uint8Array): boolean {
  const [one, other] = [parsePublicKeyInfo(a), parsePublicKeyInfo(b)];
  return one.type === other.type && equalBytes(one.key, other.key);
}

function checkPublicKeyForm(type: KeyType, key: Uint8Array): void {
  if (type === 'rsa' || type === 'rsa-pss') {
    parseRsaPublicKey(key);
    return;
  }
  const length = publicKeyLengths[type];
  const curve = type === 'p256' || type === 'p384' || type === 'p521';
  // RFC 8422, 5.1.2: compressed points are not for TLS; RFC 5480, 2.2 lets certificates leave them out.
  if (curve && (key[0] === 2 || key[0] === 3))
    throw new RangeError(`the ${type} public key is a compressed point`);
  if (key.length !== length || (curve && key[0] !== 4)) {
    throw new RangeError(`the ${type} public key has ${key.length} bytes where ${length} belong`);
  }
}

/** Makes a SubjectPublicKeyInfo of an AlgorithmIdentifier (DER) and the contents of `subjectPublicKey`. */
export function encodePublicKeyInfo(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  return encodeDer(derTags.sequence, algorithm, encodeDer(derTags.bitString, Uint8Array.of(0), key));
}
