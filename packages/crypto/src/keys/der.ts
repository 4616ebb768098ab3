import { type BaseBlock, Constructed, fromBER } from 'asn1js';
import { concatBytes } from '../bytes/bytes.js';

/** Identifier octets of the ASN.1 types that keys are made of. */
export const derTags = {
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
} as const;

/** One element of a DER encoding. */
export interface DerElement {
  /** The identifier octet. */
  readonly tag: number;
  /** Identifier, length and contents. */
  readonly bytes: Uint8Array;
  /** The contents octets. */
  readonly contents: Uint8Array;
  /** The elements inside a constructed element; none in a primitive one. */
  readonly children: readonly DerElement[];
}

/** Nesting of a key: PSS parameters in an algorithm in a PrivateKeyInfo reach 7. */
const maxDepth = 12;
/** Elements in a key: an RSA private key has about 20; attributes of a PKCS#8 may add some. */
const maxNodes = 256;
/** Bytes of a key: an RSA private key of 16,384 bits takes about 10 kB, ML-DSA-87 5 kB. */
const maxContentLength = 65_536;

/**
 * Reads one DER element that takes all of `bytes`. Throws a `RangeError` naming `what` for anything that is not DER:
 * indefinite or overlong lengths, padded integers, constructed strings, trailing bytes.
 */
export function parseDer(bytes: Uint8Array, what: string): DerElement {
  const { offset, result } = fromBER(bytes, { maxDepth, maxNodes, maxContentLength, parseEmbedded: false });
  if (offset === -1) throw new RangeError(`${what} is not DER: ${result.error || 'it ends early'}`);
  if (offset !== bytes.length) throw new RangeError(`${what} is followed by ${bytes.length - offset} bytes`);
  return strictElement(result, what);
}

function strictElement(block: BaseBlock, what: string): DerElement {
  const { idBlock, lenBlock, valueBeforeDecodeView: bytes } = block;
  const headerLength = idBlock.blockLength + lenBlock.blockLength;
  const contents = bytes.subarray(headerLength);
  const tag = bytes[0] ?? 0;
  if (idBlock.blockLength !== 1) throw new RangeError(`${what} has an element of an unknown type`);
  if (lenBlock.isIndefiniteForm || lenBlock.blockLength !== lengthOctets(contents.length)) {
    throw new RangeError(`${what} is BER, not DER: a length is not in its shortest form`);
  }
  const constructed = (tag & 0x20) !== 0;
  // Universal strings and integers are primitive in DER; sequences and sets are always constructed (X.690, 10.2).
  if (tag < 0x40 && constructed !== ((tag & 0x1f) === 0x10 || (tag & 0x1f) === 0x11)) {
    throw new RangeError(`${what} is BER, not DER: a string in pieces`);
  }
  if (tag === derTags.integer) checkInteger(contents, what);
  const children = block instanceof Constructed ? block.valueBlock.value : [];
  return { tag, bytes, contents, children: children.map((child) => strictElement(child, what)) };
}

function checkInteger(contents: Uint8Array, what: string): void {
  const [first, second] = contents;
  const padded = second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80);
  if (first === undefined || padded)
    throw new RangeError(`${what} has an integer that is not in its shortest form`);
}

function lengthOctets(length: number): number {
  if (length < 0x80) return 1;
  let octets = 1;
  for (let rest = length; rest > 0; rest >>>= 8) octets++;
  return octets;
}

/** Reads the elements of a SEQUENCE one after another. */
export class DerFields {
  readonly #fields: readonly DerElement[];
  readonly #what: string;
  #next = 0;

  /**
   * @param sequence a constructed element.
   * @param what the structure's name, for error messages.
   */
  constructor(sequence: DerElement, what: string) {
    this.#fields = sequence.children;
    this.#what = what;
  }

  /** The next element, which must have this identifier octet. */
  take(tag: number, name: string): DerElement {
    const field = this.optional(tag);
    if (!field) throw new RangeError(`${this.#what} has no ${name} where one belongs`);
    return field;
  }

  /** The next element when it has this identifier octet, else `undefined`. */
  optional(tag: number): DerElement | undefined {
    const field = this.#fields[this.#next];
    if (field?.tag !== tag) return undefined;
    this.#next++;
    return field;
  }

  /** Throws when elements remain. */
  end(): void {
    if (this.#next < this.#fields.length)
      throw new RangeError(`${this.#what} has fields that do not belong there`);
  }
}

/** Reads a SEQUENCE that takes all of `bytes`. */
export function parseDerSequence(bytes: Uint8Array, what: string): DerFields {
  const element = parseDer(bytes, what);
  if (element.tag !== derTags.sequence) throw new RangeError(`${what} is not a SEQUENCE`);
  return new DerFields(element, what);
}

/** The bytes of a BIT STRING of whole octets; `what` names it in the `RangeError` thrown otherwise. */
export function bitStringBytes(element: DerElement, what: string): Uint8Array {
  if (element.contents[0] !== 0) throw new RangeError(`${what} is not a whole number of bytes`);
  return element.contents.subarray(1);
}

/** Encodes one element in DER. */
export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const body = concatBytes(...contents);
  const octets = lengthOctets(body.length);
  const header = new Uint8Array(1 + octets);
  header[0] = tag;
  if (octets === 1) header[1] = body.length;
  else {
    header[1] = 0x80 | (octets - 1);
    for (let i = octets, rest = body.length; i > 1; i--, rest >>>= 8) header[i] = rest;
  }
  return concatBytes(header, body);
}
