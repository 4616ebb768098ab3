/**
 * The messages that carry extensions. ServerHello counts twice, since TLS 1.3 moved most answers elsewhere
 * (RFC 8446, 4.2).
 */
export type ExtensionMessage =
  | 'clientHello'
  | 'serverHello12'
  | 'serverHello13'
  | 'helloRetryRequest'
  | 'encryptedExtensions'
  | 'certificate'
  | 'certificateRequest'
  | 'newSessionTicket';

/** Reads and writes one form of `extension_data`. */
export interface Codec<T> {
  /** The typed value; throws a `TlsError`, mostly `DECODE_ERROR`. Byte strings in it are views of `data`. */
  read(data: Uint8Array): T;
  /** The bytes of a value; throws a `RangeError` or a `TlsError` `INVALID_CONFIG` for one that has none. */
  write(value: T): Uint8Array;
}

/** The types of an extension's values, by the messages that may carry it. */
export type ExtensionValues = { readonly [M in ExtensionMessage]?: unknown };

/**
 * All there is to know about an extension: a file that exports one of these, and its row in `table.ts`, add an
 * extension to every message that it names.
 */
export interface ExtensionDescriptor<Values extends ExtensionValues = ExtensionValues> {
  /** The `ExtensionType` number. */
  readonly id: number;
  /** IANA's name. */
  readonly name: string;
  /** Its form in each message that may carry it; in all others it is illegal (RFC 8446, 4.2). */
  readonly codecs: { readonly [M in keyof Values]: Codec<Values[M]> };
}
