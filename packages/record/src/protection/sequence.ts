import { TlsError } from '@proj/crypto';

const beyondUint32 = 2 ** 32;

/**
 * The 64-bit number of the next record (RFC 8446, 5.3; RFC 5246, 6.1), as two halves: a BigInt would be made anew for
 * each record.
 */
export class Sequence {
  #high: number;
  #low: number;
  #exhausted = false;

  /** Starts at `high` × 2^32 + `low`. */
  constructor(high: number = 0, low: number = 0) {
    this.#high = high;
    this.#low = low;
  }

  /** Records so far; exact up to 2^53. */
  get count(): number {
    return this.#high * beyondUint32 + this.#low;
  }

  /** Throws when all numbers have been used: they must not start again (RFC 8446, 5.3). */
  check(): void {
    if (!this.#exhausted) return;
    throw new TlsError(
      'SEQUENCE_EXHAUSTED',
      'all 2^64 record sequence numbers of this key are used; update the key or reconnect',
    );
  }

  /** Writes the eight bytes, big-endian, into `out` at `at`. */
  write(out: Uint8Array, at: number): void {
    const high = this.#high;
    const low = this.#low;
    out[at] = high >>> 24;
    out[at + 1] = high >>> 16;
    out[at + 2] = high >>> 8;
    out[at + 3] = high;
    out[at + 4] = low >>> 24;
    out[at + 5] = low >>> 16;
    out[at + 6] = low >>> 8;
    out[at + 7] = low;
  }

  /** Fills `nonce` with `iv` XOR the number, which is padded on the left to the IV's 12 bytes (RFC 8446, 5.3). */
  writeNonce(nonce: Uint8Array, iv: Uint8Array): void {
    this.write(nonce, 4);
    for (let i = 0; i < 4; i++) nonce[i] = iv[i] ?? 0;
    for (let i = 4; i < 12; i++) nonce[i] = (nonce[i] ?? 0) ^ (iv[i] ?? 0);
  }

  /** Goes on to the next record. */
  advance(): void {
    this.#low += 1;
    if (this.#low < beyondUint32) return;
    this.#low = 0;
    this.#high += 1;
    if (this.#high < beyondUint32) return;
    this.#high = 0;
    this.#exhausted = true;
  }
}
