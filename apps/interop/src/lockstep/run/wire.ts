/** Bytes of a record's header. */
const headerLength = 5;

/** Bytes in order, as a list of pieces. */
export class Wire {
  readonly #pieces: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(bytes: Uint8Array): void {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#pieces);
  }
}

/** Where records begin and end in a direction's bytes. */
export class Layout {
  /** Where each record ends. */
  readonly #ends: readonly number[];

  constructor(bytes: Uint8Array) {
    const ends: number[] = [];
    let at = 0;
    while (at + headerLength <= bytes.length) {
      at += headerLength + recordLength(bytes.subarray(at));
      ends.push(at);
    }
    this.#ends = ends;
  }

  /** The lengths of all records, to be compared with another's. */
  get lengths(): string {
    return this.#ends.join(' ');
  }

  /** A place, as the number of whole records before it, and whether some of the next is before it too. */
  place(position: number): string {
    const whole = this.#ends.filter((end) => end <= position).length;
    return `${whole}${position > this.#startOf(whole) ? '+' : ''}`;
  }

  /** Bytes from a place to the end of the header, or of the record, that it is in. */
  rest(position: number): number {
    const whole = this.#ends.filter((end) => end <= position).length;
    const start = this.#startOf(whole);
    if (position < start + headerLength) return start + headerLength - position;
    return (this.#ends[whole] ?? position) - position;
  }

  #startOf(record: number): number {
    return record === 0 ? 0 : (this.#ends[record - 1] ?? 0);
  }
}

/** Bytes that are missing until the record at the front of `bytes` is whole: of its header, or of the rest. */
export function missing(bytes: Uint8Array): number {
  if (bytes.length < headerLength) return headerLength - bytes.length;
  return headerLength + recordLength(bytes) - bytes.length;
}

function recordLength(header: Uint8Array): number {
  return ((header[3] ?? 0) << 8) | (header[4] ?? 0);
}
