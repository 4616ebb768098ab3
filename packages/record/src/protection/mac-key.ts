import type { Hash, HashContext } from '@proj/crypto';

const innerPad = 0x36;
const outerPad = 0x5c;

/** A MAC as an inner and an outer hash. */
export interface MacHalves {
  /** Bytes of a MAC. */
  readonly length: number;
  /** Starts the inner hash. */
  start(): HashContext;
  /** The MAC of a finished inner hash. */
  finish(innerDigest: Uint8Array): Uint8Array;
}

/**
 * HMAC (RFC 2104) with its inner and outer hash apart: keyed once for all records, and with an inner hash that can be
 * finished at many lengths before the one outer hash, as checking a MAC in constant time wants it.
 */
export class MacKey implements MacHalves {
  /** Bytes of a MAC. */
  readonly length: number;
  readonly #inner: HashContext;
  readonly #outer: HashContext;

  /** Keys it; `key` is at most one block of the hash, as TLS's always are. */
  constructor(hash: Hash, key: Uint8Array) {
    if (key.length > hash.blockLength) {
      throw new RangeError(
        `a MAC key for ${hash.name} has at most ${hash.blockLength} bytes, this one ${key.length}`,
      );
    }
    this.length = hash.outputLength;
    this.#inner = hash.create().update(paddedKey(key, innerPad, hash.blockLength));
    this.#outer = hash.create().update(paddedKey(key, outerPad, hash.blockLength));
  }

  /** Starts the inner hash. */
  start(): HashContext {
    return this.#inner.clone();
  }

  /** The MAC of a finished inner hash. */
  finish(innerDigest: Uint8Array): Uint8Array {
    return this.#outer.clone().update(innerDigest).digest();
  }

  /** The MAC of two byte strings, one behind the other. */
  compute(header: Uint8Array, data: Uint8Array): Uint8Array {
    return this.finish(this.start().update(header).update(data).digest());
  }
}

function paddedKey(key: Uint8Array, pad: number, blockLength: number): Uint8Array {
  const padded = new Uint8Array(blockLength).fill(pad);
  for (let i = 0; i < key.length; i++) padded[i] = pad ^ (key[i] ?? 0);
  return padded;
}
