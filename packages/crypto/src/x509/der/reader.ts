import { malformed, type X509Error } from '../errors.js';
import { tags } from './tags.js';

/** The contents of a BIT STRING. */
export interface BitString {
  /** Bits at the end of the last octet that are not part of the value; they are zero. */
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/**
 * Reads DER (X.690), and DER only: definite lengths in their shortest form, shortest integers, booleans of 00 and FF,
 * zero padding bits, one-octet identifiers. A cursor over views of one byte string, without a tree: docs/decisions/002
 * says why. It goes as deep as the caller's own code does, so nesting needs no limit, and looks at each octet once, so
 * work is linear in the input. Every method throws an `X509Error` `MALFORMED` that names the structure.
 */
export class DerReader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  readonly #end: number;
  #position: number;

  /**
   * @param bytes what to read; not copied.
   * @param what the structure's name, for error messages.
   */
  constructor(bytes: Uint8Array, what: string, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#what = what;
    this.#position = start;
    this.#end = end;
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.#position === this.#end;
  }

  /** The identifier octet of the next element; -1 when nothing is left. */
  get tag(): number {
    return this.done ? -1 : (this.#bytes[this.#position] ?? -1);
  }

  /** Reads an element with this identifier octet; its contents. */
  read(tag: number): Uint8Array {
    const start = this.#header(tag);
    return this.#bytes.subarray(start, this.#position);
  }

  /** Reads the next element with this identifier octet, where it is there; its contents. */
  readOptional(tag: number): Uint8Array | undefined {
    return this.tag === tag ? this.read(tag) : undefined;
  }

  /** Reads an element with this identifier octet (any when not given) as it is encoded, identifier and length with it. */
  element(tag: number = this.tag): Uint8Array {
    const start = this.#position;
    this.#header(tag);
    return this.#bytes.subarray(start, this.#position);
  }

  /** Reads a constructed element; a reader of what is inside. */
  enter(tag: number = tags.sequence, what: string = this.#what): DerReader {
    const start = this.#header(tag);
    return new DerReader(this.#bytes, what, start, this.#position);
  }

  /** As {@link enter} where the next element has this identifier octet, else `undefined`. */
  enterOptional(tag: number, what: string = this.#what): DerReader | undefined {
    return this.tag === tag ? this.enter(tag, what) : undefined;
  }

  /** Throws unless everything has been read. */
  finish(): void {
    if (!this.done) throw this.error(`${this.#end - this.#position} bytes too many`);
  }

  /** Reads an INTEGER: its octets, big-endian two's complement. `tag` is another one for an implicitly tagged integer. */
  integer(tag: number = tags.integer): Uint8Array {
    const octets = this.read(tag);
    const [first, second] = octets;
    if (first === undefined) throw this.error('an integer without octets');
    const padded = second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80);
    if (padded) throw this.error('an integer that is not in its shortest form');
    return octets;
  }

  /** Reads an INTEGER from 0 to 2^31 - 1. */
  smallInteger(tag: number = tags.integer): number {
    const octets = this.integer(tag);
    if (octets.length > 4 || (octets[0] ?? 0) >= 0x80) throw this.error('an integer out of range');
    return octets.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** Reads a BOOLEAN. */
  boolean(tag: number = tags.boolean): boolean {
    const octets = this.read(tag);
    const [value] = octets;
    if (octets.length !== 1 || (value !== 0 && value !== 0xff)) throw this.error('a boolean that is not DER');
    return value === 0xff;
  }

  /** Reads a BIT STRING. */
  bitString(tag: number = tags.bitString): BitString {
    const octets = this.read(tag);
    const [unusedBits] = octets;
    const last = octets[octets.length - 1] ?? 0;
    if (unusedBits === undefined || unusedBits > 7 || (octets.length === 1 && unusedBits !== 0)) {
      throw this.error('a bit string with a wrong number of unused bits');
    }
    if (octets.length > 1 && (last & ((1 << unusedBits) - 1)) !== 0)
      throw this.error('a bit string whose unused bits are not zero');
    return { unusedBits, bytes: octets.subarray(1) };
  }

  /** Reads a BIT STRING of whole octets. */
  octetBitString(tag: number = tags.bitString): Uint8Array {
    const { unusedBits, bytes } = this.bitString(tag);
    if (unusedBits !== 0) throw this.error('a bit string that is not a whole number of bytes');
    return bytes;
  }

  /** Reads an OBJECT IDENTIFIER in dotted decimals. */
  oid(tag: number = tags.oid): string {
    const octets = this.read(tag);
    const last = octets[octets.length - 1];
    if (last === undefined || last >= 0x80) throw this.error('an object identifier that ends early');
    let text = '';
    let arc = 0;
    let first = true;
    for (const octet of octets) {
      if (arc === 0 && octet === 0x80)
        throw this.error('an object identifier that is not in its shortest form');
      arc = arc * 128 + (octet & 0x7f);
      if (arc > Number.MAX_SAFE_INTEGER / 128) throw this.error('an object identifier with too large an arc');
      if (octet >= 0x80) continue;
      text += first ? firstArcs(arc) : `.${arc}`;
      first = false;
      arc = 0;
    }
    return text;
  }

  /** An `X509Error` about the structure being read. */
  error(problem: string): X509Error {
    return malformed(this.#what, problem);
  }

  /** Passes identifier and length, moves behind the element, and returns where its contents start. */
  #header(tag: number): number {
    const bytes = this.#bytes;
    const found = this.tag;
    if (found === -1) throw this.error(`it ends where ${describeTag(tag)} belongs`);
    if (found !== tag) throw this.error(`${describeTag(found)} where ${describeTag(tag)} belongs`);
    if ((tag & 0x1f) === 0x1f) throw this.error('an identifier of more than one octet');
    let at = this.#position + 1;
    let length = at < this.#end ? (bytes[at++] ?? 0) : 0x80;
    if (length >= 0x80) {
      const octets = length - 0x80;
      // No octets is the indefinite form of BER (X.690, 10.1). Four hold any length that can be in memory here.
      if (octets === 0 || octets > 4 || at + octets > this.#end) throw this.error('a length that is not DER');
      length = 0;
      for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at++] ?? 0);
      if (length < 0x80 || length < 256 ** (octets - 1))
        throw this.error('a length that is not in its shortest form');
    }
    if (length > this.#end - at) throw this.error('an element that goes beyond the end');
    this.#position = at + length;
    return at;
  }
}

function firstArcs(value: number): string {
  // X.690, 8.19.4: the first two arcs share one number.
  const root = value < 40 ? 0 : value < 80 ? 1 : 2;
  return `${root}.${value - 40 * root}`;
}

const tagNames: ReadonlyMap<number, string> = new Map(
  Object.entries(tags).map(([name, tag]) => [tag, name] as const),
);

function describeTag(tag: number): string {
  return `element ${tagNames.get(tag) ?? `0x${tag.toString(16).padStart(2, '0')}`}`;
}
