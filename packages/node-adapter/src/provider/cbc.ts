import crypto, { type KeyObject } from 'node:crypto';
import type { Cbc, CbcKey, CbcName } from '@proj/crypto';
import { aes128Cbc as portableAes128Cbc, aes256Cbc as portableAes256Cbc } from '@proj/crypto/noble';
import { importSecret } from './secret.js';

class NativeCbcKey implements CbcKey {
  #key: KeyObject | undefined;
  readonly #cipher: string;

  constructor(cipher: string, key: KeyObject) {
    this.#cipher = cipher;
    this.#key = key;
  }

  encrypt(iv: Uint8Array, blocks: Uint8Array): void {
    const cipher = crypto.createCipheriv(this.#cipher, this.#usable(), iv).setAutoPadding(false);
    blocks.set(cipher.update(blocks));
    // Throws unless these were whole blocks.
    cipher.final();
  }

  decrypt(iv: Uint8Array, blocks: Uint8Array): void {
    const decipher = crypto.createDecipheriv(this.#cipher, this.#usable(), iv).setAutoPadding(false);
    const plaintext = decipher.update(blocks);
    decipher.final();
    blocks.set(plaintext);
    plaintext.fill(0);
  }

  destroy(): void {
    this.#key = undefined;
  }

  #usable(): KeyObject {
    if (this.#key) return this.#key;
    throw new RangeError('this key was destroyed');
  }
}

function native(cipher: string, name: CbcName, keyLength: number, blockLength: number): Cbc | undefined {
  if (!crypto.getCipherInfo(cipher)) return undefined;
  return {
    name,
    keyLength,
    blockLength,
    key: (key) => new NativeCbcKey(cipher, importSecret(name, key, keyLength)),
  };
}

/** AES-128 in CBC mode (RFC 3268). */
export const aes128Cbc: Cbc =
  /* @__PURE__ */ native('aes-128-cbc', 'AES-128-CBC', 16, 16) ?? portableAes128Cbc;
/** AES-256 in CBC mode (RFC 3268). */
export const aes256Cbc: Cbc =
  /* @__PURE__ */ native('aes-256-cbc', 'AES-256-CBC', 32, 16) ?? portableAes256Cbc;
/** Triple DES in CBC mode (RFC 5246, A.5), where OpenSSL was built with it. */
export const tripleDesCbc: Cbc | undefined = /* @__PURE__ */ native('des-ede3-cbc', '3DES-EDE-CBC', 24, 8);
