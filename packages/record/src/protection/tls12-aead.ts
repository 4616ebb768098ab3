import { type Aead, type AeadKey, wipe } from '@proj/crypto';
import { type ContentType, writeHeader } from '../header.js';
import { HEADER_LENGTH, MAX_PLAINTEXT_LENGTH, MAX_TLS12_EXPANSION } from '../limits.js';
import { badRecordMac } from './bad-record-mac.js';
import { requirePlaintextLength } from './plaintext-length.js';
import type { Opener, RecordInOpening, Sealer } from './protection.js';
import { PSEUDO_HEADER_LENGTH, writePseudoHeader } from './pseudo-header.js';
import { Sequence } from './sequence.js';
import { usageLimit } from './usage-limit.js';

const nonceLength = 12;
const explicitNonceLength = 8;
const fixedIvLength = nonceLength - explicitNonceLength;

/** What both directions of TLS 1.2 AEAD protection hold (RFC 5246, 6.2.3.3). */
export class Tls12AeadKeys {
  readonly tagLength: number;
  readonly key: AeadKey;
  readonly sequence: Sequence;
  /** Bytes of the nonce that each record carries. */
  readonly explicitLength: number;
  /** Both filled anew for each record. */
  readonly nonce: Uint8Array = new Uint8Array(nonceLength);
  readonly additionalData: Uint8Array = new Uint8Array(PSEUDO_HEADER_LENGTH);
  readonly #iv: Uint8Array;
  readonly #limit: number;

  constructor(
    aead: Aead,
    key: Uint8Array,
    fixedIv: Uint8Array,
    explicitNonce: boolean,
    sequence: Sequence = new Sequence(),
  ) {
    this.explicitLength = explicitNonce ? explicitNonceLength : 0;
    const ivLength = explicitNonce ? fixedIvLength : nonceLength;
    if (fixedIv.length !== ivLength) {
      throw new RangeError(`this suite's fixed IV has ${ivLength} bytes, this one ${fixedIv.length}`);
    }
    this.tagLength = aead.tagLength;
    this.key = aead.key(key);
    this.sequence = sequence;
    this.#iv = fixedIv.slice();
    this.#limit = usageLimit(aead.name);
  }

  get keyUpdateDue(): boolean {
    return this.sequence.count >= this.#limit;
  }

  /** Prepares the additional data of the next record, and its nonce as the sender makes it. */
  prepare(type: ContentType, version: number, contentLength: number): void {
    this.sequence.check();
    writePseudoHeader(this.additionalData, this.sequence, type, version, contentLength);
    if (this.explicitLength === 0) {
      // RFC 7905, 2.
      this.sequence.writeNonce(this.nonce, this.#iv);
      return;
    }
    // The sequence number is unique, which is all that RFC 5288, 3 asks of the explicit part.
    this.nonce.set(this.#iv);
    this.sequence.write(this.nonce, fixedIvLength);
  }

  destroy(): void {
    this.key.destroy();
    wipe(this.#iv, this.nonce);
  }
}

/** See {@link tls12AeadSealer}. */
export class Tls12AeadSealer implements Sealer {
  readonly overhead: number;
  readonly canPad = false;
  readonly #keys: Tls12AeadKeys;

  constructor(keys: Tls12AeadKeys) {
    this.#keys = keys;
    this.overhead = HEADER_LENGTH + keys.explicitLength + keys.tagLength;
  }

  get keyUpdateDue(): boolean {
    return this.#keys.keyUpdateDue;
  }

  seal(
    type: ContentType,
    version: number,
    content: Uint8Array,
    _padding: number,
    out: Uint8Array,
    at: number,
  ): number {
    const keys = this.#keys;
    keys.prepare(type, version, content.length);
    const length = this.overhead + content.length;
    writeHeader(out, at, type, version, length - HEADER_LENGTH);
    let sealedAt = at + HEADER_LENGTH;
    if (keys.explicitLength > 0) {
      keys.sequence.write(out, sealedAt);
      sealedAt += explicitNonceLength;
    }
    out.set(content, sealedAt);
    keys.key.seal(keys.nonce, keys.additionalData, out.subarray(sealedAt, at + length));
    keys.sequence.advance();
    return length;
  }

  destroy(): void {
    this.#keys.destroy();
  }
}

/** See {@link tls12AeadOpener}. */
export class Tls12AeadOpener implements Opener {
  readonly kind = 'visible';
  readonly maxBodyLength: number = MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;
  readonly #keys: Tls12AeadKeys;

  constructor(keys: Tls12AeadKeys) {
    this.#keys = keys;
  }

  get keyUpdateDue(): boolean {
    return this.#keys.keyUpdateDue;
  }

  open(record: RecordInOpening): void {
    const keys = this.#keys;
    const body = record.fragment;
    const contentLength = body.length - keys.explicitLength - keys.tagLength;
    if (contentLength < 0) throw badRecordMac();
    keys.prepare(record.type, record.version, contentLength);
    if (keys.explicitLength > 0) {
      // The sender chooses it; it need not be the sequence number (RFC 5288, 3).
      for (let i = 0; i < explicitNonceLength; i++) keys.nonce[fixedIvLength + i] = body[i] ?? 0;
    }
    const sealed = keys.explicitLength > 0 ? body.subarray(explicitNonceLength) : body;
    const content = keys.key.open(keys.nonce, keys.additionalData, sealed);
    if (!content) throw badRecordMac();
    keys.sequence.advance();
    requirePlaintextLength(content.length);
    record.fragment = content;
  }

  destroy(): void {
    this.#keys.destroy();
  }
}

/**
 * Protects what is written with an AEAD suite of TLS 1.2 (RFC 5246, 6.2.3.3).
 *
 * @param aead - The suite's AEAD.
 * @param key - `aead.keyLength` bytes; the caller may wipe them afterwards.
 * @param fixedIv - 4 bytes when the suite has an explicit nonce, 12 otherwise; the caller may wipe them afterwards.
 * @param explicitNonce - Whether records carry 8 bytes of nonce: GCM and CCM do (RFC 5288, 6655), ChaCha20-Poly1305
 *   does not (RFC 7905).
 */
export function tls12AeadSealer(
  aead: Aead,
  key: Uint8Array,
  fixedIv: Uint8Array,
  explicitNonce: boolean,
): Sealer {
  return new Tls12AeadSealer(new Tls12AeadKeys(aead, key, fixedIv, explicitNonce));
}

/** Opens what is read with an AEAD suite of TLS 1.2. Parameters as for {@link tls12AeadSealer}. */
export function tls12AeadOpener(
  aead: Aead,
  key: Uint8Array,
  fixedIv: Uint8Array,
  explicitNonce: boolean,
): Opener {
  return new Tls12AeadOpener(new Tls12AeadKeys(aead, key, fixedIv, explicitNonce));
}
