/** DER of one element. Everything is made of these byte strings, so that a test can put any bytes anywhere. */
export type Der = Uint8Array;

/** One element: identifier octet, length, contents. */
export function element(tag: number, ...contents: readonly Der[]): Der {
  const body = Buffer.concat(contents);
  return new Uint8Array(Buffer.concat([Uint8Array.of(tag, ...lengthOctets(body.length)), body]));
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

/** A SEQUENCE. */
export const sequence = (...items: readonly Der[]): Der => element(0x30, ...items);

/** A SET. */
export const set = (...items: readonly Der[]): Der => element(0x31, ...items);

/** A BOOLEAN. */
export const boolean = (value: boolean): Der => element(0x01, Uint8Array.of(value ? 0xff : 0));

/** NULL. */
export const none = (): Der => element(0x05);

/** An OCTET STRING. */
export const octets = (value: Der): Der => element(0x04, value);

/** A BIT STRING. */
export const bits = (value: Der, unusedBits = 0): Der => element(0x03, Uint8Array.of(unusedBits), value);

/** An INTEGER of octets as they are given: two's complement, not made shorter. */
export const integerOctets = (value: Der): Der => element(0x02, value);

/** An INTEGER that is not negative. */
export function integer(value: number): Der {
  const digits: number[] = [];
  for (let rest = value; rest > 0 || digits.length === 0; rest = Math.floor(rest / 256))
    digits.unshift(rest % 256);
  if ((digits[0] ?? 0) >= 0x80) digits.unshift(0);
  return integerOctets(Uint8Array.from(digits));
}

/** An OBJECT IDENTIFIER from dotted decimals. */
export function oid(dotted: string): Der {
  const [root = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return element(0x06, Uint8Array.from([40 * root + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const digits = [arc % 128];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    digits.unshift(0x80 | (rest % 128));
  return digits;
}

/** A UTF8String. */
export const utf8 = (text: string): Der => element(0x0c, Buffer.from(text, 'utf8'));

/** An IA5String. */
export const ia5 = (text: string): Der => element(0x16, Buffer.from(text, 'latin1'));

/** A PrintableString. */
export const printable = (text: string): Der => element(0x13, Buffer.from(text, 'latin1'));

/** A time in the form that RFC 5280, 4.1.2.5 asks for. */
export function time(milliseconds: number): Der {
  const text = new Date(milliseconds).toISOString().replace(/[-T:]|\.\d+/g, '');
  const year = Number(text.slice(0, 4));
  const isUtcTime = year >= 1950 && year < 2050;
  return isUtcTime ? element(0x17, Buffer.from(text.slice(2))) : element(0x18, Buffer.from(text));
}

/** `[number] EXPLICIT`, or an implicitly tagged SEQUENCE where `items` are its elements. */
export const tagged = (number: number, ...items: readonly Der[]): Der => element(0xa0 | number, ...items);

/** `[number] IMPLICIT` of a type that holds octets. */
export const taggedOctets = (number: number, contents: Der): Der => element(0x80 | number, contents);
