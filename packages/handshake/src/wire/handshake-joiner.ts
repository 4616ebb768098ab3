import { TlsError } from '@proj/crypto';
import { type HandshakeMessage, handshakeHeaderLength } from './handshake-message.js';
import { handshakeTypeName } from './handshake-type.js';

const nothing = new Uint8Array(0);

/**
 * Gives the longest body, in bytes, that a message of this type may have now. It may throw instead, for a type that
 * can not come at all.
 */
export type MaxLength = (type: number) => number;

/**
 * Joins record fragments into whole handshake messages (RFC 8446, 5.1): a message may span records, and a record may
 * hold several. Records are opened in place in buffers that are used again, so a fragment is copied, once: messages are
 * views of the copy, which nothing writes to afterwards.
 *
 * Call `next()` until it gives `undefined` before each `push()`: then no more than one message's maximum and one
 * record are ever held, whatever the peer claims.
 */
export class HandshakeJoiner {
  readonly #maxLength: MaxLength;
  /** What is before `#end` has been written and may have been given out; what is behind it is room. */
  #buffer: Uint8Array = nothing;
  #start = 0;
  #end = 0;

  /** @param maxLength - Asked as soon as a message's header is there, before its body is waited for. */
  constructor(maxLength: MaxLength) {
    this.#maxLength = maxLength;
  }

  /** Whether no byte is held: keys may change only then (RFC 8446, 5.1). */
  get isEmpty(): boolean {
    return this.#start === this.#end;
  }

  /** Bytes held that `next()` has not given out. */
  get length(): number {
    return this.#end - this.#start;
  }

  /** Adds the content of one handshake record; it is copied. */
  push(fragment: Uint8Array): void {
    if (this.isEmpty) {
      this.#buffer = fragment.slice();
      this.#start = 0;
      this.#end = fragment.length;
      return;
    }
    this.#reserve(fragment.length);
    this.#buffer.set(fragment, this.#end);
    this.#end += fragment.length;
  }

  /**
   * The next whole message, or `undefined` when more bytes are needed. Throws a `TlsError` `MESSAGE_TOO_LONG` when
   * the header announces more than is allowed.
   */
  next(): HandshakeMessage | undefined {
    if (this.length < handshakeHeaderLength) return undefined;
    const type = this.#byte(0);
    const length = (this.#byte(1) << 16) | (this.#byte(2) << 8) | this.#byte(3);
    const max = this.#maxLength(type);
    if (length > max) {
      const name = handshakeTypeName(type);
      throw new TlsError('MESSAGE_TOO_LONG', `${name}: ${length} bytes announced, at most ${max} are taken`);
    }
    const total = handshakeHeaderLength + length;
    if (this.length < total) return undefined;
    const raw = this.#buffer.subarray(this.#start, this.#start + total);
    this.#start += total;
    if (this.isEmpty) this.#buffer = nothing;
    return { type, body: raw.subarray(handshakeHeaderLength), raw };
  }

  #byte(at: number): number {
    return this.#buffer[this.#start + at] ?? 0;
  }

  /** Makes room at the end. Capacity doubles, so that a message fed byte by byte is copied a constant number of times. */
  #reserve(more: number): void {
    if (this.#end + more <= this.#buffer.length) return;
    const held = this.length;
    const grown = new Uint8Array(Math.max(held + more, 2 * held));
    grown.set(this.#buffer.subarray(this.#start, this.#end));
    this.#buffer = grown;
    this.#start = 0;
    this.#end = held;
  }
}
