import { DerReader } from '../der/reader.js';
import { decodeAscii } from '../der/strings.js';
import { contextConstructed, contextPrimitive } from '../der/tags.js';
import { Name } from '../name.js';

/** A GeneralName (RFC 5280, 4.2.1.6). */
export type GeneralName =
  | {
      /** Which kind of name. */
      readonly kind: 'dns';
      /** The name as it is, in ASCII. */
      readonly name: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'email';
      /** The address as it is, in ASCII. */
      readonly address: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'uri';
      /** The URI as it is, in ASCII. */
      readonly uri: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'ip';
      /** 4 or 16 bytes of address; in a name constraint twice as many, address and mask. */
      readonly bytes: Uint8Array;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'directory';
      /** A distinguished name. */
      readonly name: Name;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'registered-id';
      /** The object identifier. */
      readonly oid: string;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'other';
      /** What the value is: an object identifier. */
      readonly type: string;
      /** The whole name as it is encoded. */
      readonly der: Uint8Array;
    }
  | {
      /** Which kind of name. */
      readonly kind: 'x400' | 'edi-party';
      /** The whole name as it is encoded; no one uses these. */
      readonly der: Uint8Array;
    };

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
  const name = Name.ofElement(explicit.node());
  explicit.finish();
  // A name that can not be compared must not get by.
  void name.comparable;
  return name;
}

function readOtherName(reader: DerReader): GeneralName {
  const { bytes: der, children } = reader.node();
  const other = new DerReader(children, 'an other name');
  const type = other.oid();
  const value = other.enter(contextConstructed(0));
  value.element();
  value.finish();
  other.finish();
  return { kind: 'other', type, der };
}
