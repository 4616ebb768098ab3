import { Reader, TlsError } from '@proj/crypto';
import type { FirstBytes } from '../legacy-support.js';
import { helloRandomLength, writeClientHello } from '../wire/client-hello.js';
import type { HandshakeMessage } from '../wire/handshake-message.js';
import { handshakeTypes } from '../wire/handshake-type.js';

/** Bytes by which such a hello is told from a record: a length of two, and the message's type. */
const prefixLength = 3;
/** Bytes to ask for first: a record's header, which such a hello is longer than. */
const firstNeeded = 5;
/** Set in the first byte of a length of two bytes. */
const shortHeader = 0x80;
const clientHelloType = 1;
/** Most bytes that are waited for: room for a thousand suites. Longer ones are left to the record layer, which refuses them. */
const maxLength = 4096;

const nothing = new Uint8Array(0);

/**
 * Looks for a ClientHello in the form of SSL 2.0, by which clients of old offered SSL 3.0 and TLS to servers that might know
 * nothing but SSL 2.0 (RFC 5246, E.2). What does not begin like one goes on to the record layer as it came.
 */
export class V2Opening implements FirstBytes {
  #held: Uint8Array = nothing;
  #decided = false;

  get buffered(): number {
    return this.#held.length;
  }

  get needed(): number {
    if (this.#decided) return 0;
    return Math.max(0, (this.#length ?? firstNeeded) - this.#held.length);
  }

  receive(bytes: Uint8Array): Uint8Array {
    if (this.#decided) return bytes;
    const held = new Uint8Array(this.#held.length + bytes.length);
    held.set(this.#held);
    held.set(bytes, this.#held.length);
    this.#held = held;
    const length = this.#length;
    const [first = shortHeader] = held;
    if ((first & shortHeader) === 0 || length === 0) return this.#release(0);
    return length !== undefined && held.length > length ? this.#cut(length) : nothing;
  }

  take(): HandshakeMessage | undefined {
    const length = this.#length;
    if (this.#decided || length === undefined || this.#held.length < length) return undefined;
    const raw = this.#held.slice(2, length);
    this.#release(length);
    return { type: handshakeTypes.clientHello, body: translated(raw), raw };
  }

  /** Bytes of the whole hello, header included; 0 where it is none, `undefined` while that can not be told. */
  get #length(): number | undefined {
    const [first, second, type] = this.#held;
    if (first === undefined || second === undefined || type === undefined) return undefined;
    const length = 2 + (((first & ~shortHeader) << 8) | second);
    return type === clientHelloType && length > prefixLength && length <= maxLength ? length : 0;
  }

  /** Gives back what follows the hello. */
  #cut(length: number): Uint8Array {
    const rest = this.#held.slice(length);
    this.#held = this.#held.slice(0, length);
    return rest;
  }

  /** Has nothing more to do with what comes; gives back what was held, from here on. */
  #release(from: number): Uint8Array {
    const rest = this.#held.slice(from);
    this.#decided = true;
    this.#held = nothing;
    return rest;
  }
}

/** The same hello in today's form. Throws a `TlsError` `DECODE_ERROR` or `UNSUPPORTED_PROTOCOL`. */
function translated(raw: Uint8Array): Uint8Array {
  const reader = new Reader(raw, 'ClientHello of SSL 2.0');
  reader.u8();
  const version = reader.u16();
  const specsLength = reader.u16();
  const sessionIdLength = reader.u16();
  const challengeLength = reader.u16();
  if (version >> 8 !== 3) {
    throw new TlsError('UNSUPPORTED_PROTOCOL', 'the client offers SSL 2.0 and nothing better');
  }
  if (specsLength % 3 !== 0 || challengeLength < 16) throw reader.error('its lengths can not be');
  const specs = reader.bytes(specsLength);
  reader.bytes(sessionIdLength);
  const challenge = reader.bytes(challengeLength);
  reader.end();
  const random = new Uint8Array(helloRandomLength);
  // RFC 5246, E.2: of a longer challenge the end, before a shorter one zeros.
  const end = challenge.subarray(-helloRandomLength);
  random.set(end, helloRandomLength - end.length);
  return writeClientHello({
    legacyVersion: version,
    random,
    sessionId: nothing,
    cipherSuites: suitesOf(specs),
    compressionMethods: Uint8Array.of(0),
    extensions: [],
  });
}

/** Suites of SSL 3.0 and TLS have a zero in front; the others are SSL 2.0's. */
function suitesOf(specs: Uint8Array): number[] {
  const suites: number[] = [];
  for (let at = 0; at < specs.length; at += 3) {
    const [kind, high = 0, low = 0] = specs.subarray(at, at + 3);
    if (kind === 0) suites.push((high << 8) | low);
  }
  return suites;
}
