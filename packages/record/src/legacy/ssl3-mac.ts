import type { Hash, HashContext } from '@proj/crypto';
import type { MacHalves } from '../protection/mac-key.js';

const innerPad = 0x36;
const outerPad = 0x5c;
/** Bytes of padding: what MD5 or SHA-1 lacks to a block of 64 bytes, rounded as the designers did (RFC 6101, 5.2.3.1). */
const padLengths: { readonly [outputLength: number]: number } = { 16: 48, 20: 40 };

/** SSL 3.0's MAC, a forerunner of HMAC whose pads stand behind the key (RFC 6101, 5.2.3.1). */
export class Ssl3MacKey implements MacHalves {
  readonly length: number;
  readonly #inner: HashContext;
  readonly #outer: HashContext;

  /** Throws a `RangeError` for a hash other than MD5 and SHA-1. */
  constructor(hash: Hash, key: Uint8Array) {
    const padLength = padLengths[hash.outputLength];
    if (padLength === undefined) throw new RangeError(`SSL 3.0 has no MAC with ${hash.name}`);
    this.length = hash.outputLength;
    const pad = new Uint8Array(padLength);
    this.#inner = hash.create().update(key).update(pad.fill(innerPad));
    this.#outer = hash.create().update(key).update(pad.fill(outerPad));
  }

  start(): HashContext {
    return this.#inner.clone();
  }

  finish(innerDigest: Uint8Array): Uint8Array {
    return this.#outer.clone().update(innerDigest).digest();
  }
}
