import { unsafe } from '@noble/ciphers/aes.js';
import { constantTimeEqual, wipe } from '../bytes/bytes.js';
import type { Aead, AeadCcmName, AeadKey } from '../provider.js';
import { requireKeyLength } from './require-key-length.js';
import { scratch } from './scratch.js';

const blockLength = 16;
const nonceLength = 12;
/** Bytes of the length field beside a 12-byte nonce (RFC 3610, 2). */
const lengthFieldLength = 15 - nonceLength;
/** The largest text such a length field can count. */
const maxTextLength = 2 ** (8 * lengthFieldLength) - 1;
/** Longer additional data has another encoding (RFC 3610, 2.2), which TLS never needs: its data has 5 or 13 bytes. */
const maxAdditionalDataLength = 0xfeff;

/** AES-CCM (RFC 3610; NIST SP 800-38C) composed of noble's AES: counter mode, and CBC-MAC of its block operation. */
class CcmKey implements AeadKey {
  readonly #tagLength: number;
  readonly #roundKeys: Uint32Array;
  readonly #counter = new Uint8Array(blockLength);
  readonly #mask = new Uint8Array(blockLength);
  readonly #tag: Uint8Array;

  constructor(key: Uint8Array, tagLength: number) {
    this.#tagLength = tagLength;
    this.#roundKeys = unsafe.expandKeyLE(key);
    this.#tag = new Uint8Array(tagLength);
  }

  seal(nonce: Uint8Array, additionalData: Uint8Array, buffer: Uint8Array): void {
    const length = buffer.length - this.#tagLength;
    const text = buffer.subarray(0, length);
    const { input, body } = this.#layOut(nonce, additionalData, length);
    body.set(text);
    this.#begin(nonce);
    this.#authenticate(input);
    unsafe.ctrCounter(this.#roundKeys, this.#counter, body, body);
    text.set(body);
    buffer.set(this.#tag, length);
    wipe(input);
  }

  open(nonce: Uint8Array, additionalData: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    const length = sealed.length - this.#tagLength;
    if (length < 0) return undefined;
    const text = sealed.subarray(0, length);
    const { input, body } = this.#layOut(nonce, additionalData, length);
    body.set(text);
    this.#begin(nonce);
    // CCM authenticates the plaintext, so it is decrypted first and thrown away if the tag is wrong.
    unsafe.ctrCounter(this.#roundKeys, this.#counter, body, body);
    this.#authenticate(input);
    const right = constantTimeEqual(this.#tag, sealed.subarray(length));
    if (right) text.set(body);
    wipe(input);
    return right ? text : undefined;
  }

  destroy(): void {
    this.#roundKeys.fill(0);
    wipe(this.#counter, this.#mask, this.#tag);
  }

  /**
   * The input of the CBC-MAC (RFC 3610, 2.2) without the text: B_0, the additional data behind its length, zeros up to
   * the end of a block, and room for the text with its zeros. `body` is that room, without the zeros.
   */
  #layOut(
    nonce: Uint8Array,
    additionalData: Uint8Array,
    length: number,
  ): { readonly input: Uint8Array; readonly body: Uint8Array } {
    if (nonce.length !== nonceLength)
      throw new RangeError(`an AES-CCM nonce has 12 bytes, not ${nonce.length}`);
    if (additionalData.length > maxAdditionalDataLength || length > maxTextLength) {
      throw new RangeError('too long for one AES-CCM message');
    }
    const hasData = additionalData.length > 0;
    const start = blockLength + (hasData ? wholeBlocks(2 + additionalData.length) : 0);
    const input = scratch(start + wholeBlocks(length)).fill(0);
    input[0] = (hasData ? 0x40 : 0) | (((this.#tagLength - 2) / 2) << 3) | (lengthFieldLength - 1);
    input.set(nonce, 1);
    input[13] = length >>> 16;
    input[14] = length >>> 8;
    input[15] = length;
    if (hasData) {
      input[16] = additionalData.length >>> 8;
      input[17] = additionalData.length;
      input.set(additionalData, 18);
    }
    return { input, body: input.subarray(start, start + length) };
  }

  /** Takes the tag's mask S_0 (RFC 3610, 2.3) and leaves the counter at the first block of text. */
  #begin(nonce: Uint8Array): void {
    this.#counter.fill(0);
    this.#counter[0] = lengthFieldLength - 1;
    this.#counter.set(nonce, 1);
    this.#mask.fill(0);
    unsafe.ctrCounter(this.#roundKeys, this.#counter, this.#mask, this.#mask);
  }

  #authenticate(input: Uint8Array): void {
    const words = new DataView(input.buffer, input.byteOffset, input.byteLength);
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let at = 0; at < input.length; at += blockLength) {
      s0 ^= words.getUint32(at, true);
      s1 ^= words.getUint32(at + 4, true);
      s2 ^= words.getUint32(at + 8, true);
      s3 ^= words.getUint32(at + 12, true);
      ({ s0, s1, s2, s3 } = unsafe.encrypt(this.#roundKeys, s0, s1, s2, s3));
    }
    const mac = new DataView(this.#mask.buffer);
    mac.setUint32(0, mac.getUint32(0, true) ^ s0, true);
    mac.setUint32(4, mac.getUint32(4, true) ^ s1, true);
    mac.setUint32(8, mac.getUint32(8, true) ^ s2, true);
    mac.setUint32(12, mac.getUint32(12, true) ^ s3, true);
    this.#tag.set(this.#mask.subarray(0, this.#tagLength));
  }
}

function wholeBlocks(length: number): number {
  return Math.ceil(length / blockLength) * blockLength;
}

function aesCcm(name: AeadCcmName, keyLength: number, tagLength: number): Aead {
  return {
    name,
    keyLength,
    tagLength,
    key: (key) => {
      requireKeyLength(name, key, keyLength);
      return new CcmKey(key, tagLength);
    },
  };
}

/** AES-128-CCM with a 16-byte tag (RFC 5116, 5.3; RFC 6655). */
export const aes128Ccm: Aead = /* @__PURE__ */ aesCcm('AES-128-CCM', 16, 16);
/** AES-256-CCM with a 16-byte tag (RFC 5116, 5.4; RFC 6655). */
export const aes256Ccm: Aead = /* @__PURE__ */ aesCcm('AES-256-CCM', 32, 16);
/** AES-128-CCM with an 8-byte tag (RFC 6655, 6.1). */
export const aes128Ccm8: Aead = /* @__PURE__ */ aesCcm('AES-128-CCM-8', 16, 8);
/** AES-256-CCM with an 8-byte tag (RFC 6655, 6.2). */
export const aes256Ccm8: Aead = /* @__PURE__ */ aesCcm('AES-256-CCM-8', 32, 8);
