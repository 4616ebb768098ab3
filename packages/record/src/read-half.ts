import { TLS12, TLS13, TlsError, versionName } from '@proj/crypto';
import { Deframer } from './deframer.js';
import { type ContentType, contentTypes, isContentType } from './header.js';
import { MAX_EMPTY_RECORDS, MAX_PLAINTEXT_LENGTH, MAX_TLS13_EXPANSION } from './limits.js';
import { notTls } from './not-tls.js';
import { nullOpener } from './protection/null.js';
import { requirePlaintextLength } from './protection/plaintext-length.js';
import type { Opener, RecordInOpening } from './protection/protection.js';

/** The first byte of every version from SSL 3.0 to TLS 1.3 (RFC 8446, D). */
const majorVersion = 3;

/** A record that was read and opened. */
export interface PlainRecord {
  /** What the content is; in TLS 1.3 the protected type. */
  readonly type: ContentType;
  /** The version in the record's header. */
  readonly version: number;
  /** The content: 0 to 2^14 bytes, and 0 only for application data. */
  readonly fragment: Uint8Array;
}

/**
 * The reading direction of a record layer: finds records in what is received, checks them and removes their
 * protection. It begins unprotected.
 *
 * Memory is bounded by the caller's own doing: after {@link ReadHalf.next} has returned `undefined`, less than one
 * record of the largest size (18,437 bytes) is kept, and what {@link ReadHalf.receive} is given comes on top.
 *
 * The first error is final: `next` throws it again from then on, and what is received is dropped.
 *
 * @example
 * ```ts
 * const read = new ReadHalf();
 * read.receive(bytes);
 * for (let record = read.next(); record; record = read.next()) handle(record.type, record.fragment);
 * ```
 */
export class ReadHalf {
  /**
   * Whether an unprotected ChangeCipherSpec of the single byte 1 is dropped, as TLS 1.3 has it between the first
   * ClientHello and the peer's Finished (RFC 8446, 5, D.4). When false, one is handed out like any record, or refused
   * where records are protected as in TLS 1.3.
   */
  ignoreChangeCipherSpec = false;
  /**
   * Whether an unprotected alert is handed out although records are protected as in TLS 1.3: a peer that fails before
   * it has keys can send no other. It has no effect once a protected record was opened: the peer has keys then, and
   * anybody could have written the alert.
   */
  acceptPlainAlert = false;
  /**
   * Most bytes of content, with padding, that a record may hold: less than 2^14 where the peer has agreed to less
   * (RFC 6066, 4; RFC 8449, 4).
   */
  maxFragment: number = MAX_PLAINTEXT_LENGTH;
  readonly #deframer = new Deframer();
  readonly #record: RecordInOpening = {
    type: contentTypes.handshake,
    version: 0,
    fragment: new Uint8Array(0),
  };
  #opener: Opener = nullOpener();
  #expectedVersion: number | undefined;
  #first = true;
  #hasOpened = false;
  #emptyRecords = 0;
  #skippable = 0;
  #error: TlsError | undefined;

  /** Bytes received that no call of {@link ReadHalf.next} has taken. */
  get buffered(): number {
    return this.#deframer.buffered;
  }

  /** Bytes of memory held for what is received. */
  get capacity(): number {
    return this.#deframer.capacity;
  }

  /**
   * Bytes still missing until {@link ReadHalf.next} has something to say: 5 with nothing buffered, then the rest of
   * the body; 0 when a record is whole, or after an error. Call `next` after every `receive`, so that a header that
   * can not be one is found before its body is waited for.
   */
  get needed(): number {
    return this.#error ? 0 : this.#deframer.needed;
  }

  /** Whether the key has opened as many records as it should: time to ask for a KeyUpdate (RFC 8446, 5.5). */
  get keyUpdateDue(): boolean {
    return this.#opener.keyUpdateDue;
  }

  /** Takes in bytes from the peer, any number of them; they are copied. */
  receive(bytes: Uint8Array): void {
    if (!this.#error) this.#deframer.receive(bytes);
  }

  /**
   * Opens the next record. The object and its fragment are good until the next call of `next` or `receive`.
   *
   * @returns `undefined` when more bytes are needed first.
   * @throws TlsError for anything that is not a right record, and the same one ever after.
   */
  next(): PlainRecord | undefined {
    if (this.#error) throw this.#error;
    try {
      return this.#next();
    } catch (error) {
      this.#error = asTlsError(error);
      this.#deframer.clear();
      throw this.#error;
    }
  }

  /**
   * Lets records of early data pass unread (RFC 8446, 4.2.10): before keys, those of type application_data; with keys,
   * those that do not open, until the first that does.
   *
   * @param bytes - Of records, headers left out, that may pass; what comes beyond is an error as ever.
   */
  skipEarlyData(bytes: number): void {
    this.#skippable = bytes;
  }

  /** Opens all records from here on with another key, also those received already; the one before is wiped. */
  changeProtection(opener: Opener): void {
    this.#opener.destroy();
    this.#opener = opener;
  }

  /**
   * Says which version was negotiated. Until then a header may say any 0x03xx (RFC 5246, E.1), afterwards only this
   * one, unprotected alerts excepted; TLS 1.3 looks at the version of protected records alone (RFC 8446, 5.1, 5.2).
   */
  expectVersion(version: number): void {
    this.#expectedVersion = version;
  }

  /** Wipes the key; from here on {@link ReadHalf.next} throws a `TlsError` `CLOSED`. */
  destroy(): void {
    this.#opener.destroy();
    this.#deframer.clear();
    this.#error ??= new TlsError('CLOSED', 'nothing can be read: the read half was destroyed');
  }

  #next(): PlainRecord | undefined {
    const deframer = this.#deframer;
    const record = this.#record;
    while (deframer.hasHeader) {
      const type = this.#contentType();
      const plain = this.#isPlain(type);
      this.#checkVersion(type, plain);
      this.#checkLength(plain);
      record.type = type;
      record.version = deframer.version;
      const body = deframer.take();
      if (!body) return undefined;
      this.#first = false;
      record.fragment = body;
      if (this.#skips(record, plain)) continue;
      if (!this.#isDropped(record)) {
        this.#checkContent(record);
        return record;
      }
      this.#countEmpty();
    }
    return undefined;
  }

  /** The header's content type, once its first three bytes are those of a TLS record. */
  #contentType(): ContentType {
    const { type, version } = this.#deframer;
    if (version >> 8 !== majorVersion) {
      if (this.#first) throw notTls(this.#deframer.header());
      throw new TlsError(
        'WRONG_RECORD_VERSION',
        `a record has version ${versionName(version)}, which is not TLS`,
      );
    }
    if (isContentType(type)) return type;
    throw new TlsError('UNKNOWN_CONTENT_TYPE', `a record has the unknown content type ${type}`);
  }

  /** Whether a record is unprotected, which TLS 1.3 lets two types be although it has a key (RFC 8446, 5). */
  #isPlain(type: ContentType): boolean {
    const { kind } = this.#opener;
    if (kind === 'plain') return true;
    if (kind === 'visible' || type === contentTypes.applicationData) return false;
    if (type === contentTypes.alert && this.acceptPlainAlert && !this.#hasOpened) return true;
    if (type !== contentTypes.changeCipherSpec) {
      throw new TlsError(
        'UNEXPECTED_MESSAGE',
        `a record of content type ${type} came unprotected after the keys`,
      );
    }
    if (this.ignoreChangeCipherSpec) return true;
    throw new TlsError(
      'UNEXPECTED_CHANGE_CIPHER_SPEC',
      'a ChangeCipherSpec came where none may be (RFC 8446, 5)',
    );
  }

  #checkVersion(type: ContentType, plain: boolean): void {
    const { version } = this.#deframer;
    const expected = this.#versionOf(type, plain);
    if (expected === undefined || version === expected) return;
    throw new TlsError(
      'WRONG_RECORD_VERSION',
      `a record has version ${versionName(version)} where ${versionName(expected)} belongs`,
    );
  }

  /** What a header's version must be, or `undefined` for any. */
  #versionOf(type: ContentType, plain: boolean): number | undefined {
    if (!plain) return this.#opener.kind === 'hidden' ? TLS12 : this.#expectedVersion;
    // An alert is what tells why it went wrong; it may come from before the version was known.
    if (type === contentTypes.alert || this.#expectedVersion === TLS13) return undefined;
    return this.#expectedVersion;
  }

  #checkLength(plain: boolean): void {
    const { length, type } = this.#deframer;
    const skippable = plain && type === contentTypes.applicationData && this.#skippable > 0;
    // What is skipped is protected, though there are no keys for it here.
    if (skippable && length <= MAX_PLAINTEXT_LENGTH + MAX_TLS13_EXPANSION) return;
    if (plain) requirePlaintextLength(length, this.maxFragment);
    else if (length > this.#opener.maxBodyLength) {
      throw new TlsError(
        'RECORD_OVERFLOW',
        `a record has ${length} protected bytes; at most ${this.#opener.maxBodyLength} are allowed`,
      );
    }
  }

  /** Opens a record, unless it is one of early data that may pass. */
  #skips(record: RecordInOpening, plain: boolean): boolean {
    const { length } = record.fragment;
    // An empty body is no record of early data, and would cost nothing of what may pass.
    const small = length > 0 && length <= this.#skippable;
    const skippable = small && record.type === contentTypes.applicationData;
    if (plain || !skippable) {
      if (!plain) this.#open(record);
      else if (skippable) this.#skippable -= length;
      return plain && skippable;
    }
    try {
      this.#open(record);
      return false;
    } catch (error) {
      if (!(error instanceof TlsError) || error.code !== 'BAD_RECORD_MAC') throw error;
      this.#skippable -= length;
      return true;
    }
  }

  #open(record: RecordInOpening): void {
    record.padding = 0;
    this.#opener.open(record);
    requirePlaintextLength(record.fragment.length + record.padding, this.maxFragment);
    this.#hasOpened = true;
    this.#skippable = 0;
  }

  /** Whether it is the ChangeCipherSpec that only middleboxes look at (RFC 8446, 5, D.4). */
  #isDropped({ type, fragment }: PlainRecord): boolean {
    if (type !== contentTypes.changeCipherSpec || !this.ignoreChangeCipherSpec) return false;
    if (fragment.length === 1 && fragment[0] === 1) return true;
    throw new TlsError('BAD_CHANGE_CIPHER_SPEC', 'a ChangeCipherSpec is not the single byte 1 (RFC 8446, 5)');
  }

  #checkContent({ type, fragment }: PlainRecord): void {
    if (fragment.length > 0) {
      // An alert between them makes empty records no cheaper for us.
      if (type !== contentTypes.alert) this.#emptyRecords = 0;
    } else if (type === contentTypes.applicationData) this.#countEmpty();
    else throw new TlsError('EMPTY_FRAGMENT', `a record of content type ${type} is empty (RFC 8446, 5.1)`);
  }

  #countEmpty(): void {
    this.#emptyRecords += 1;
    if (this.#emptyRecords <= MAX_EMPTY_RECORDS) return;
    throw new TlsError(
      'TOO_MANY_EMPTY_FRAGMENTS',
      `more than ${MAX_EMPTY_RECORDS} records in a row had no content`,
    );
  }
}

function asTlsError(error: unknown): TlsError {
  if (error instanceof TlsError) return error;
  return new TlsError('INTERNAL_ERROR', 'a record could not be opened; see the cause', { cause: error });
}
