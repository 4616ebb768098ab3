import { type Der, ia5, octets, oid, sequence, set, tagged, taggedOctets, utf8 } from './der.ts';

/** A name's attributes, most general first: `[['O', 'Example'], ['CN', 'Root']]`. A string is a common name alone. */
export type NameInput = string | readonly (readonly [type: string, value: string])[];

const attributeTypes: Readonly<Record<string, string>> = {
  CN: '2.5.4.3',
  C: '2.5.4.6',
  O: '2.5.4.10',
  OU: '2.5.4.11',
  emailAddress: '1.2.840.113549.1.9.1',
};

/** A `Name`. The empty string gives the empty name. */
export function name(input: NameInput): Der {
  const attributes = typeof input === 'string' ? (input === '' ? [] : ([['CN', input]] as const)) : input;
  return sequence(
    ...attributes.map(([type, value]) => {
      const text = type === 'emailAddress' ? ia5(value) : utf8(value);
      return set(sequence(oid(attributeTypes[type] ?? type), text));
    }),
  );
}

/** A GeneralName. */
export type GeneralNameInput =
  | { readonly dns: string }
  | { readonly email: string }
  | { readonly uri: string }
  /** Address bytes; with a mask in name constraints. */
  | { readonly ip: readonly number[] }
  | { readonly directory: NameInput }
  | { readonly other: string };

const ascii = (text: string): Der => new TextEncoder().encode(text);

/** DER of a GeneralName (RFC 5280, 4.2.1.6). */
export function generalName(input: GeneralNameInput): Der {
  if ('dns' in input) return taggedOctets(2, ascii(input.dns));
  if ('email' in input) return taggedOctets(1, ascii(input.email));
  if ('uri' in input) return taggedOctets(6, ascii(input.uri));
  if ('ip' in input) return taggedOctets(7, Uint8Array.from(input.ip));
  if ('directory' in input) return tagged(4, name(input.directory));
  return tagged(0, oid(input.other), tagged(0, octets(Uint8Array.of(1))));
}
