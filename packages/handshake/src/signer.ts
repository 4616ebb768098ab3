import type { PrivateKey, Random } from '@proj/crypto';
import type { Signer } from './config.js';

/**
 * The signer of a private key that a provider holds.
 *
 * @param key - From the provider's `importPrivateKey`.
 * @param random - Where randomised signatures (RSA-PSS, hedged ECDSA) draw from: the provider's, unless a run is to be
 *   repeatable.
 */
export function keySigner(key: PrivateKey, random: Random): Signer {
  const { decryptPkcs1 } = key;
  return {
    keyType: key.type,
    spki: key.spki,
    sign: ({ scheme, message }) => key.sign(scheme.algorithm, message, random),
    ...(decryptPkcs1 && {
      decrypt: ({ ciphertext, length, rejection }) => decryptPkcs1(ciphertext, length, rejection),
    }),
  };
}
