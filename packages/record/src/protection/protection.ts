import type { ContentType } from '../header.js';

/** A record while it is being opened: protected on the way in, plain on the way out. */
export interface RecordInOpening {
  /** The type in its header; opening a TLS 1.3 record replaces it with the real one. */
  type: ContentType;
  /** The version in its header. */
  version: number;
  /** The body; opening replaces it with the content. */
  fragment: Uint8Array;
  /** Bytes of padding that hid the length of the content; opening a TLS 1.3 record says so. */
  padding?: number;
}

/** Protects what one side writes, with one key and one sequence of numbers. */
export interface Sealer {
  /** Most bytes that a record is longer than its content and padding; its header is counted. */
  readonly overhead: number;
  /** Whether records can hide how long their content is (RFC 8446, 5.4). */
  readonly canPad: boolean;
  /** Whether the key has protected as many records as it should (RFC 8446, 5.5). */
  readonly keyUpdateDue: boolean;
  /**
   * Writes one whole record into `out`, which has room for it.
   *
   * @param type - What the content is.
   * @param version - For the header; TLS 1.3 writes 0x0303 whatever it says (RFC 8446, 5.2).
   * @param content - At most 2^14 bytes.
   * @param padding - Bytes of padding to add; zero unless `canPad`.
   * @param out - Memory that `content` is no part of.
   * @param at - Where in `out` the record begins.
   * @returns How long the record is, in bytes.
   * @throws TlsError `SEQUENCE_EXHAUSTED` when no sequence number is left (RFC 8446, 5.3).
   */
  seal(
    type: ContentType,
    version: number,
    content: Uint8Array,
    padding: number,
    out: Uint8Array,
    at: number,
  ): number;
  /** Wipes the keys. The sealer must not be used afterwards. */
  destroy(): void;
}

/** Removes the protection of what the other side writes, with one key and one sequence of numbers. */
export interface Opener {
  /**
   * How records look from outside: unprotected (`plain`), protected with type and version in sight (`visible`, up to
   * TLS 1.2), or all of them application data to the eye (`hidden`, TLS 1.3).
   */
  readonly kind: 'plain' | 'visible' | 'hidden';
  /** Most bytes that a body may have. */
  readonly maxBodyLength: number;
  /** Whether the key has protected as many records as it should (RFC 8446, 5.5). */
  readonly keyUpdateDue: boolean;
  /**
   * Opens a record in place: puts the content where the body was, and in TLS 1.3 the real type.
   *
   * @throws TlsError `BAD_RECORD_MAC` for anything not made with the key; `PLAINTEXT_TOO_LONG`, `UNEXPECTED_MESSAGE`
   *   and others for what is authentic and yet wrong; `SEQUENCE_EXHAUSTED` when no sequence number is left.
   */
  open(record: RecordInOpening): void;
  /** Wipes the keys. The opener must not be used afterwards. */
  destroy(): void;
}
