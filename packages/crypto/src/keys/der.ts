import { type BaseBlock, Constructed, type FromBerOptions, type FromBerResult, fromBER } from 'asn1js';
import { concatBytes } from '../bytes/bytes.js';

/** Identifier octets of the ASN.1 types that keys are made of. */
export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  enumerated: 0x0a,
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

/** What a decoding may take: whoever sends a structure decides how much of it there is. */
export interface DerLimits {
  /** Elements within elements. */
  readonly maxDepth: number;
  /** Elements in all. */
  readonly maxNodes: number;
  /** Bytes in all. */
  readonly maxLength: number;
}

/**
 * Limits for keys. PSS parameters in an algorithm in a PrivateKeyInfo nest 7 deep; an RSA private key has about 20
 * elements, and attributes of a PKCS#8 may add some; an RSA private key of 16,384 bits takes about 10 kB, ML-DSA-87 5 kB.
 */
const keyLimits: DerLimits = { maxDepth: 12, maxNodes: 256, maxLength: 65_536 };

/**
 * Reads one DER element that takes all of `bytes`. Throws a `RangeError` naming `what` for anything that is not DER:
 * indefinite or overlong lengths, padded integers, booleans other than 00 and FF, set padding bits, strings in pieces,
 * trailing bytes; and for more than the limits allow.
 */
export function parseDer(bytes: Uint8Array, what: string, limits: DerLimits = keyLimits): DerElement {
  const { maxDepth, maxNodes, maxLength } = limits;
  if (bytes.length > maxLength)
    throw new RangeError(`${what} has ${bytes.length} bytes, of which at most ${maxLength} are read`);
  const { offset, result } = decodeBer(bytes, what, {
    maxDepth,
    maxNodes,
    maxContentLength: maxLength,
    parseEmbedded: false,
  });
  if (offset === -1) throw new RangeError(`${what} is not DER: ${result.error || 'it ends early'}`);
  if (offset !== bytes.length) throw new RangeError(`${what} is followed by ${bytes.length - offset} bytes`);
  return strictElement(result, what);
}

function decodeBer(bytes: Uint8Array, what: string, options: FromBerOptions): FromBerResult {
  try {
    return fromBER(bytes, options);
  } catch (cause) {
    // Some of its types read their contents at once, and throw for what they can not.
    throw new RangeError(`${what} is not DER: a value that can not be read`, { cause });
  }
}

/** An element that was checked. Its contents are cut out when they are asked for: most are only passed. */
class StrictElement implements DerElement {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly children: readonly DerElement[];
  readonly #headerLength: number;

  constructor(bytes: Uint8Array, headerLength: number, children: readonly DerElement[]) {
    this.tag = bytes[0] ?? 0;
    this.bytes = bytes;
    this.children = children;
    this.#headerLength = headerLength;
  }

  get contents(): Uint8Array {
    return this.bytes.subarray(this.#headerLength);
  }
}

const noChildren: readonly DerElement[] = [];

/** The element without asn1js's objects, which are large, after the checks that DER asks for beside BER. */
function strictElement(block: BaseBlock, what: string): DerElement {
  const { idBlock, lenBlock, valueBeforeDecodeView: bytes } = block;
  const headerLength = idBlock.blockLength + lenBlock.blockLength;
  const length = bytes.length - headerLength;
  const tag = bytes[0] ?? 0;
  if (idBlock.blockLength !== 1) throw new RangeError(`${what} has an element of an unknown type`);
  if (lenBlock.isIndefiniteForm || lenBlock.blockLength !== lengthOctets(length)) {
    throw new RangeError(`${what} is BER, not DER: a length that is not in its shortest form`);
  }
  const constructed = (tag & 0x20) !== 0;
  // Universal strings and integers are primitive in DER; sequences and sets are always constructed (X.690, 10.2).
  if (tag < 0x40 && constructed !== ((tag & 0x1f) === 0x10 || (tag & 0x1f) === 0x11)) {
    throw new RangeError(`${what} is BER, not DER: a string in pieces`);
  }
  if (!constructed) {
    checkPrimitive(tag, bytes, headerLength, what);
    return new StrictElement(bytes, headerLength, noChildren);
  }
  const children = block instanceof Constructed ? block.valueBlock.value : noBlocks;
  let rest = length;
  const elements = children.map((child) => {
    rest -= child.valueBeforeDecodeView.length;
    return strictElement(child, what);
  });
  // asn1js lets an element end behind the one it stands in, and takes the outer one for longer than it says it is.
  if (rest !== 0 || lenBlock.length !== length)
    throw new RangeError(`${what} is not DER: an element whose contents are not elements`);
  return new StrictElement(bytes, headerLength, elements);
}

const noBlocks: readonly BaseBlock[] = [];

/** The rules of X.690, 8 and 11, for contents of the types that have some. */
function checkPrimitive(tag: number, bytes: Uint8Array, headerLength: number, what: string): void {
  const problem = contentProblem(tag, bytes.subarray(headerLength));
  if (problem !== undefined) throw new RangeError(`${what} has ${problem}`);
}

/**
 * What is wrong with the contents of a primitive element of a universal type; `undefined` when nothing is. For an
 * implicitly tagged element give the tag of the type that it stands for.
 */
export function contentProblem(tag: number, contents: Uint8Array): string | undefined {
  switch (tag) {
    case derTags.boolean:
      return contents.length === 1 && (contents[0] === 0 || contents[0] === 0xff)
        ? undefined
        : 'a boolean that is not DER';
    case derTags.integer:
    case derTags.enumerated:
      return integerProblem(contents);
    case derTags.bitString:
      return bitStringProblem(contents);
    case derTags.null:
      return contents.length === 0 ? undefined : 'a NULL with contents';
    default:
      return undefined;
  }
}

function integerProblem([first, second]: Uint8Array): string | undefined {
  if (first === undefined) return 'an integer without octets';
  const padded = second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80);
  return padded ? 'an integer that is not in its shortest form' : undefined;
}

function bitStringProblem(contents: Uint8Array): string | undefined {
  const [unusedBits] = contents;
  const last = contents[contents.length - 1] ?? 0;
  if (unusedBits === undefined || unusedBits > 7 || (contents.length === 1 && unusedBits !== 0))
    return 'a bit string with a wrong number of unused bits';
  return contents.length > 1 && (last & ((1 << unusedBits) - 1)) !== 0
    ? 'a bit string whose unused bits are not zero'
    : undefined;
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
