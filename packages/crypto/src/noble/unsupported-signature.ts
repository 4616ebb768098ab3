import type { KeyType, SignatureAlgorithm } from '../registry/signature-schemes.js';

/** The error for a signature that a key can not make. */
export function unsupportedSignature(type: KeyType, algorithm: SignatureAlgorithm): RangeError {
  const hash = 'hash' in algorithm ? ` with ${algorithm.hash}` : '';
  return new RangeError(`a key of type ${type} can not make a signature of kind ${algorithm.kind}${hash}`);
}
