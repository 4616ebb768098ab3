import crypto from 'node:crypto';
import type { KeyFamily, SignatureAlgorithm } from '@proj/crypto';
import {
  ed448 as portableEd448,
  ed25519 as portableEd25519,
  ecdsaP256 as portableP256,
  ecdsaP384 as portableP384,
  ecdsaP521 as portableP521,
} from '@proj/crypto/noble';
import { nativeFamily, type SignatureCall } from './keys.js';
import { plainBytes } from './platform.js';
import { signatureHash } from './signature-hash.js';

function ecdsaCall(algorithm: SignatureAlgorithm): SignatureCall | undefined {
  const hash = algorithm.kind === 'ecdsa' ? signatureHash(algorithm.hash) : undefined;
  return hash === undefined ? undefined : { hash, deterministic: false };
}

function ecdsa(portable: KeyFamily, curve: string, bits: number): KeyFamily {
  return nativeFamily({
    portable,
    call: ecdsaCall,
    bits: () => bits,
    // OpenSSL believes the public half that a private key carries; this one is computed.
    publicHalf: ({ key }) => {
      const pair = crypto.createECDH(curve);
      pair.setPrivateKey(key);
      return plainBytes(pair.getPublicKey());
    },
  });
}

function eddsa(portable: KeyFamily, kind: 'ed25519' | 'ed448', bits: number): KeyFamily {
  return nativeFamily({
    portable,
    call: (algorithm) => (algorithm.kind === kind ? { hash: null, deterministic: true } : undefined),
    bits: () => bits,
  });
}

/** ECDSA on P-256 (FIPS 186-5). */
export const ecdsaP256: KeyFamily = /* @__PURE__ */ ecdsa(portableP256, 'prime256v1', 256);
/** ECDSA on P-384 (FIPS 186-5). */
export const ecdsaP384: KeyFamily = /* @__PURE__ */ ecdsa(portableP384, 'secp384r1', 384);
/** ECDSA on P-521 (FIPS 186-5). */
export const ecdsaP521: KeyFamily = /* @__PURE__ */ ecdsa(portableP521, 'secp521r1', 521);
/** Ed25519 (RFC 8032, 5.1). */
export const ed25519: KeyFamily = /* @__PURE__ */ eddsa(portableEd25519, 'ed25519', 256);
/** Ed448 (RFC 8032, 5.2). */
export const ed448: KeyFamily = /* @__PURE__ */ eddsa(portableEd448, 'ed448', 456);
