import { TLS12, TlsError } from '@proj/crypto';
import { fragmentAt, type PaddingPolicy, paddingLength, requireFragmentLength } from './fragmenter.js';
import { type ContentType, contentTypes } from './header.js';
import { MAX_PLAINTEXT_LENGTH } from './limits.js';
import type { OutputQueue } from './output-queue.js';
import { nullSealer } from './protection/null.js';
import type { Sealer } from './protection/protection.js';
import { SlidingBuffer } from './sliding-buffer.js';

/**
 * The writing direction of a record layer: cuts content into fragments, protects them and queues the records. It
 * begins unprotected.
 *
 * @example
 * ```ts
 * const write = new WriteHalf();
 * write.write(contentTypes.handshake, clientHello);
 * send(write.output.peek());
 * write.output.consume(write.output.pending);
 * ```
 */
export class WriteHalf {
  /** The records that wait to be sent. */
  readonly output: OutputQueue;
  /**
   * The version in each record's header: 0x0301 for a first ClientHello (RFC 8446, 5.1), then the negotiated one, at
   * most 0x0303. What TLS 1.3 protects says 0x0303 in any case (RFC 8446, 5.2). 0x0303 at first.
   */
  recordVersion: number = TLS12;
  /** How much padding records get, where the protection allows any; none when absent. */
  padding: PaddingPolicy | undefined;
  readonly #queue = new SlidingBuffer();
  #sealer: Sealer = nullSealer();
  #maxFragment = MAX_PLAINTEXT_LENGTH;
  #destroyed = false;

  constructor() {
    this.output = this.#queue;
  }

  /** Most bytes of content, with padding, in one record: 63 to 2^14, the latter at first. */
  get maxFragment(): number {
    return this.#maxFragment;
  }

  /** Throws a `RangeError` for a length outside 63 to 2^14. */
  set maxFragment(length: number) {
    requireFragmentLength(length);
    this.#maxFragment = length;
  }

  /** Whether the key has protected as many records as it should: time for a KeyUpdate (RFC 8446, 5.5). */
  get keyUpdateDue(): boolean {
    return this.#sealer.keyUpdateDue;
  }

  /**
   * Writes all of `data` as records of one type, as many as it takes. Several handshake messages in one call share
   * records where they fit (RFC 8446, 5.1). No application data at all make one empty record.
   *
   * @throws TlsError `SEQUENCE_EXHAUSTED` when the key has no number left for another record.
   */
  write(type: ContentType, data: Uint8Array): void {
    let at = 0;
    do at += this.writeFragment(type, data, at);
    while (at < data.length);
  }

  /**
   * Writes one record with the next fragment of `data`, for callers that heed how much output waits.
   *
   * @param from - Where in `data` the fragment begins.
   * @returns Bytes of `data` that were taken.
   * @throws TlsError `SEQUENCE_EXHAUSTED` when the key has no number left for another record.
   */
  writeFragment(type: ContentType, data: Uint8Array, from: number = 0): number {
    if (this.#destroyed) throw new TlsError('CLOSED', 'nothing can be written: the write half was destroyed');
    const sealer = this.#sealer;
    const content = fragmentAt(data, from, this.#maxFragment);
    if (content.length === 0 && type !== contentTypes.applicationData) {
      throw new RangeError('only application data may have records without content (RFC 8446, 5.1)');
    }
    const { padding: policy } = this;
    const padding =
      policy && sealer.canPad ? paddingLength(policy, type, content.length, this.#maxFragment) : 0;
    const out = this.#queue.reserve(sealer.overhead + content.length + padding);
    const length = sealer.seal(type, this.recordVersion, content, padding, out, this.#queue.end);
    this.#queue.commit(length);
    return content.length;
  }

  /** Protects all records from here on with another key; the one before is wiped. */
  changeProtection(sealer: Sealer): void {
    this.#sealer.destroy();
    this.#sealer = sealer;
  }

  /** Wipes the key. What is queued can still be sent; writing more throws a `TlsError` `CLOSED`. */
  destroy(): void {
    this.#sealer.destroy();
    this.#destroyed = true;
  }
}
