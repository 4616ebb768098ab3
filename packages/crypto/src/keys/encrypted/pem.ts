import { decodePem, privateKeyFromPem } from '../pem.js';
import { decryptPrivateKey } from './pbes2.js';

/**
 * The first private key of a PEM text as PKCS#8, DER, as `privateKeyFromPem` gives it, or decrypted where it is an
 * `ENCRYPTED PRIVATE KEY`. Throws a `RangeError` when there is none, or when the passphrase is wrong.
 */
export function privateKeyFromEncryptedPem(text: string, passphrase: string): Uint8Array {
  const [first] = decodePem(text).filter(({ label }) => label.endsWith('PRIVATE KEY'));
  return first?.label === 'ENCRYPTED PRIVATE KEY'
    ? decryptPrivateKey(first.bytes, passphrase)
    : privateKeyFromPem(text);
}
