import { equalBytes } from '../bytes/bytes.js';
import { parsePublicKeyInfo } from '../keys/index.js';
import type { PrivateKey } from '../provider.js';
import type { Certificate } from './certificate.js';

/**
 * Throws unless a private key is the one whose public half a certificate holds; to be asked when both are configured, not
 * when a peer finds out. Throws a `RangeError`, and an `X509Error` `UNSUPPORTED_KEY` for a certificate whose key can not be
 * read.
 */
export function requireMatchingKey(certificate: Certificate, key: Pick<PrivateKey, 'spki'>): void {
  const certified = certificate.publicKeyInfo;
  const ours = parsePublicKeyInfo(key.spki);
  // An RSA key may be certified for PSS alone: it is the same key.
  if (equalBytes(certified.key, ours.key) && family(certified.type) === family(ours.type)) return;
  throw new RangeError(
    `the private key (${ours.type}) does not belong to the certificate of "${certificate.subject}" (${certified.type}); ` +
      'give the key that the certificate was requested with, and the leaf as the first certificate of the chain',
  );
}

function family(type: string): string {
  return type === 'rsa-pss' ? 'rsa' : type;
}
