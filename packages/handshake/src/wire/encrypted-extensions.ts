import { Reader, Writer } from '@proj/crypto';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'EncryptedExtensions';

/** EncryptedExtensions (RFC 8446, 4.3.1). */
export interface EncryptedExtensions {
  /** In the order of the message. */
  readonly extensions: readonly RawExtension[];
}

/** Reads an EncryptedExtensions' body. Throws a `TlsError` `DECODE_ERROR` or `DUPLICATE_EXTENSION`. */
export function readEncryptedExtensions(body: Uint8Array): EncryptedExtensions {
  const reader = new Reader(body, what);
  const extensions = readExtensions(reader, what);
  reader.end();
  return { extensions };
}

/** Writes an EncryptedExtensions' body; the block is there also when it is empty. */
export function writeEncryptedExtensions(message: EncryptedExtensions): Uint8Array {
  const writer = new Writer();
  writeExtensions(writer, message.extensions);
  return writer.finish();
}
