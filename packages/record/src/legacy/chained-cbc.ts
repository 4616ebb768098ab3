import type { Cbc, CbcKey, Hash } from '@proj/crypto';
import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS12_EXPANSION } from '../limits.js';
import { badRecordMac } from '../protection/bad-record-mac.js';
import { writeCbcPadding } from '../protection/cbc-padding.js';
import { verifiedLength } from '../protection/cbc-verify.js';
import { type MacHalves, MacKey } from '../protection/mac-key.js';
import { requirePlaintextLength } from '../protection/plaintext-length.js';
import type { Opener, RecordInOpening, Sealer } from '../protection/protection.js';
import { PSEUDO_HEADER_LENGTH, writePseudoHeader } from '../protection/pseudo-header.js';
import { Sequence } from '../protection/sequence.js';
import { ChainedEncryptThenMacOpener, ChainedEncryptThenMacSealer } from './chained-encrypt-then-mac.js';
import { Ssl3MacKey } from './ssl3-mac.js';

/** One direction of a CBC suite of TLS 1.0 or SSL 3.0, where the last block of a record is the next one's IV. */
export interface ChainedCbcOptions {
  /** The suite's cipher. */
  readonly cbc: Cbc;
  /** `cbc.keyLength` bytes; the caller may wipe them afterwards. */
  readonly key: Uint8Array;
  /** `cbc.blockLength` bytes from the key block: the first record's IV (RFC 2246, 6.2.3.2). */
  readonly iv: Uint8Array;
  /** The hash of the suite's MAC. */
  readonly mac: Hash;
  /** `mac.outputLength` bytes; the caller may wipe them afterwards. */
  readonly macKey: Uint8Array;
  /** Whether it is SSL 3.0, with its own MAC and with padding that says nothing (RFC 6101, 5.2.3.2). */
  readonly ssl3: boolean;
  /** Whether encrypt_then_mac was negotiated (RFC 7366), which SSL 3.0 can not. */
  readonly encryptThenMac: boolean;
}

/** Bytes that SSL 3.0 authenticates beside the content: number, type and length, and no version (RFC 6101, 5.2.3.1). */
const ssl3HeaderLength = 11;

/** What the MAC goes over first, with the version's form. */
class AuthenticatedHeader {
  readonly bytes: Uint8Array;
  readonly #full = new Uint8Array(PSEUDO_HEADER_LENGTH);
  readonly #ssl3: boolean;

  constructor(ssl3: boolean) {
    this.#ssl3 = ssl3;
    this.bytes = ssl3 ? new Uint8Array(ssl3HeaderLength) : this.#full;
  }

  write(sequence: Sequence, type: ContentType, version: number, length: number): void {
    writePseudoHeader(this.#full, sequence, type, version, length);
    if (!this.#ssl3) return;
    // The same without the two bytes of the version.
    this.bytes.set(this.#full.subarray(0, 9));
    this.bytes.set(this.#full.subarray(11), 9);
  }
}

const macKeyOf = ({ mac, macKey, ssl3 }: ChainedCbcOptions): MacHalves =>
  ssl3 ? new Ssl3MacKey(mac, macKey) : new MacKey(mac, macKey);

/** Protects what is written with a CBC suite of TLS 1.0 or SSL 3.0. Use it through a {@link splittingSealer}. */
export function chainedCbcSealer(options: ChainedCbcOptions): Sealer {
  return options.encryptThenMac ? new ChainedEncryptThenMacSealer(options) : new ChainedCbcSealer(options);
}

/**
 * Opens what is read with a CBC suite of TLS 1.0 or SSL 3.0, in a time that does not depend on the padding. That SSL 3.0's
 * padding can be changed unseen is beyond repair (POODLE).
 */
export function chainedCbcOpener(options: ChainedCbcOptions): Opener {
  return options.encryptThenMac ? new ChainedEncryptThenMacOpener(options) : new ChainedCbcOpener(options);
}

class ChainedCbcSealer implements Sealer {
  readonly overhead: number;
  readonly canPad = false;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #iv: Uint8Array;
  readonly #mac: MacHalves;
  readonly #header: AuthenticatedHeader;
  readonly #sequence = new Sequence();

  constructor(options: ChainedCbcOptions) {
    const { cbc, iv, key, ssl3 } = options;
    this.#blockLength = cbc.blockLength;
    this.#key = cbc.key(key);
    this.#iv = iv.slice();
    this.#mac = macKeyOf(options);
    this.#header = new AuthenticatedHeader(ssl3);
    this.overhead = HEADER_LENGTH + this.#mac.length + cbc.blockLength;
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
    this.#header.write(this.#sequence, type, version, content.length);
    const contentAt = at + HEADER_LENGTH;
    const macAt = contentAt + content.length;
    out.set(content, contentAt);
    const inner = this.#mac.start().update(this.#header.bytes).update(content).digest();
    out.set(this.#mac.finish(inner), macAt);
    // SSL 3.0 lets padding hold anything: what TLS wants of it is right there too.
    const end = writeCbcPadding(out, contentAt, macAt + this.#mac.length, this.#blockLength);
    this.#key.encrypt(this.#iv, out.subarray(contentAt, end));
    this.#iv.set(out.subarray(end - this.#blockLength, end));
    writeHeader(out, at, type, version, end - contentAt);
    this.#sequence.advance();
    return end - at;
  }

  destroy(): void {
    this.#key.destroy();
  }
}

class ChainedCbcOpener implements Opener {
  readonly kind = 'visible';
  readonly maxBodyLength: number = MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;
  readonly keyUpdateDue = false;
  readonly #blockLength: number;
  readonly #key: CbcKey;
  readonly #iv: Uint8Array;
  readonly #nextIv: Uint8Array;
  readonly #mac: MacHalves;
  readonly #header: AuthenticatedHeader;
  readonly #longestBlind: number | undefined;
  readonly #sequence = new Sequence();

  constructor(options: ChainedCbcOptions) {
    const { cbc, iv, key, ssl3 } = options;
    this.#blockLength = cbc.blockLength;
    this.#key = cbc.key(key);
    this.#iv = iv.slice();
    this.#nextIv = new Uint8Array(cbc.blockLength);
    this.#mac = macKeyOf(options);
    this.#header = new AuthenticatedHeader(ssl3);
    this.#longestBlind = ssl3 ? cbc.blockLength - 1 : undefined;
  }

  open(record: RecordInOpening): void {
    this.#sequence.check();
    const blocks = record.fragment;
    // Lengths are public, so these may be refused at once (RFC 5246, 6.2.3.2).
    if (blocks.length % this.#blockLength !== 0 || blocks.length <= this.#mac.length) throw badRecordMac();
    this.#nextIv.set(blocks.subarray(-this.#blockLength));
    this.#key.decrypt(this.#iv, blocks);
    this.#iv.set(this.#nextIv);
    this.#header.write(this.#sequence, record.type, record.version, 0);
    const length = verifiedLength(blocks, this.#header.bytes, this.#mac, this.#longestBlind);
    if (length === undefined) throw badRecordMac();
    this.#sequence.advance();
    requirePlaintextLength(length);
    record.fragment = blocks.subarray(0, length);
  }

  destroy(): void {
    this.#key.destroy();
  }
}
