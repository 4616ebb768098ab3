import type { CryptoProvider, PublicKey } from '../../provider.js';
import type { KeyType, SignatureAlgorithm } from '../../registry/signature-schemes.js';
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

/** What is signed as certificates are (RFC 5280, 4.1.1). */
export interface Signed {
  /** What the signature is over. */
  readonly tbs: Uint8Array;
  readonly signature: Uint8Array;
  readonly signatureAlgorithm: SignatureAlgorithm | undefined;
  readonly signatureAlgorithmId: string;
  readonly signatureAlgorithmDer: Uint8Array;
  /** The algorithm as it stands among what is signed. */
  readonly signedAlgorithmDer: Uint8Array;
}

/**
 * Whether a key has signed a certificate or a list. Throws an `X509Error` `UNSUPPORTED_SIGNATURE_ALGORITHM` when the key could have,
 * and the provider can not check it.
 */
export function verifySignature(
  provider: CryptoProvider,
  signed: Pick<Signed, 'tbs' | 'signature' | 'signatureAlgorithmId'>,
  key: PublicKey,
  algorithm: SignatureAlgorithm,
): boolean {
  if (!signers[algorithm.kind].includes(key.type)) return false;
  if (!provider.supportsSignature(key.type, algorithm)) {
    throw new X509Error(
      'UNSUPPORTED_SIGNATURE_ALGORITHM',
      `the provider "${provider.name}" can not check the signature (${signed.signatureAlgorithmId}); ` +
        'use another provider',
    );
  }
  return key.verify(algorithm, signed.tbs, signed.signature);
}
