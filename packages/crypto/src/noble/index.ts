/**
 * The default provider: portable JavaScript by the noble libraries. Each algorithm is a value of its own, so that a
 * provider made of a few with `createProvider` bundles only those.
 *
 * @packageDocumentation
 */
export { aes128Cbc, aes256Cbc } from './aes-cbc.js';
export { aes128Ccm, aes128Ccm8, aes256Ccm, aes256Ccm8 } from './aes-ccm.js';
export { aes128Gcm, aes256Gcm } from './aes-gcm.js';
export { chacha20Poly1305 } from './chacha20-poly1305.js';
export { secp256r1, secp384r1, secp521r1, x448, x25519 } from './ecdh.js';
export { ecdsaP256, ecdsaP384, ecdsaP521 } from './ecdsa.js';
export { ed448, ed25519 } from './eddsa.js';
export { dh, ffdhe2048, ffdhe3072, ffdhe4096, ffdhe6144, ffdhe8192 } from './ffdh.js';
export { md5, md5Sha1, sha1, sha224, sha256, sha384, sha512 } from './hashes.js';
export { mlDsa44, mlDsa65, mlDsa87 } from './ml-dsa.js';
export {
  type MlKem,
  type MlKemCapsule,
  type MlKemKeys,
  mlKem768,
  mlKem1024,
  secp256r1MlKem768,
  secp384r1MlKem1024,
  x25519MlKem768,
} from './ml-kem-hybrid.js';
export { nobleProvider } from './provider.js';
export { systemRandom } from './random.js';
export { rsa, rsaPss } from './rsa.js';
export { unpadOrReject } from './rsa-padding.js';
