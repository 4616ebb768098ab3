import { GHASH } from '@noble/ciphers/_polyval.js';
import { unsafe } from '@noble/ciphers/aes.js';
import { constantTimeEqual, wipe } from '../bytes/bytes.js';
import type { Aead, AeadKey, AeadName } from '../provider.js';
import { requireKeyLength } from './require-key-length.js';
import { scratch } from './scratch.js';

const blockLength = 16;
const tagLength = 16;
const nonceLength = 12;

/**
 * noble sizes GHASH's table by the message it expects; at this many bytes it takes the size that costs 0.03 ms to make
 * and is as fast for a full record as the largest.
 */
const expectedBytes = 16_384;

/**
 * GHASH with a table that serves every record of a key. noble's own `gcm` makes table and round keys anew for each
 * message, which takes three quarters of the time of a small record.
 */
class KeyedGhash extends GHASH {
  restart(): void {
    this.s0 = 0;
    this.s1 = 0;
    this.s2 = 0;
    this.s3 = 0;
    this.finished = false;
  }
}

/** AES-GCM (NIST SP 800-38D) over noble's counter mode and GHASH, for 12-byte nonces. */
class GcmKey implements AeadKey {
  readonly #roundKeys: Uint32Array;
  readonly #ghash: KeyedGhash;
  readonly #counter = new Uint8Array(blockLength);
  readonly #mask = new Uint8Array(blockLength);
  readonly #tag = new Uint8Array(tagLength);
  readonly #lengths = new Uint8Array(blockLength);
  readonly #lengthsView = new DataView(this.#lengths.buffer);

  constructor(key: Uint8Array) {
    this.#roundKeys = unsafe.expandKeyLE(key);
    const hashKey = new Uint8Array(blockLength);
    unsafe.ctr32(this.#roundKeys, false, this.#counter, hashKey, hashKey);
    this.#ghash = new KeyedGhash(hashKey, expectedBytes);
    wipe(hashKey);
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array): void {
    const length = buffer.length - tagLength;
    const work = scratch(length);
    work.set(buffer.subarray(0, length));
    this.#begin(nonce);
    unsafe.ctr32(this.#roundKeys, false, this.#counter, work, work);
    this.#authenticate(additionalData, work);
    buffer.set(work);
    buffer.set(this.#tag, length);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const length = sealed.length - tagLength;
    if (length < 0) return undefined;
    const work = scratch(length);
    const text = sealed.subarray(0, length);
    work.set(text);
    this.#begin(nonce);
    this.#authenticate(additionalData, work);
    if (!constantTimeEqual(this.#tag, sealed.subarray(length))) return undefined;
    unsafe.ctr32(this.#roundKeys, false, this.#counter, work, work);
    text.set(work);
    wipe(work);
    return text;
  }

  destroy(): void {
    this.#roundKeys.fill(0);
    this.#ghash.destroy();
    wipe(this.#counter, this.#mask, this.#tag);
  }

  /** Sets the counter to J0 (7.1), takes the tag's mask with it, and leaves it at the first block of text. */
  #begin(nonce: Uint8Array): void {
    if (nonce.length !== nonceLength)
      throw new RangeError(`an AES-GCM nonce has 12 bytes, not ${nonce.length}`);
    this.#counter.set(nonce);
    this.#counter.fill(0, nonceLength);
    this.#counter[blockLength - 1] = 1;
    this.#mask.fill(0);
    unsafe.ctr32(this.#roundKeys, false, this.#counter, this.#mask, this.#mask);
  }

  #authenticate(additionalData: Uint8Array, ciphertext: Uint8Array): void {
    // Lengths in bits; both stay far below 2^29 bytes, so their upper words are zero.
    this.#lengthsView.setUint32(4, additionalData.length * 8);
    this.#lengthsView.setUint32(12, ciphertext.length * 8);
    this.#ghash.restart();
    this.#ghash.update(additionalData).update(ciphertext).update(this.#lengths).digestInto(this.#tag);
    for (let i = 0; i < tagLength; i++) this.#tag[i] = (this.#tag[i] ?? 0) ^ (this.#mask[i] ?? 0);
  }
}

function aesGcm(name: AeadName, keyLength: number): Aead {
  return {
    name,
    keyLength,
    tagLength,
    key: (key) => {
      requireKeyLength(name, key, keyLength);
      return new GcmKey(key);
    },
  };
}

/** AES-128-GCM (NIST SP 800-38D; RFC 5116, 5.1). */
export const aes128Gcm: Aead = /* @__PURE__ */ aesGcm('AES-128-GCM', 16);
/** AES-256-GCM (NIST SP 800-38D; RFC 5116, 5.2). */
export const aes256Gcm: Aead = /* @__PURE__ */ aesGcm('AES-256-GCM', 32);
