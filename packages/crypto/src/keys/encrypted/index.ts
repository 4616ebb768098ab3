/**
 * Private keys under a passphrase: encrypted PKCS#8, and PKCS#12 files. Apart from the rest, for what it brings with it.
 *
 * @packageDocumentation
 */
export { decryptPrivateKey } from './pbes2.js';
export { privateKeyFromEncryptedPem } from './pem.js';
export { type Pkcs12Contents, readPkcs12 } from './pkcs12.js';
