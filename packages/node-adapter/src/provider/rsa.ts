import crypto, { type KeyObject } from 'node:crypto';
import {
  type KeyFamily,
  type PrivateKey,
  type PssRestriction,
  type PublicKey,
  type SignatureAlgorithm,
  wipe,
} from '@proj/crypto';
import { rsa as portableRsa, rsaPss as portableRsaPss, unpadOrReject } from '@proj/crypto/noble';
import { nativeFamily, type SignatureCall } from './keys.js';
import { isSystemRandom, plainBytes } from './platform.js';
import { signatureHash } from './signature-hash.js';

const { RSA_NO_PADDING, RSA_PKCS1_PADDING } = crypto.constants;

/** Bytes that RSAES-PKCS1-v1_5 adds at least (RFC 8017, 7.2.1). */
const encryptionOverhead = 11;

function pkcs1Call(algorithm: SignatureAlgorithm): SignatureCall | undefined {
  // Node hashes what it signs: digests of the caller's own go to the portable family.
  if (algorithm.kind !== 'rsa-pkcs1' || algorithm.prehashed) return undefined;
  // TLS 1.1 and below: the 36 bytes of MD5-SHA1 without a DigestInfo (RFC 4346, 7.4.3).
  const hash = algorithm.hash === 'MD5-SHA1' ? 'md5-sha1' : signatureHash(algorithm.hash);
  return hash === undefined ? undefined : { hash, deterministic: true };
}

/** Node has no option for another hash in MGF1; a key that restricts itself to one would bring it in unasked. */
function pssCall(algorithm: SignatureAlgorithm, pss: PssRestriction | undefined): SignatureCall | undefined {
  if (algorithm.kind !== 'rsa-pss' || algorithm.hash !== algorithm.mgf1Hash) return undefined;
  if (pss && pss.hash !== pss.mgf1Hash) return undefined;
  const hash = signatureHash(algorithm.hash);
  return hash === undefined ? undefined : { hash, pssSaltLength: algorithm.saltLength, deterministic: false };
}

function modulusBits(key: KeyObject): number {
  return key.asymmetricKeyDetails?.modulusLength ?? 0;
}

function encryption(key: KeyObject, portable: () => PublicKey): Partial<PublicKey> {
  const room = Math.ceil(modulusBits(key) / 8) - encryptionOverhead;
  return {
    encryptPkcs1: (message, random) => {
      const replay = portable().encryptPkcs1;
      if (replay && !isSystemRandom(random)) return replay(message, random);
      if (message.length > room) {
        throw new RangeError(`a message of ${message.length} bytes is too long for this RSA key`);
      }
      return plainBytes(crypto.publicEncrypt({ key, padding: RSA_PKCS1_PADDING }, message));
    },
  };
}

/** The raw decryption, or `undefined` for a number that is not below the modulus. */
function decryptRaw(key: KeyObject, ciphertext: Uint8Array): Uint8Array | undefined {
  try {
    return plainBytes(crypto.privateDecrypt({ key, padding: RSA_NO_PADDING }, ciphertext));
  } catch {
    return undefined;
  }
}

/**
 * OpenSSL decrypts without looking at the padding, in constant time and blinded; the padding comes off here, without a
 * branch on what it is. Leaving it to OpenSSL would not do: some versions throw for bad padding, which is Bleichenbacher's
 * oracle, and those that hide it answer messages of any length (RFC 5246, 7.4.7.1).
 */
function decryption(key: KeyObject): Partial<PrivateKey> {
  const bits = modulusBits(key);
  const modulusLength = Math.ceil(bits / 8);
  return {
    decryptPkcs1: (ciphertext, length, rejection) => {
      if (rejection.length < length || length > modulusLength - encryptionOverhead) {
        throw new RangeError(
          `an RSA key of ${bits} bits can not decrypt to ${length} bytes with this rejection`,
        );
      }
      // The ciphertext is public, and so is whether it is a number that was encrypted at all.
      const padded = ciphertext.length === modulusLength ? decryptRaw(key, ciphertext) : undefined;
      if (!padded) return rejection.slice(0, length);
      const message = unpadOrReject(padded, length, rejection);
      wipe(padded);
      return message;
    },
  };
}

/** As long as the modulus (RFC 8017, 8.1.2 and 8.2.2): OpenSSL lets leading zeros be left out. */
const signatureLength = (bits: number): number => Math.ceil(bits / 8);

/** RSA keys for PKCS #1 v1.5 and PSS (RFC 8017). */
export const rsa: KeyFamily = /* @__PURE__ */ nativeFamily({
  portable: portableRsa,
  call: (algorithm, pss) => pkcs1Call(algorithm) ?? pssCall(algorithm, pss),
  bits: modulusBits,
  signatureLength,
  publicExtras: encryption,
  privateExtras: decryption,
});

/** RSA keys bound to PSS by id-RSASSA-PSS (RFC 4055, 1.2); OpenSSL heeds their restrictions. */
export const rsaPss: KeyFamily = /* @__PURE__ */ nativeFamily({
  portable: portableRsaPss,
  call: pssCall,
  bits: modulusBits,
  signatureLength,
});
