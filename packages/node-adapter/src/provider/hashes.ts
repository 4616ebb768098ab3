import crypto from 'node:crypto';
import type { Hash, HashContext } from '@proj/crypto';
import {
  md5 as portableMd5,
  md5Sha1 as portableMd5Sha1,
  sha1 as portableSha1,
  sha224 as portableSha224,
  sha256 as portableSha256,
  sha384 as portableSha384,
  sha512 as portableSha512,
} from '@proj/crypto/noble';
import { hmacKey, plainBytes } from './platform.js';

class NativeHashContext implements HashContext {
  readonly #hash: crypto.Hash;

  constructor(hash: crypto.Hash) {
    this.#hash = hash;
  }

  update(data: Uint8Array): this {
    this.#hash.update(data);
    return this;
  }

  clone(): NativeHashContext {
    return new NativeHashContext(this.#hash.copy());
  }

  digest(): Uint8Array {
    return plainBytes(this.#hash.digest());
  }
}

/** Output blocks that HKDF-Expand gives at most (RFC 5869, 2.3). */
const maxHkdfBlocks = 255;

function expand(
  id: string,
  outputLength: number,
  key: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array {
  if (length > maxHkdfBlocks * outputLength) {
    throw new RangeError(`HKDF gives at most ${maxHkdfBlocks * outputLength} bytes here, not ${length}`);
  }
  if (key.length < outputLength) {
    throw new RangeError(`HKDF-Expand takes a key of at least ${outputLength} bytes here, not ${key.length}`);
  }
  const prepared = hmacKey(key);
  // One piece and one `update` where one block will do, as nearly always in TLS: each call into OpenSSL counts.
  const input = new Uint8Array(info.length + 1);
  input.set(info);
  input[info.length] = 1;
  let previous = crypto.createHmac(id, prepared).update(input).digest();
  if (length <= outputLength) return plainBytes(previous).subarray(0, length);
  const output = new Uint8Array(length);
  output.set(previous);
  for (let at = outputLength, block = 2; at < length; at += outputLength, block++) {
    input[info.length] = block;
    previous = crypto.createHmac(id, prepared).update(previous).update(input).digest();
    output.set(previous.subarray(0, length - at), at);
  }
  return output;
}

const available = /* @__PURE__ */ new Set(crypto.getHashes());

/** A hash of OpenSSL's, or the portable one where this platform lacks it (MD5 under FIPS). */
function native(id: string, portable: Hash): Hash {
  if (!available.has(id)) return portable;
  const { name, outputLength, blockLength } = portable;
  const hmac = (key: Uint8Array, data: Uint8Array): Uint8Array =>
    plainBytes(crypto.createHmac(id, hmacKey(key)).update(data).digest());
  return {
    name,
    outputLength,
    blockLength,
    digest: (data) => plainBytes(crypto.hash(id, data, 'buffer')),
    create: () => new NativeHashContext(crypto.createHash(id)),
    hmac,
    // Node's Hmac can not be copied, so a running one is portable.
    createHmac: portable.createHmac,
    hkdfExtract: hmac,
    hkdfExpand: (key, info, length) => expand(id, outputLength, key, info, length),
  };
}

/** SHA-256 (FIPS 180-4). */
export const sha256: Hash = /* @__PURE__ */ native('sha256', portableSha256);
/** SHA-384 (FIPS 180-4). */
export const sha384: Hash = /* @__PURE__ */ native('sha384', portableSha384);
/** SHA-512 (FIPS 180-4). */
export const sha512: Hash = /* @__PURE__ */ native('sha512', portableSha512);
/** SHA-224 (FIPS 180-4). */
export const sha224: Hash = /* @__PURE__ */ native('sha224', portableSha224);
/** SHA-1 (FIPS 180-4). */
export const sha1: Hash = /* @__PURE__ */ native('sha1', portableSha1);
/** MD5 (RFC 1321). */
export const md5: Hash = /* @__PURE__ */ native('md5', portableMd5);
/** MD5 and SHA-1 side by side (RFC 4346, 7.4.3), which only signatures are made of: not worth a second way. */
export const md5Sha1: Hash = portableMd5Sha1;
