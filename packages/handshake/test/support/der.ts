import { ascii, concatBytes } from '@proj/crypto';

/** One DER element. */
export function element(tag: number, ...content: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...content);
  const { length } = body;
  if (length < 0x80) return concatBytes(Uint8Array.of(tag, length), body);
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest >>= 8) octets.unshift(rest & 0xff);
  return concatBytes(Uint8Array.of(tag, 0x80 | octets.length, ...octets), body);
}

/** SEQUENCE. */
export function sequence(...content: readonly Uint8Array[]): Uint8Array {
  return element(0x30, ...content);
}

/** INTEGER of a small number. */
export function integer(value: number): Uint8Array {
  return element(0x02, value < 0x80 ? Uint8Array.of(value) : Uint8Array.of(0, value));
}

/** BOOLEAN TRUE. */
export const yes: Uint8Array = element(0x01, Uint8Array.of(0xff));

/** OBJECT IDENTIFIER in dotted form. */
export function objectId(dotted: string): Uint8Array {
  const [first = 0, second = 0, ...arcs] = dotted.split('.').map(Number);
  const octets = [40 * first + second, ...arcs].flatMap((arc) => {
    const septets = [arc & 0x7f];
    for (let rest = arc >> 7; rest > 0; rest >>= 7) septets.unshift(0x80 | (rest & 0x7f));
    return septets;
  });
  return element(0x06, Uint8Array.from(octets));
}

/** BIT STRING of whole octets. */
export function bitString(content: Uint8Array): Uint8Array {
  return element(0x03, Uint8Array.of(0), content);
}

/** OCTET STRING. */
export function octetString(content: Uint8Array): Uint8Array {
  return element(0x04, content);
}

/** UTCTime of a moment, in milliseconds since the epoch. */
export function utcTime(time: number): Uint8Array {
  const digits = new Date(time).toISOString().replace(/[-:T]/g, '').slice(2, 14);
  return element(0x17, ascii(`${digits}Z`));
}

/** A Name with a common name alone. */
export function commonName(name: string): Uint8Array {
  return sequence(element(0x31, sequence(objectId('2.5.4.3'), element(0x0c, ascii(name)))));
}
