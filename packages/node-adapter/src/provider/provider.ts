import { type AeadName, type CryptoProvider, createProvider } from '@proj/crypto';
import { systemRandom } from '@proj/crypto/noble';
import {
  aes128Ccm,
  aes128Ccm8,
  aes128Gcm,
  aes256Ccm,
  aes256Ccm8,
  aes256Gcm,
  chacha20Poly1305,
} from './aead.js';
import { aes128Cbc, aes256Cbc, tripleDesCbc } from './cbc.js';
import { secp256r1, secp384r1, secp521r1 } from './ecdh.js';
import { ecdsaP256, ecdsaP384, ecdsaP521, ed448, ed25519 } from './elliptic-keys.js';
import { dh, ffdhe2048, ffdhe3072, ffdhe4096, ffdhe6144, ffdhe8192 } from './ffdh.js';
import { md5, md5Sha1, sha1, sha224, sha256, sha384, sha512 } from './hashes.js';
import { secp256r1MlKem768, secp384r1MlKem1024, x25519MlKem768 } from './hybrids.js';
import { mlDsa44, mlDsa65, mlDsa87 } from './ml-dsa.js';
import { x448, x25519 } from './montgomery.js';
import { rsa, rsaPss } from './rsa.js';

/** Architectures whose processors, with few exceptions, have instructions for AES and GCM. */
const architecturesWithAes: readonly string[] = ['arm64', 'ia32', 'ppc64', 's390x', 'x64'];

/** OpenSSL's order; without AES in hardware, ChaCha20-Poly1305 is several times as fast. */
function preferredAeads(architecture: string): AeadName[] {
  const gcmFirst: AeadName[] = ['AES-256-GCM', 'CHACHA20-POLY1305', 'AES-128-GCM'];
  const chachaFirst: AeadName[] = ['CHACHA20-POLY1305', 'AES-256-GCM', 'AES-128-GCM'];
  const first = architecturesWithAes.includes(architecture) ? gcmFirst : chachaFirst;
  return [...first, 'AES-256-CCM', 'AES-128-CCM', 'AES-256-CCM-8', 'AES-128-CCM-8'];
}

/**
 * node:crypto, and so OpenSSL, behind the provider interface. What the running Node lacks comes from the portable
 * provider instead, algorithm by algorithm: ML-KEM and ML-DSA before Node 24.7, and all signatures and encapsulations that
 * are to be replayed from a random source of the caller's own.
 */
export const nodeProvider: CryptoProvider = /* @__PURE__ */ createProvider({
  name: 'node',
  random: systemRandom,
  hashes: [sha256, sha384, sha512, sha224, sha1, md5, md5Sha1],
  aeads: [aes256Gcm, chacha20Poly1305, aes128Gcm, aes256Ccm, aes128Ccm, aes256Ccm8, aes128Ccm8],
  cbcs: tripleDesCbc ? [aes128Cbc, aes256Cbc, tripleDesCbc] : [aes128Cbc, aes256Cbc],
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
  preferredAeads: preferredAeads(process.arch),
});
