import { createProvider } from '../create-provider.js';
import type { CryptoProvider } from '../provider.js';
import { aes128Cbc, aes256Cbc } from './aes-cbc.js';
import { aes128Ccm, aes128Ccm8, aes256Ccm, aes256Ccm8 } from './aes-ccm.js';
import { aes128Gcm, aes256Gcm } from './aes-gcm.js';
import { chacha20Poly1305 } from './chacha20-poly1305.js';
import { secp256r1, secp384r1, secp521r1, x448, x25519 } from './ecdh.js';
import { ecdsaP256, ecdsaP384, ecdsaP521 } from './ecdsa.js';
import { ed448, ed25519 } from './eddsa.js';
import { dh, ffdhe2048, ffdhe3072, ffdhe4096, ffdhe6144, ffdhe8192 } from './ffdh.js';
import { md5, md5Sha1, sha1, sha224, sha256, sha384, sha512 } from './hashes.js';
import { mlDsa44, mlDsa65, mlDsa87 } from './ml-dsa.js';
import { secp256r1MlKem768, secp384r1MlKem1024, x25519MlKem768 } from './ml-kem-hybrid.js';
import { systemRandom } from './random.js';
import { rsa, rsaPss } from './rsa.js';

/** Every algorithm that noble gives, with the platform's randomness. */
export const nobleProvider: CryptoProvider = /* @__PURE__ */ createProvider({
  name: 'noble',
  random: systemRandom,
  hashes: [sha256, sha384, sha512, sha224, sha1, md5, md5Sha1],
  aeads: [chacha20Poly1305, aes128Gcm, aes256Gcm, aes128Ccm, aes256Ccm, aes128Ccm8, aes256Ccm8],
  cbcs: [aes128Cbc, aes256Cbc],
  groups: [
    x25519MlKem768,
    secp256r1MlKem768,
    secp384r1MlKem1024,
    x25519,
    secp256r1,
    x448,
    secp384r1,
    secp521r1,
    ffdhe2048,
    ffdhe3072,
    ffdhe4096,
    ffdhe6144,
    ffdhe8192,
  ],
  keys: [ecdsaP256, ecdsaP384, ecdsaP521, ed25519, ed448, rsa, rsaPss, mlDsa44, mlDsa65, mlDsa87],
  dh,
  // Measured on one core at 16 KiB: ChaCha20-Poly1305 is two to three times as fast as AES, which is table-based here.
  preferredAeads: [
    'CHACHA20-POLY1305',
    'AES-128-GCM',
    'AES-256-GCM',
    'AES-128-CCM',
    'AES-256-CCM',
    'AES-128-CCM-8',
    'AES-256-CCM-8',
  ],
});
