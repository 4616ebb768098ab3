import type { Bio } from './bio.js';
import { BioError } from './bio-error.js';
import { DatagramBio } from './datagram.js';

/**
 * One half of a pair for datagrams (BIO_s_dgram_pair(3)): a datagram written to one half is read from the other, whole, or cut
 * to the reader's buffer. Addresses go along where the halves have said by `caps` that they know what to do with them.
 */
export class DatagramPairBio extends DatagramBio {
  #peer: DatagramPairBio | undefined;

  /** @param size Bytes that can wait to be read by the other half; 0 means room for nine datagrams of 1472 bytes. */
  constructor(size = 0) {
    super(false);
    if (size > 0) this.writeBufferSize = size;
  }

  override get name(): string {
    return 'BIO dgram pair';
  }

  /** The other half. */
  get peer(): DatagramPairBio | undefined {
    return this.#peer;
  }

  /** Makes two halves into a pair (BIO_make_bio_pair(3)). Throws a `BioError` `IN_USE` when one belongs to a pair already. */
  join(other: DatagramPairBio): void {
    if (this.#peer || other.#peer || other === this) {
      throw new BioError('IN_USE', 'a BIO can be in one pair only; destroy the old pair first');
    }
    this.#peer = other;
    other.#peer = this;
  }

  /** BIO_destroy_bio_pair(3): both halves lose each other, and what was on its way. */
  destroyPair(): void {
    const peer = this.#peer;
    if (!peer) return;
    this.#peer = undefined;
    this.discard();
    peer.destroyPair();
  }

  /** BIO_get_write_buf_size(3): bytes that fit, with some for each datagram's addresses. */
  override get writeBufferSize(): number {
    return super.writeBufferSize;
  }

  /** BIO_set_write_buf_size(3): at least 1024 bytes. Throws a `BioError` `IN_USE` while the BIO is in a pair. */
  override set writeBufferSize(size: number) {
    if (this.#peer) {
      throw new BioError('IN_USE', 'the size of a BIO in a pair is fixed; set it before making the pair');
    }
    this.fixBufferSize(size);
  }

  protected override get source(): DatagramPairBio | undefined {
    return this.#peer;
  }

  /** A half in no pair. */
  protected override duplicate(): Bio {
    return new DatagramPairBio(this.writeBufferSize);
  }

  protected override release(): void {
    this.destroyPair();
  }
}

/** BIO_new_bio_dgram_pair(3): two halves with buffers of these many bytes; 0 or nothing means the default. */
export function createDatagramPair(size1 = 0, size2 = 0): [DatagramPairBio, DatagramPairBio] {
  const first = new DatagramPairBio(size1);
  const second = new DatagramPairBio(size2);
  first.join(second);
  return [first, second];
}
