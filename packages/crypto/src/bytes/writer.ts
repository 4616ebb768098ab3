/** Most extensions fit, and V8 keeps arrays of up to 64 bytes on its own heap, where they cost next to nothing. */
const initialCapacity = 64;

/** The largest integer of 0, 1, 2, 3 and 4 bytes. */
const largest = [0, 0xff, 0xffff, 0xff_ffff, 0xffff_ffff];

/**
 * Writes the TLS presentation language (RFC 8446, 3) into a growing buffer. A vector's length prefix is filled in when
 * its body has been written: `writer.vector16((body) => body.u16(29))`.
 */
export class Writer {
  #buffer: Uint8Array;
  #length = 0;

  /** @param capacity bytes to reserve at first, where more than 64 are to be expected. */
  constructor(capacity: number = initialCapacity) {
    this.#buffer = new Uint8Array(capacity);
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** Writes a `uint8`. */
  u8(value: number): this {
    return this.#number(value, 1);
  }

  /** Writes a `uint16`. */
  u16(value: number): this {
    return this.#number(value, 2);
  }

  /** Writes a `uint24`. */
  u24(value: number): this {
    return this.#number(value, 3);
  }

  /** Writes a `uint32`. */
  u32(value: number): this {
    return this.#number(value, 4);
  }

  /** Writes bytes as they are. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Writes what `body` writes, behind a one-byte length. */
  vector8(body: Uint8Array | ((writer: this) => void)): this {
    return this.#vector(body, 1);
  }

  /** Writes what `body` writes, behind a two-byte length. */
  vector16(body: Uint8Array | ((writer: this) => void)): this {
    return this.#vector(body, 2);
  }

  /** Writes what `body` writes, behind a three-byte length. */
  vector24(body: Uint8Array | ((writer: this) => void)): this {
    return this.#vector(body, 3);
  }

  /** Writes a vector of `uint16` behind a two-byte length. */
  u16List(values: readonly number[]): this {
    return this.vector16((writer) => {
      for (const value of values) writer.u16(value);
    });
  }

  /** The bytes written; a view of the writer's buffer, which must not be written to any more. */
  finish(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  #vector(body: Uint8Array | ((writer: this) => void), size: number): this {
    const start = this.#length;
    this.#number(0, size);
    if (typeof body === 'function') body(this);
    else this.bytes(body);
    const length = this.#length - start - size;
    if (length > (largest[size] ?? 0))
      throw new RangeError(`a vector of ${length} bytes does not fit its ${size}-byte length`);
    this.#put(start, length, size);
    return this;
  }

  #number(value: number, size: number): this {
    if (!Number.isInteger(value) || value < 0 || value > (largest[size] ?? 0)) {
      throw new RangeError(`${value} is not a ${size}-byte unsigned integer`);
    }
    this.#reserve(size);
    this.#put(this.#length, value, size);
    this.#length += size;
    return this;
  }

  #put(at: number, value: number, size: number): void {
    for (let i = 0; i < size; i++) this.#buffer[at + i] = value >>> (8 * (size - 1 - i));
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
