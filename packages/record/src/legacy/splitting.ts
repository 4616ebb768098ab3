import { type ContentType, contentTypes } from '../header.js';
import type { Sealer } from '../protection/protection.js';

/**
 * How application data is cut against chosen plaintext (BEAST): a record of one byte before the rest, which every peer
 * takes, an empty record before it, on which some old ones choke, or not at all.
 */
export type SplitWay = 'first-byte' | 'empty-fragment' | 'none';

const nothing = new Uint8Array(0);

/**
 * A sealer that writes two records in the place of one, so that whoever chooses the second one's content does not know
 * its IV: the last block of the first holds a MAC.
 */
export function splittingSealer(sealer: Sealer, way: SplitWay): Sealer {
  return way === 'none' ? sealer : new SplittingSealer(sealer, way === 'first-byte' ? 1 : 0);
}

class SplittingSealer implements Sealer {
  readonly overhead: number;
  readonly canPad = false;
  readonly keyUpdateDue = false;
  readonly #sealer: Sealer;
  readonly #first: number;

  constructor(sealer: Sealer, first: number) {
    this.#sealer = sealer;
    this.#first = first;
    this.overhead = 2 * sealer.overhead;
  }

  seal(
    type: ContentType,
    version: number,
    content: Uint8Array,
    _padding: number,
    out: Uint8Array,
    at: number,
  ): number {
    const sealer = this.#sealer;
    if (type !== contentTypes.applicationData || content.length <= this.#first)
      return sealer.seal(type, version, content, 0, out, at);
    const head = this.#first === 0 ? nothing : content.subarray(0, this.#first);
    const length = sealer.seal(type, version, head, 0, out, at);
    return length + sealer.seal(type, version, content.subarray(this.#first), 0, out, at + length);
  }

  destroy(): void {
    this.#sealer.destroy();
  }
}
