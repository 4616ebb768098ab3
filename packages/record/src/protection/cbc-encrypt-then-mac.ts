import { type CbcKey, constantTimeEqual, type Random } from '@proj/crypto';
import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS12_EXPANSION } from '../limits.js';
import { badRecordMac } from './bad-record-mac.js';
import { unpaddedLength, writeCbcPadding } from './cbc-padding.js';
import type { MacKey } from './mac-key.js';
import { requirePlaintextLength } from './plaintext-length.js';
import type { Opener, RecordInOpening, Sealer } from './protection.js';
import { PSEUDO_HEADER_LENGTH, writePseudoHeader } from './pseudo-header.js';
import { Sequence } from './sequence.js';

/** Pad, then encrypt, then MAC over IV and ciphertext (RFC 7366, 3). */
export class EncryptThenMacSealer implements Sealer {
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
    this.overhead = HEADER_LENGTH + blockLength + blockLength + mac.length;
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
    const iv = this.#random(this.#blockLength);
    const ivAt = at + HEADER_LENGTH;
    const contentAt = ivAt + this.#blockLength;
    out.set(iv, ivAt);
    out.set(content, contentAt);
    const macAt = writeCbcPadding(out, contentAt, contentAt + content.length, this.#blockLength);
    this.#key.encrypt(iv, out.subarray(contentAt, macAt));
    writePseudoHeader(this.#pseudoHeader, this.#sequence, type, version, macAt - ivAt);
    out.set(this.#mac.compute(this.#pseudoHeader, out.subarray(ivAt, macAt)), macAt);
    const end = macAt + this.#mac.length;
    writeHeader(out, at, type, version, end - ivAt);
    this.#sequence.advance();
    return end - at;
  }

  destroy(): void {
    this.#key.destroy();
  }
}

/** Opens what {@link EncryptThenMacSealer} makes. Nothing is decrypted before its MAC was found right. */
export class EncryptThenMacOpener implements Opener {
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
    const body = record.fragment;
    const blockLength = this.#blockLength;
    const macAt = body.length - this.#mac.length;
    // At least an IV and one block.
    if (macAt < 2 * blockLength || macAt % blockLength !== 0) throw badRecordMac();
    writePseudoHeader(this.#pseudoHeader, this.#sequence, record.type, record.version, macAt);
    const expected = this.#mac.compute(this.#pseudoHeader, body.subarray(0, macAt));
    if (!constantTimeEqual(expected, body.subarray(macAt))) throw badRecordMac();
    const blocks = body.subarray(blockLength, macAt);
    this.#key.decrypt(body.subarray(0, blockLength), blocks);
    const length = unpaddedLength(blocks);
    if (length === undefined) throw badRecordMac();
    this.#sequence.advance();
    requirePlaintextLength(length);
    record.fragment = blocks.subarray(0, length);
  }

  destroy(): void {
    this.#key.destroy();
  }
}
