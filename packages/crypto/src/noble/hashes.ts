import { expand, extract } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { md5 as nobleMd5, sha1 as nobleSha1 } from '@noble/hashes/legacy.js';
import {
  sha224 as nobleSha224,
  sha256 as nobleSha256,
  sha384 as nobleSha384,
  sha512 as nobleSha512,
} from '@noble/hashes/sha2.js';
import type { CHash } from '@noble/hashes/utils.js';
import { concatBytes } from '../bytes/bytes.js';
import type { Hash, HashContext, HashName } from '../provider.js';

function wrap(name: HashName, hash: CHash): Hash {
  return {
    name,
    outputLength: hash.outputLen,
    blockLength: hash.blockLen,
    digest: (data) => hash(data),
    create: () => hash.create(),
    hmac: (key, data) => hmac(hash, key, data),
    createHmac: (key) => hmac.create(hash, key),
    hkdfExtract: (salt, keyMaterial) => extract(hash, keyMaterial, salt),
    hkdfExpand: (pseudorandomKey, info, length) => expand(hash, pseudorandomKey, info, length),
  };
}

/** SHA-256 (FIPS 180-4). */
export const sha256: Hash = /* @__PURE__ */ wrap('SHA-256', nobleSha256);
/** SHA-384 (FIPS 180-4). */
export const sha384: Hash = /* @__PURE__ */ wrap('SHA-384', nobleSha384);
/** SHA-512 (FIPS 180-4). */
export const sha512: Hash = /* @__PURE__ */ wrap('SHA-512', nobleSha512);
/** SHA-224 (FIPS 180-4), which only old certificates are signed with. */
export const sha224: Hash = /* @__PURE__ */ wrap('SHA-224', nobleSha224);
/** SHA-1 (FIPS 180-4): for the MAC of CBC suites; broken for signatures. */
export const sha1: Hash = /* @__PURE__ */ wrap('SHA-1', nobleSha1);
/** MD5 (RFC 1321): for TLS 1.1 and below; broken. */
export const md5: Hash = /* @__PURE__ */ wrap('MD5', nobleMd5);

/** A running {@link md5Sha1}. */
class Md5Sha1Context implements HashContext {
  readonly #md5: HashContext;
  readonly #sha1: HashContext;

  constructor(md5Context: HashContext, sha1Context: HashContext) {
    this.#md5 = md5Context;
    this.#sha1 = sha1Context;
  }

  update(data: Uint8Array): this {
    this.#md5.update(data);
    this.#sha1.update(data);
    return this;
  }

  clone(): Md5Sha1Context {
    return new Md5Sha1Context(this.#md5.clone(), this.#sha1.clone());
  }

  digest(): Uint8Array {
    return concatBytes(this.#md5.digest(), this.#sha1.digest());
  }
}

function onlyForSignatures(): never {
  throw new RangeError(
    'MD5-SHA1 is what TLS 1.1 and below sign; it has no HMAC or HKDF: use MD5 or SHA-1 for that',
  );
}

/** MD5 and SHA-1 side by side, 36 bytes: what TLS 1.1 and below sign (RFC 4346, 7.4.3); it has no HMAC and no HKDF. */
export const md5Sha1: Hash = {
  name: 'MD5-SHA1',
  outputLength: 36,
  blockLength: 64,
  digest: (data) => concatBytes(nobleMd5(data), nobleSha1(data)),
  create: () => new Md5Sha1Context(nobleMd5.create(), nobleSha1.create()),
  hmac: onlyForSignatures,
  createHmac: onlyForSignatures,
  hkdfExtract: onlyForSignatures,
  hkdfExpand: onlyForSignatures,
};
