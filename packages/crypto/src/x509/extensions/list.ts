import type { DerReader } from '../der/reader.js';
import { tags } from '../der/tags.js';
import { X509Error } from '../errors.js';

/** Extensions of one structure: about a dozen are usual. */
const maxExtensions = 64;

/** One extension as it is encoded (RFC 5280, 4.2). */
export interface Extension {
  /** Its object identifier. */
  readonly id: string;
  /** Whether a structure must be refused by those who do not understand it. */
  readonly critical: boolean;
  /** Contents of `extnValue`. */
  readonly value: Uint8Array;
}

/** Reads the `Extensions` inside an explicit tag, which hold at least one. */
export function readExtensions(explicit: DerReader): Map<string, Extension> {
  const list = explicit.enter();
  explicit.finish();
  return readExtensionList(list);
}

/** Reads extensions until the reader is done; at least one. Throws an `X509Error` `DUPLICATE_EXTENSION` for a second. */
export function readExtensionList(list: DerReader): Map<string, Extension> {
  const extensions = new Map<string, Extension>();
  while (!list.done) {
    const reader = list.enter();
    const id = reader.oid();
    // An explicit FALSE is not DER, but common; no one is harmed by reading it.
    const critical = reader.tag === tags.boolean && reader.boolean();
    const value = reader.read(tags.octetString);
    reader.finish();
    if (extensions.has(id))
      throw new X509Error('DUPLICATE_EXTENSION', `extension ${id} stands there twice; have it issued again`);
    extensions.set(id, { id, critical, value });
    if (extensions.size > maxExtensions) throw list.error(`more than ${maxExtensions} extensions`);
  }
  if (extensions.size === 0) throw list.error('an empty list of extensions');
  return extensions;
}

/** Reads an extension's value. What is wrong with it becomes an `X509Error` `INVALID_EXTENSION`. */
export function readExtension<T>({ value }: Extension, read: (value: Uint8Array) => T): T {
  try {
    return read(value);
  } catch (error) {
    if (error instanceof X509Error) throw new X509Error('INVALID_EXTENSION', error.message, { cause: error });
    throw error;
  }
}
