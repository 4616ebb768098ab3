import { TlsError } from '../errors.js';

/**
 * Reads the TLS presentation language (RFC 8446, 3). Every method throws a `TlsError` `DECODE_ERROR` that names the
 * structure when the bytes run out or a length is outside its bounds. Returned arrays are views, not copies.
 */
export class Reader {
  readonly #bytes: Uint8Array;
  readonly #what: string;
  #position = 0;

  /**
   * @param bytes what to read; not copied.
   * @param what the structure's name, for error messages.
   */
  constructor(bytes: Uint8Array, what: string) {
    this.#bytes = bytes;
    this.#what = what;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#position;
  }

  /** Reads a `uint8`. */
  u8(): number {
    return this.#number(1);
  }

  /** Reads a `uint16`. */
  u16(): number {
    return this.#number(2);
  }

  /** Reads a `uint24`. */
  u24(): number {
    return this.#number(3);
  }

  /** Reads a `uint32`. */
  u32(): number {
    return this.#number(4);
  }

  /** Reads `length` bytes. */
  bytes(length: number): Uint8Array {
    if (length > this.remaining) throw this.error(`needs ${length} more bytes, has ${this.remaining}`);
    const start = this.#position;
    this.#position += length;
    return this.#bytes.subarray(start, this.#position);
  }

  /** Reads all that remains. */
  rest(): Uint8Array {
    return this.bytes(this.remaining);
  }

  /** Reads `opaque<min..max>` with a one-byte length. */
  vector8(min = 0, max = 0xff): Uint8Array {
    return this.#vector(this.u8(), min, max);
  }

  /** Reads `opaque<min..max>` with a two-byte length. */
  vector16(min = 0, max = 0xffff): Uint8Array {
    return this.#vector(this.u16(), min, max);
  }

  /** Reads `opaque<min..max>` with a three-byte length. */
  vector24(min = 0, max = 0xffffff): Uint8Array {
    return this.#vector(this.u24(), min, max);
  }

  /** Reads a vector of `uint16` with a two-byte length, such as `CipherSuite cipher_suites<2..2^16-2>`. */
  u16List(min = 2, max = 0xfffe): number[] {
    const list = new Reader(this.vector16(min, max), this.#what);
    const values: number[] = [];
    while (list.remaining > 0) values.push(list.u16());
    return values;
  }

  /** Throws unless everything has been read: trailing data is a decode_error (RFC 8446, 6.2). */
  end(): void {
    if (this.remaining > 0) throw this.error(`has ${this.remaining} bytes too many`);
  }

  /** A `DECODE_ERROR` about the structure being read. */
  error(problem: string): TlsError {
    return new TlsError('DECODE_ERROR', `${this.#what}: ${problem}`);
  }

  #vector(length: number, min: number, max: number): Uint8Array {
    if (length < min || length > max) throw this.error(`vector of ${length} bytes, allowed ${min} to ${max}`);
    return this.bytes(length);
  }

  #number(size: number): number {
    if (size > this.remaining) throw this.error(`needs ${size} more bytes, has ${this.remaining}`);
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (this.#bytes[this.#position++] ?? 0);
    return value;
  }
}
