import { Bio } from './bio.js';
import { BioError } from './bio-error.js';
import { Ring } from './ring.js';

/** Bytes that each direction of a pair holds by default: room for one TLS record of the largest size. */
export const defaultPairSize: number = 17 * 1024;

/**
 * One half of a BIO pair (BIO_s_bio(3)): what is written to one half is read from the other. Each half owns the ring that
 * it writes to. Nothing is moved but by calls on either half: an application puts what came from its transport into its
 * half, and carries to its transport what it takes out.
 */
export class PairBio extends Bio {
  #peer: PairBio | undefined;
  #ring: Ring;
  #closed = false;
  #request = 0;

  /** @param size Bytes that can wait to be read by the other half, at least 1. 0 means the default, 17 KiB. */
  constructor(size = 0) {
    super();
    this.#ring = new Ring(ringSize(size));
  }

  override get name(): string {
    return 'BIO pair';
  }

  /** Makes two halves into a pair (BIO_make_bio_pair(3)). Throws a `BioError` `IN_USE` when one belongs to a pair already. */
  join(other: PairBio): void {
    if (this.#peer || other.#peer || other === this) {
      throw new BioError('IN_USE', 'a BIO can be in one pair only; destroy the old pair first');
    }
    this.#begin(other);
    other.#begin(this);
  }

  /** BIO_destroy_bio_pair(3): both halves lose each other, and what was on its way. */
  destroyPair(): void {
    const peer = this.#peer;
    if (!peer) return;
    this.#peer = undefined;
    this.#ring.clear();
    peer.destroyPair();
  }

  /** The other half. */
  get peer(): PairBio | undefined {
    return this.#peer;
  }

  /** BIO_get_write_buf_size(3). */
  get writeBufferSize(): number {
    return this.#ring.size;
  }

  /** BIO_set_write_buf_size(3). Throws a `BioError` `IN_USE` while the BIO is in a pair. */
  set writeBufferSize(size: number) {
    if (this.#peer) {
      throw new BioError('IN_USE', 'the size of a BIO in a pair is fixed; set it before making the pair');
    }
    this.#ring = new Ring(ringSize(size));
  }

  /** BIO_ctrl_get_write_guarantee(3): bytes that the next write takes for certain. */
  get writeGuarantee(): number {
    return this.#peer && !this.#closed ? this.#ring.room : 0;
  }

  /** BIO_ctrl_get_read_request(3): bytes that the other half last wanted to read and did not find. */
  get readRequest(): number {
    return this.#request;
  }

  /** BIO_ctrl_reset_read_request(3). */
  resetReadRequest(): void {
    this.#request = 0;
  }

  /** BIO_shutdown_wr(3): nothing more will be written; the other half then reads to the end of input. */
  shutdownWrite(): void {
    this.#closed = true;
  }

  /** Bytes that can be read here. */
  override get pending(): number {
    const peer = this.#peer;
    return peer ? peer.#ring.length : 0;
  }

  /** Bytes that the other half has not read yet. */
  override get writePending(): number {
    return this.#peer ? this.#ring.length : 0;
  }

  override get eof(): boolean {
    const peer = this.#peer;
    return !peer || (peer.#ring.length === 0 && peer.#closed);
  }

  /** Forgets what the other half has not read. Returns 0, as libcrypto does. */
  protected override resetState(): number {
    this.#ring.clear();
    return 0;
  }

  /**
   * BIO_nread0(3): the bytes that can be read and lie in one piece, where they are; when the ring wraps, a second call
   * after {@link PairBio.nread} gives the rest. 0 at the end of input, −1 when there are none now, −2 without a pair.
   */
  nread0(): Uint8Array | number {
    this.#beginInPlace();
    const peer = this.#peer;
    if (!peer) {
      this.#unpaired();
      return -2;
    }
    peer.#request = 0;
    return peer.#ring.length > 0 ? peer.#ring.front : this.#nothingToRead(peer, 1);
  }

  /** BIO_nread(3): takes at most `count` bytes in one piece; they can be looked at until the other half writes again. */
  nread(count: number): Uint8Array | number {
    const bytes = this.nread0();
    const peer = this.#peer;
    if (typeof bytes === 'number' || !peer) return bytes;
    const taken = bytes.subarray(0, count);
    peer.#ring.drop(taken.length);
    return taken;
  }

  /** BIO_nwrite0(3): the room in one piece, to be filled before {@link PairBio.nwrite}. −1 when there is none, −2 without a pair. */
  nwrite0(): Uint8Array | number {
    this.#beginInPlace();
    if (!this.#peer) {
      this.#unpaired();
      return -2;
    }
    this.#request = 0;
    if (this.#closed) return this.#brokenPipe();
    return this.#ring.room > 0 ? this.#ring.back : this.retryWrite();
  }

  /** BIO_nwrite(3): counts at most `count` bytes of the room as written, and gives them. */
  nwrite(count: number): Uint8Array | number {
    const room = this.nwrite0();
    if (typeof room === 'number') return room;
    const written = room.subarray(0, count);
    this.#ring.commit(written.length);
    return written;
  }

  protected override readBytes(into: Uint8Array): number {
    const peer = this.#peer;
    if (!peer) return this.#unpaired();
    peer.#request = 0;
    return peer.#ring.length > 0 ? peer.#ring.take(into) : this.#nothingToRead(peer, into.length);
  }

  protected override writeBytes(data: Uint8Array): number {
    if (!this.#peer) return this.#unpaired();
    this.#request = 0;
    if (this.#closed) return this.#brokenPipe();
    return this.#ring.room > 0 ? this.#ring.put(data) : this.retryWrite();
  }

  /** A half in no pair. */
  protected override duplicate(): Bio {
    return new PairBio(this.#ring.size);
  }

  protected override release(): void {
    this.destroyPair();
  }

  #begin(peer: PairBio): void {
    this.#peer = peer;
    this.#closed = false;
    this.#request = 0;
    this.#ring.clear();
  }

  #beginInPlace(): void {
    this.clearRetry();
    this.cause = undefined;
  }

  #nothingToRead(peer: PairBio, wanted: number): number {
    if (peer.#closed) return 0;
    peer.#request = Math.min(wanted, peer.#ring.size);
    return this.retryRead();
  }

  #brokenPipe(): number {
    return this.fail(new BioError('BROKEN_PIPE', 'shutdownWrite() was called: nothing more can be written'));
  }

  #unpaired(): number {
    return this.fail(new BioError('UNINITIALIZED', 'this BIO is in no pair; make one with createBioPair()'));
  }
}

/** BIO_new_bio_pair(3): two halves with rings of these many bytes; 0 or nothing means 17 KiB. */
export function createBioPair(size1 = 0, size2 = 0): [PairBio, PairBio] {
  const first = new PairBio(size1);
  const second = new PairBio(size2);
  first.join(second);
  return [first, second];
}

function ringSize(size: number): number {
  if (!Number.isSafeInteger(size) || size < 0) {
    throw new RangeError(`a BIO pair's buffer can not have ${size} bytes`);
  }
  return size === 0 ? defaultPairSize : size;
}
