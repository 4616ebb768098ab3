import crypto, { type KeyObject } from 'node:crypto';
import type { Aead, AeadKey } from '@proj/crypto';
import {
  aes128Ccm as portableAes128Ccm,
  aes128Ccm8 as portableAes128Ccm8,
  aes128Gcm as portableAes128Gcm,
  aes256Ccm as portableAes256Ccm,
  aes256Ccm8 as portableAes256Ccm8,
  aes256Gcm as portableAes256Gcm,
  chacha20Poly1305 as portableChaCha20Poly1305,
} from '@proj/crypto/noble';
import { plainBytes } from './platform.js';
import { importSecret } from './secret.js';

/**
 * Node types the ciphers of each mode apart; all have these methods. CCM must know the plaintext's length beforehand, the
 * others take it and pay no heed.
 */
type CipherName = crypto.CipherGCMTypes;

/** A key as OpenSSL holds it: a KeyObject, because Node 24 takes 12 µs longer with bytes. */
class NativeAeadKey implements AeadKey {
  #key: KeyObject | undefined;
  readonly #cipher: CipherName;
  readonly #options: { readonly authTagLength: number };
  readonly #tagLength: number;

  constructor(cipher: CipherName, key: KeyObject, tagLength: number) {
    this.#cipher = cipher;
    this.#key = key;
    this.#options = { authTagLength: tagLength };
    this.#tagLength = tagLength;
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array): void {
    const length = buffer.length - this.#tagLength;
    const cipher = crypto.createCipheriv(this.#cipher, this.#usable(), nonce, this.#options);
    cipher.setAAD(additionalData, { plaintextLength: length });
    buffer.set(cipher.update(buffer.subarray(0, length)));
    cipher.final();
    buffer.set(cipher.getAuthTag(), length);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const length = sealed.length - this.#tagLength;
    if (length < 0) return undefined;
    const decipher = crypto.createDecipheriv(this.#cipher, this.#usable(), nonce, this.#options);
    decipher.setAuthTag(sealed.subarray(length));
    decipher.setAAD(additionalData, { plaintextLength: length });
    let plaintext: Buffer | undefined;
    try {
      plaintext = decipher.update(sealed.subarray(0, length));
      decipher.final();
    } catch {
      // A wrong tag shows in `final`, with CCM in `update`. What was decrypted so far is nobody's to see.
      plaintext?.fill(0);
      return undefined;
    }
    return plainBytes(plaintext);
  }

  destroy(): void {
    // OpenSSL wipes its copy when the KeyObject is collected.
    this.#key = undefined;
  }

  #usable(): KeyObject {
    if (this.#key) return this.#key;
    throw new RangeError('this key was destroyed');
  }
}

/** An AEAD of OpenSSL's, or the portable one where this platform lacks it. */
function native(cipher: string, portable: Aead): Aead {
  if (!crypto.getCipherInfo(cipher)) return portable;
  const { name, keyLength, tagLength } = portable;
  return {
    name,
    keyLength,
    tagLength,
    key: (key) => new NativeAeadKey(cipher as CipherName, importSecret(name, key, keyLength), tagLength),
  };
}

/** AES-128-GCM (RFC 5116, 5.1). */
export const aes128Gcm: Aead = /* @__PURE__ */ native('aes-128-gcm', portableAes128Gcm);
/** AES-256-GCM (RFC 5116, 5.2). */
export const aes256Gcm: Aead = /* @__PURE__ */ native('aes-256-gcm', portableAes256Gcm);
/** ChaCha20-Poly1305 (RFC 8439). */
export const chacha20Poly1305: Aead = /* @__PURE__ */ native('chacha20-poly1305', portableChaCha20Poly1305);
/** AES-128-CCM with a 16-byte tag (RFC 5116, 5.3). */
export const aes128Ccm: Aead = /* @__PURE__ */ native('aes-128-ccm', portableAes128Ccm);
/** AES-256-CCM with a 16-byte tag (RFC 5116, 5.4). */
export const aes256Ccm: Aead = /* @__PURE__ */ native('aes-256-ccm', portableAes256Ccm);
/** AES-128-CCM with an 8-byte tag (RFC 6655, 6.1). */
export const aes128Ccm8: Aead = /* @__PURE__ */ native('aes-128-ccm', portableAes128Ccm8);
/** AES-256-CCM with an 8-byte tag (RFC 6655, 6.2). */
export const aes256Ccm8: Aead = /* @__PURE__ */ native('aes-256-ccm', portableAes256Ccm8);
