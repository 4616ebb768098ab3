import type { CryptoProvider, PublicKey } from '../../provider.js';
import type { KeyType, SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';

/** Kinds of keys that can make each kind of signature. */
const signers: Readonly<Record<SignatureAlgorithm['kind'], readonly KeyType[]>> = {
  'rsa-pkcs1': ['rsa'],
  'rsa-pss': ['rsa', 'rsa-pss'],
  ecdsa: ['p256', 'p384', 'p521'],
  ed25519: ['ed25519'],
  ed448: ['ed448'],
  'ml-dsa': ['ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87'],
};

/**
 * Whether a key has signed a certificate. Throws an `X509Error` `UNSUPPORTED_SIGNATURE_ALGORITHM` when the key could have,
 * and the provider can not check it.
 */
export function verifySignature(
  provider: CryptoProvider,
  certificate: Certificate,
  key: PublicKey,
  algorithm: SignatureAlgorithm,
): boolean {
  if (!signers[algorithm.kind].includes(key.type)) return false;
  if (!provider.supportsSignature(key.type, algorithm)) {
    throw new X509Error(
      'UNSUPPORTED_SIGNATURE_ALGORITHM',
      `the provider "${provider.name}" can not check the certificate's signature (${certificate.signatureAlgorithmId}); ` +
        'use another provider',
    );
  }
  return key.verify(algorithm, certificate.tbs, certificate.signature);
}
