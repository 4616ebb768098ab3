import { contentProblem, type DerElement, type DerLimits, parseDer } from '../../keys/der.js';
import { malformed, type X509Error } from '../errors.js';
import { tags } from './tags.js';

/** The contents of a BIT STRING. */
export interface BitString {
  /** Bits at the end of the last octet that are not part of the value; they are zero. */
  readonly unusedBits: number;
  readonly bytes: Uint8Array;
}

/**
 * Limits for certificates and what stands in them. Names in qualifiers in policies nest about 12 deep. A name takes one
 * element in a list of alternative names and two in constraints, and lists of a thousand are met; at some microseconds
 * for each element, the largest that is read takes some tens of milliseconds.
 */
export const certificateLimits: DerLimits = { maxDepth: 32, maxNodes: 10_000, maxLength: 102_400 };

/**
 * Reads the elements of a decoded structure one after another. The decoding is asn1js's, with the checks of
 * `keys/der.ts`; what an element means is known here. Every method throws an `X509Error` `MALFORMED` that names the
 * structure.
 */
export class DerReader {
  readonly #elements: readonly DerElement[];
  readonly #what: string;
  #next = 0;

  /**
   * @param elements what to read.
   * @param what the structure's name, for error messages.
   */
  constructor(elements: readonly DerElement[], what: string) {
    this.#elements = elements;
    this.#what = what;
  }

  /** Decodes bytes that are one element; a reader of that element. */
  static decode(bytes: Uint8Array, what: string, limits: DerLimits = certificateLimits): DerReader {
    return new DerReader([decodeElement(bytes, what, limits)], what);
  }

  /** Whether nothing is left. */
  get done(): boolean {
    return this.#next === this.#elements.length;
  }

  /** The identifier octet of the next element; -1 when nothing is left. */
  get tag(): number {
    return this.#elements[this.#next]?.tag ?? -1;
  }

  /** Reads an element with this identifier octet (any when not given). */
  node(tag: number = this.tag): DerElement {
    const element = this.#elements[this.#next];
    if (!element) throw this.error(`it ends where ${describeTag(tag)} belongs`);
    if (element.tag !== tag)
      throw this.error(`${describeTag(element.tag)} where ${describeTag(tag)} belongs`);
    this.#next++;
    return element;
  }

  /** Reads an element with this identifier octet; its contents. */
  read(tag: number): Uint8Array {
    return this.node(tag).contents;
  }

  /** Reads the next element with this identifier octet, where it is there; its contents. */
  readOptional(tag: number): Uint8Array | undefined {
    return this.tag === tag ? this.read(tag) : undefined;
  }

  /** Reads an element with this identifier octet (any when not given) as it is encoded, identifier and length with it. */
  element(tag: number = this.tag): Uint8Array {
    return this.node(tag).bytes;
  }

  /** Reads a constructed element; a reader of what is inside. */
  enter(tag: number = tags.sequence, what: string = this.#what): DerReader {
    return new DerReader(this.node(tag).children, what);
  }

  /** As {@link enter} where the next element has this identifier octet, else `undefined`. */
  enterOptional(tag: number, what: string = this.#what): DerReader | undefined {
    return this.tag === tag ? this.enter(tag, what) : undefined;
  }

  /** Throws unless everything has been read. */
  finish(): void {
    const left = this.#elements.length - this.#next;
    if (left > 0) throw this.error(`${left} elements too many`);
  }

  /** Reads an INTEGER: its octets, big-endian two's complement. `tag` is another one for an implicitly tagged integer. */
  integer(tag: number = tags.integer): Uint8Array {
    return this.#typed(tags.integer, tag);
  }

  /** Reads an INTEGER from 0 to 2^31 - 1. */
  smallInteger(tag: number = tags.integer): number {
    const octets = this.integer(tag);
    if (octets.length > 4 || (octets[0] ?? 0) >= 0x80) throw this.error('an integer out of range');
    return octets.reduce((value, octet) => value * 256 + octet, 0);
  }

  /** Reads a BOOLEAN. */
  boolean(tag: number = tags.boolean): boolean {
    return this.#typed(tags.boolean, tag)[0] === 0xff;
  }

  /** Reads a BIT STRING. */
  bitString(tag: number = tags.bitString): BitString {
    const octets = this.#typed(tags.bitString, tag);
    return { unusedBits: octets[0] ?? 0, bytes: octets.subarray(1) };
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

  /** Contents under a tag of their own; an element of a universal type was checked when it was decoded. */
  #typed(type: number, tag: number): Uint8Array {
    const contents = this.read(tag);
    const problem = tag === type ? undefined : contentProblem(type, contents);
    if (problem !== undefined) throw this.error(problem);
    return contents;
  }
}

/** Decodes bytes that are one element. Throws an `X509Error` `MALFORMED`. */
export function decodeElement(
  bytes: Uint8Array,
  what: string,
  limits: DerLimits = certificateLimits,
): DerElement {
  try {
    return parseDer(bytes, what, limits);
  } catch (error) {
    if (error instanceof RangeError) throw malformed(what, error.message);
    throw error;
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
