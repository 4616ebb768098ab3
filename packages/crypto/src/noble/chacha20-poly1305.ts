import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { wipe } from '../bytes/bytes.js';
import type { Aead, AeadKey } from '../provider.js';
import { requireKeyLength } from './require-key-length.js';
import { scratch } from './scratch.js';

const keyLength = 32;
const tagLength = 16;

class ChaChaKey implements AeadKey {
  readonly #key: Uint8Array;

  constructor(key: Uint8Array) {
    this.#key = new Uint8Array(key);
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array): void {
    const work = scratch(buffer.length);
    const plaintext = buffer.subarray(0, buffer.length - tagLength);
    buffer.set(chacha20poly1305(this.#key, nonce, additionalData).encrypt(plaintext, work));
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < tagLength) return undefined;
    const text = sealed.subarray(0, sealed.length - tagLength);
    const work = scratch(text.length);
    try {
      chacha20poly1305(this.#key, nonce, additionalData).decrypt(sealed, work);
    } catch {
      // noble throws for a wrong tag, before it decrypts.
      return undefined;
    }
    text.set(work);
    wipe(work);
    return text;
  }

  destroy(): void {
    wipe(this.#key);
  }
}

/** ChaCha20-Poly1305 (RFC 8439). */
export const chacha20Poly1305: Aead = {
  name: 'CHACHA20-POLY1305',
  keyLength,
  tagLength,
  key: (key) => {
    requireKeyLength('CHACHA20-POLY1305', key, keyLength);
    return new ChaChaKey(key);
  },
};
