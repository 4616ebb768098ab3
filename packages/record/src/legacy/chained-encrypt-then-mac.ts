import { type CbcKey, constantTimeEqual } from '@proj/crypto';
import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS12_EXPANSION } from '../limits.js';
import { badRecordMac } from '../protection/bad-record-mac.js';
import { unpaddedLength, writeCbcPadding } from '../protection/cbc-padding.js';
import { MacKey } from '../protection/mac-key.js';
import { requirePlaintextLength } from '../protection/plaintext-length.js';
import type { Opener, RecordInOpening, Sealer } from '../protection/protection.js';
import { PSEUDO_HEADER_LENGTH, writePseudoHeader } from '../protection/pseudo-header.js';
import { Sequence } from '../protection/sequence.js';
import type { ChainedCbcOptions } from './chained-cbc.js';

/** Encrypt-then-MAC (RFC 7366, 3) where records carry no IV of their own, in TLS 1.0. */
export class ChainedEncryptThenMacSealer implements Sealer {
  readonly overhead: number;
  readonly canPad = false;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #iv: Uint8Array;
  readonly #mac: MacKey;
  readonly #sequence = new Sequence();
  readonly #pseudoHeader = new Uint8Array(PSEUDO_HEADER_LENGTH);

  constructor({ cbc, iv, key, mac, macKey }: ChainedCbcOptions) {
    this.#blockLength = cbc.blockLength;
    this.#key = cbc.key(key);
    this.#iv = iv.slice();
    this.#mac = new MacKey(mac, macKey);
    this.overhead = HEADER_LENGTH + cbc.blockLength + this.#mac.length;
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
    const contentAt = at + HEADER_LENGTH;
    out.set(content, contentAt);
    const macAt = writeCbcPadding(out, contentAt, contentAt + content.length, this.#blockLength);
    const blocks = out.subarray(contentAt, macAt);
    this.#key.encrypt(this.#iv, blocks);
    this.#iv.set(out.subarray(macAt - this.#blockLength, macAt));
    writePseudoHeader(this.#pseudoHeader, this.#sequence, type, version, blocks.length);
    out.set(this.#mac.compute(this.#pseudoHeader, blocks), macAt);
    const end = macAt + this.#mac.length;
    writeHeader(out, at, type, version, end - contentAt);
    this.#sequence.advance();
    return end - at;
  }

  destroy(): void {
    this.#key.destroy();
  }
}

/** Opens what {@link ChainedEncryptThenMacSealer} makes. Nothing is decrypted before its MAC was found right. */
export class ChainedEncryptThenMacOpener implements Opener {
  readonly kind = 'visible';
  readonly maxBodyLength: number = MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #iv: Uint8Array;
  readonly #nextIv: Uint8Array;
  readonly #mac: MacKey;
  readonly #sequence = new Sequence();
  readonly #pseudoHeader = new Uint8Array(PSEUDO_HEADER_LENGTH);

  constructor({ cbc, iv, key, mac, macKey }: ChainedCbcOptions) {
    this.#blockLength = cbc.blockLength;
    this.#key = cbc.key(key);
    this.#iv = iv.slice();
    this.#nextIv = new Uint8Array(cbc.blockLength);
    this.#mac = new MacKey(mac, macKey);
  }

  open(record: RecordInOpening): void {
    this.#sequence.check();
    const body = record.fragment;
    const blockLength = this.#blockLength;
    const macAt = body.length - this.#mac.length;
    if (macAt < blockLength || macAt % blockLength !== 0) throw badRecordMac();
    const blocks = body.subarray(0, macAt);
    writePseudoHeader(this.#pseudoHeader, this.#sequence, record.type, record.version, macAt);
    const expected = this.#mac.compute(this.#pseudoHeader, blocks);
    if (!constantTimeEqual(expected, body.subarray(macAt))) throw badRecordMac();
    this.#nextIv.set(blocks.subarray(-blockLength));
    this.#key.decrypt(this.#iv, blocks);
    this.#iv.set(this.#nextIv);
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
