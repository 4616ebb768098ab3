import { DerReader } from '../der/reader.js';
import { decodeAscii } from '../der/strings.js';
import { contextConstructed, contextPrimitive } from '../der/tags.js';
import { Name } from '../name.js';

/** A GeneralName (RFC 5280, 4.2.1.6). */
export type GeneralName =
  | { readonly kind: 'dns'; readonly name: string }
  | { readonly kind: 'email'; readonly address: string }
  | { readonly kind: 'uri'; readonly uri: string }
  /** 4 or 16 bytes of address; in a name constraint twice as many, address and mask. */
  | { readonly kind: 'ip'; readonly bytes: Uint8Array }
  | { readonly kind: 'directory'; readonly name: Name }
  | { readonly kind: 'registered-id'; readonly oid: string }
  | { readonly kind: 'other'; readonly type: string; readonly der: Uint8Array }
  /** X.400 addresses and EDI party names, which no one uses; kept as they are encoded. */
  | { readonly kind: 'x400' | 'edi-party'; readonly der: Uint8Array };

/** Reads one GeneralName. Throws an `X509Error` `MALFORMED`. */
export function readGeneralName(reader: DerReader): GeneralName {
  switch (reader.tag) {
    case contextConstructed(0):
      return readOtherName(reader);
    case contextPrimitive(1):
      return { kind: 'email', address: readIa5(reader, 1) };
    case contextPrimitive(2):
      return { kind: 'dns', name: readIa5(reader, 2) };
    case contextConstructed(3):
      return { kind: 'x400', der: reader.element() };
    case contextConstructed(4):
      return { kind: 'directory', name: readDirectoryName(reader) };
    case contextConstructed(5):
      return { kind: 'edi-party', der: reader.element() };
    case contextPrimitive(6):
      return { kind: 'uri', uri: readIa5(reader, 6) };
    case contextPrimitive(7):
      return { kind: 'ip', bytes: reader.read(contextPrimitive(7)) };
    case contextPrimitive(8):
      return { kind: 'registered-id', oid: reader.oid(contextPrimitive(8)) };
    default:
      throw reader.error('a name of an unknown kind');
  }
}

/** Reads names until the reader is done; at least one (RFC 5280, 4.2.1.6). */
export function readGeneralNames(reader: DerReader): GeneralName[] {
  const names: GeneralName[] = [];
  while (!reader.done) names.push(readGeneralName(reader));
  if (names.length === 0) throw reader.error('no names');
  return names;
}

function readIa5(reader: DerReader, number: number): string {
  const text = decodeAscii(reader.read(contextPrimitive(number)));
  if (text === undefined) throw reader.error('a name with characters outside ASCII');
  return text;
}

function readDirectoryName(reader: DerReader): Name {
  const explicit = reader.enter(contextConstructed(4));
  const name = new Name(explicit.element());
  explicit.finish();
  // A name that can not be compared must not get by.
  void name.comparable;
  return name;
}

function readOtherName(reader: DerReader): GeneralName {
  const der = reader.element();
  const other = new DerReader(der, 'an other name').enter(contextConstructed(0));
  const type = other.oid();
  const value = other.enter(contextConstructed(0));
  value.element();
  value.finish();
  other.finish();
  return { kind: 'other', type, der };
}
