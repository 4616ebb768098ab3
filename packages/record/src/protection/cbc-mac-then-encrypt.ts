import type { CbcKey, Random } from '@proj/crypto';
import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS12_EXPANSION } from '../limits.js';
import { badRecordMac } from './bad-record-mac.js';
import { writeCbcPadding } from './cbc-padding.js';
import { verifiedLength } from './cbc-verify.js';
import type { MacKey } from './mac-key.js';
import { requirePlaintextLength } from './plaintext-length.js';
import type { Opener, RecordInOpening, Sealer } from './protection.js';
import { PSEUDO_HEADER_LENGTH, writePseudoHeader } from './pseudo-header.js';
import { Sequence } from './sequence.js';

/** MAC, then pad, then encrypt: the form of RFC 5246, 6.2.3.2. */
export class MacThenEncryptSealer implements Sealer {
  readonly overhead: number;
  readonly canPad = false;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #mac: MacKey;
  readonly #random: Random;
  readonly #sequence: Sequence;
  readonly #pseudoHeader = new Uint8Array(PSEUDO_HEADER_LENGTH);

  constructor(
    blockLength: number,
    key: CbcKey,
    mac: MacKey,
    random: Random,
    sequence: Sequence = new Sequence(),
  ) {
    this.overhead = HEADER_LENGTH + blockLength + mac.length + blockLength;
    this.#blockLength = blockLength;
    this.#key = key;
    this.#mac = mac;
    this.#random = random;
    this.#sequence = sequence;
  }

  seal(
    type: ContentType,
    version: number,
    content: Uint8Array,
    _padding: number,
    out: Uint8Array,
    at: number,
  ): number {
    this.#sequence.check();
    writePseudoHeader(this.#pseudoHeader, this.#sequence, type, version, content.length);
    const iv = this.#random(this.#blockLength);
    const contentAt = at + HEADER_LENGTH + this.#blockLength;
    const macAt = contentAt + content.length;
    out.set(iv, at + HEADER_LENGTH);
    out.set(content, contentAt);
    out.set(this.#mac.compute(this.#pseudoHeader, content), macAt);
    const end = writeCbcPadding(out, contentAt, macAt + this.#mac.length, this.#blockLength);
    this.#key.encrypt(iv, out.subarray(contentAt, end));
    writeHeader(out, at, type, version, end - at - HEADER_LENGTH);
    this.#sequence.advance();
    return end - at;
  }

  destroy(): void {
    this.#key.destroy();
  }
}

/** Opens what {@link MacThenEncryptSealer} makes, without telling anything but whether it is right. */
export class MacThenEncryptOpener implements Opener {
  readonly kind = 'visible';
  readonly maxBodyLength: number = MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #mac: MacKey;
  readonly #sequence: Sequence;
  readonly #pseudoHeader = new Uint8Array(PSEUDO_HEADER_LENGTH);

  constructor(blockLength: number, key: CbcKey, mac: MacKey, sequence: Sequence = new Sequence()) {
    this.#blockLength = blockLength;
    this.#key = key;
    this.#mac = mac;
    this.#sequence = sequence;
  }

  open(record: RecordInOpening): void {
    this.#sequence.check();
    const blockLength = this.#blockLength;
    const iv = record.fragment.subarray(0, blockLength);
    const blocks = record.fragment.subarray(blockLength);
    // Lengths are public, so these may be refused at once (RFC 5246, 6.2.3.2).
    if (blocks.length % blockLength !== 0 || blocks.length <= this.#mac.length) throw badRecordMac();
    this.#key.decrypt(iv, blocks);
    // The length in it is a secret still; it is filled in there.
    writePseudoHeader(this.#pseudoHeader, this.#sequence, record.type, record.version, 0);
    const length = verifiedLength(blocks, this.#pseudoHeader, this.#mac);
    if (length === undefined) throw badRecordMac();
    this.#sequence.advance();
    requirePlaintextLength(length);
    record.fragment = blocks.subarray(0, length);
  }

  destroy(): void {
    this.#key.destroy();
  }
}
