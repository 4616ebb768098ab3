import { equalBytes, toHex } from '../bytes/bytes.js';
import type { DerElement } from '../keys/der.js';
import { DerReader, decodeElement } from './der/reader.js';
import { decodeDirectoryString } from './der/strings.js';
import { tags } from './der/tags.js';

/** One AttributeTypeAndValue of a distinguished name (RFC 5280, 4.1.2.4). */
export interface NameAttribute {
  /** The type's object identifier. */
  readonly type: string;
  /** The value as text; `undefined` where it is not one of the string types. */
  readonly value: string | undefined;
  /** The value as it is encoded. */
  readonly der: Uint8Array;
}

/** A set of attributes that stand together; nearly always one. */
export type RelativeName = readonly NameAttribute[];

/** The types that RFC 4514, 3 has short names for, and the e-mail address of PKCS#9. */
const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.6': 'C',
  '2.5.4.9': 'STREET',
  '0.9.2342.19200300.100.1.25': 'DC',
  '0.9.2342.19200300.100.1.1': 'UID',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/** The e-mail address attribute of PKCS#9, to which name constraints apply (RFC 5280, 4.2.1.10). */
export const emailAddressAttribute = '1.2.840.113549.1.9.1';

/** A distinguished name (RFC 5280, 4.1.2.4). Its contents are read when they are first asked for. */
export class Name {
  /** The name as it is encoded. */
  readonly der: Uint8Array;
  readonly #what: string;
  #element: DerElement | undefined;
  #relativeNames: readonly RelativeName[] | undefined;
  #comparable: readonly string[] | undefined;
  #key: string | undefined;

  /**
   * @param der a `Name`, DER.
   * @param what the field's name, for error messages.
   */
  constructor(der: Uint8Array, what = 'a name') {
    this.der = der;
    this.#what = what;
  }

  /**
   * A name that was decoded with what it stands in.
   *
   * @internal
   */
  static ofElement(element: DerElement, what?: string): Name {
    const name = new Name(element.bytes, what);
    name.#element = element;
    return name;
  }

  /** Whether it has no attributes. */
  get isEmpty(): boolean {
    return this.der.length <= 2;
  }

  /** The relative names, most general first. Throws an `X509Error` when the name is malformed. */
  get relativeNames(): readonly RelativeName[] {
    if (!this.#relativeNames) {
      const element = this.#element ?? decodeElement(this.der, this.#what);
      this.#relativeNames = readRelativeNames(element, this.#what);
      // What was read is all that is needed of it.
      this.#element = undefined;
    }
    return this.#relativeNames;
  }

  /** One string for each relative name, the same for those that RFC 5280, 7.1 calls a match. */
  get comparable(): readonly string[] {
    this.#comparable ??= this.relativeNames.map((attributes) =>
      attributes.map(comparableAttribute).sort().join('+'),
    );
    return this.#comparable;
  }

  /** One string, the same for all names that match this one. */
  get key(): string {
    this.#key ??= this.comparable.join('/');
    return this.#key;
  }

  /** Whether the names match (RFC 5280, 7.1): case and white space in strings do not count. */
  equals(other: Name): boolean {
    return equalBytes(this.der, other.der) || this.key === other.key;
  }

  /** Whether this name is `base` or stands below it. */
  isWithin(base: Name): boolean {
    return base.comparable.every((relativeName, i) => relativeName === this.comparable[i]);
  }

  /** The name in the form of RFC 4514: most specific first. A malformed name gives a note that says so. */
  toString(): string {
    try {
      return [...this.relativeNames]
        .reverse()
        .map((attributes) => attributes.map(attributeText).join('+'))
        .join(',');
    } catch {
      return '(malformed name)';
    }
  }
}

function readRelativeNames(element: DerElement, what: string): RelativeName[] {
  const names = new DerReader([element], what).enter();
  const relativeNames: RelativeName[] = [];
  while (!names.done) {
    const set = names.enter(tags.set);
    const attributes: NameAttribute[] = [];
    while (!set.done) attributes.push(readAttribute(set.enter()));
    if (attributes.length === 0) throw names.error('an empty relative name');
    relativeNames.push(attributes);
  }
  return relativeNames;
}

function readAttribute(reader: DerReader): NameAttribute {
  const type = reader.oid();
  const { tag, bytes: der, contents } = reader.node();
  reader.finish();
  return { type, value: decodeDirectoryString(tag, contents), der };
}

/** RFC 5280, 7.1: strings compare without regard to case and to runs of white space, whatever their type. */
function comparableAttribute({ type, value, der }: NameAttribute): string {
  if (value === undefined) return `${type}#${toHex(der)}`;
  const folded = value.normalize('NFKC').toLowerCase().trim().replace(/\s+/g, ' ');
  return `${type}=${folded.replace(/[\\+/]/g, '\\$&')}`;
}

function attributeText({ type, value, der }: NameAttribute): string {
  const label = shortNames[type] ?? type;
  return value === undefined ? `${label}=#${toHex(der)}` : `${label}=${escapeValue(value)}`;
}

/** RFC 4514, 2.4. Control characters are escaped too, so that a name can not disturb a log or a terminal. */
function escapeValue(value: string): string {
  return value
    .replace(/[\\"+,;<>]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(/\p{Cc}/gu, escapeOctets);
}

function escapeOctets(character: string): string {
  return toHex(new TextEncoder().encode(character)).replace(/../g, '\\$&');
}
