import { type Aead, type AeadKey, TLS12, TlsError, wipe } from '@proj/crypto';
import { type ContentType, contentTypes, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS13_EXPANSION } from '../limits.js';
import { badRecordMac } from './bad-record-mac.js';
import type { Opener, RecordInOpening, Sealer } from './protection.js';
import { Sequence } from './sequence.js';
import { usageLimit } from './usage-limit.js';

const nonceLength = 12;

/** What both directions of TLS 1.3 protection hold (RFC 8446, 5.2, 5.3). */
export class Tls13Keys {
  readonly tagLength: number;
  readonly key: AeadKey;
  readonly sequence: Sequence;
  /** Filled anew for each record, like the header, which is the additional data. */
  readonly nonce: Uint8Array = new Uint8Array(nonceLength);
  readonly header: Uint8Array = new Uint8Array(HEADER_LENGTH);
  readonly #iv: Uint8Array;
  readonly #limit: number;

  constructor(aead: Aead, key: Uint8Array, iv: Uint8Array, sequence: Sequence = new Sequence()) {
    if (iv.length !== nonceLength) {
      throw new RangeError(`a TLS 1.3 IV has ${nonceLength} bytes, this one ${iv.length}`);
    }
    this.tagLength = aead.tagLength;
    this.key = aead.key(key);
    this.sequence = sequence;
    this.#iv = iv.slice();
    this.#limit = usageLimit(aead.name);
  }

  get keyUpdateDue(): boolean {
    return this.sequence.count >= this.#limit;
  }

  /** Prepares nonce and header for the next record. */
  prepare(bodyLength: number): void {
    this.sequence.check();
    this.sequence.writeNonce(this.nonce, this.#iv);
    writeHeader(this.header, 0, contentTypes.applicationData, TLS12, bodyLength);
  }

  destroy(): void {
    this.key.destroy();
    wipe(this.#iv, this.nonce);
  }
}

/** See {@link tls13Sealer}. */
export class Tls13Sealer implements Sealer {
  readonly overhead: number;
  readonly canPad = true;
  readonly #keys: Tls13Keys;

  constructor(keys: Tls13Keys) {
    this.#keys = keys;
    this.overhead = HEADER_LENGTH + 1 + keys.tagLength;
  }

  get keyUpdateDue(): boolean {
    return this.#keys.keyUpdateDue;
  }

  seal(
    type: ContentType,
    _version: number,
    content: Uint8Array,
    padding: number,
    out: Uint8Array,
    at: number,
  ): number {
    const keys = this.#keys;
    const bodyLength = content.length + 1 + padding + keys.tagLength;
    keys.prepare(bodyLength);
    const bodyAt = at + HEADER_LENGTH;
    const typeAt = bodyAt + content.length;
    const end = bodyAt + bodyLength;
    out.set(keys.header, at);
    out.set(content, bodyAt);
    out[typeAt] = type;
    // The memory has been used before: padding is zeros (RFC 8446, 5.4).
    if (padding > 0) out.fill(0, typeAt + 1, typeAt + 1 + padding);
    keys.key.seal(keys.nonce, keys.header, out.subarray(bodyAt, end));
    keys.sequence.advance();
    return end - at;
  }

  destroy(): void {
    this.#keys.destroy();
  }
}

/** See {@link tls13Opener}. */
export class Tls13Opener implements Opener {
  readonly kind = 'hidden';
  readonly maxBodyLength: number = MAX_PLAINTEXT_LENGTH + MAX_TLS13_EXPANSION;
  readonly #keys: Tls13Keys;

  constructor(keys: Tls13Keys) {
    this.#keys = keys;
  }

  get keyUpdateDue(): boolean {
    return this.#keys.keyUpdateDue;
  }

  open(record: RecordInOpening): void {
    const keys = this.#keys;
    const sealed = record.fragment;
    if (sealed.length <= keys.tagLength) throw badRecordMac();
    keys.prepare(sealed.length);
    const inner = keys.key.open(keys.nonce, keys.header, sealed);
    if (!inner) throw badRecordMac();
    keys.sequence.advance();
    readInnerPlaintext(inner, record);
  }

  destroy(): void {
    this.#keys.destroy();
  }
}

/**
 * Takes TLSInnerPlaintext apart: content, type, zeros (RFC 8446, 5.2, 5.4). The scan from the end is bounded by the
 * length of a record. How long it takes tells how much padding there was, as RFC 8446, E.3 accepts.
 */
function readInnerPlaintext(inner: Uint8Array, record: RecordInOpening): void {
  if (inner.length > MAX_PLAINTEXT_LENGTH + 1) {
    throw new TlsError(
      'PLAINTEXT_TOO_LONG',
      `a record holds ${inner.length} bytes of content and padding; RFC 8446, 5.4 allows ${MAX_PLAINTEXT_LENGTH + 1}`,
    );
  }
  let typeAt = inner.length - 1;
  while (typeAt >= 0 && inner[typeAt] === 0) typeAt--;
  const type = inner[typeAt];
  record.type = protectedType(type);
  record.fragment = inner.subarray(0, typeAt);
  record.padding = inner.length - 1 - typeAt;
}

function protectedType(type: number | undefined): ContentType {
  switch (type) {
    case contentTypes.alert:
    case contentTypes.handshake:
    case contentTypes.applicationData:
      return type;
    case contentTypes.changeCipherSpec:
      throw new TlsError('UNEXPECTED_CHANGE_CIPHER_SPEC', 'a ChangeCipherSpec came protected (RFC 8446, 5)');
    case undefined:
      throw new TlsError(
        'UNEXPECTED_MESSAGE',
        'a record holds only padding and no content type (RFC 8446, 5.4)',
      );
    default:
      throw new TlsError('UNKNOWN_CONTENT_TYPE', `a protected record has the unknown content type ${type}`);
  }
}

/**
 * Protects what is written in TLS 1.3 (RFC 8446, 5.2).
 *
 * @param aead - The suite's AEAD.
 * @param key - `aead.keyLength` bytes; the caller may wipe them afterwards.
 * @param iv - 12 bytes; the caller may wipe them afterwards.
 */
export function tls13Sealer(aead: Aead, key: Uint8Array, iv: Uint8Array): Sealer {
  return new Tls13Sealer(new Tls13Keys(aead, key, iv));
}

/** Opens what is read in TLS 1.3 (RFC 8446, 5.2). Parameters as for {@link tls13Sealer}. */
export function tls13Opener(aead: Aead, key: Uint8Array, iv: Uint8Array): Opener {
  return new Tls13Opener(new Tls13Keys(aead, key, iv));
}
