import { Reader, TlsError, type Writer } from '@proj/crypto';

/** One extension as it stands in a message, known or not (RFC 8446, 4.2). */
export interface RawExtension {
  /** The `ExtensionType` number. */
  readonly type: number;
  /** `extension_data`; a view of the message it was read from. */
  readonly data: Uint8Array;
}

/**
 * Reads an extension block with its two-byte length, in the order of the message.
 *
 * Throws a `TlsError` `DUPLICATE_EXTENSION` when a type occurs twice (RFC 8446, 4.2; RFC 5246, 7.4.1.4).
 *
 * @param reader - Stands before the block's length.
 * @param what - The message's name, for error messages.
 */
export function readExtensions(reader: Reader, what: string, min = 0, max = 0xffff): RawExtension[] {
  const block = new Reader(reader.vector16(min, max), `${what} extensions`);
  const extensions: RawExtension[] = [];
  const seen = new Set<number>();
  while (block.remaining > 0) {
    const type = block.u16();
    if (seen.has(type)) throw new TlsError('DUPLICATE_EXTENSION', `${what}: extension ${type} occurs twice`);
    seen.add(type);
    extensions.push({ type, data: block.vector16() });
  }
  return extensions;
}

/** Writes an extension block with its two-byte length. */
export function writeExtensions(writer: Writer, extensions: readonly RawExtension[]): void {
  writer.vector16((block) => {
    for (const { type, data } of extensions) block.u16(type).vector16(data);
  });
}
