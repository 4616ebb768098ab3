import { equalBytes, fromHex, Reader, TlsError, Writer } from '@proj/crypto';
import { helloRandomLength, maxSessionIdLength } from './client-hello.js';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'ServerHello';
/** The null method: the only one that is ever offered, since compression before encryption leaks (RFC 7457, 2.6). */
const nullCompression = 0;

/** The random that makes a ServerHello a HelloRetryRequest: SHA-256 of "HelloRetryRequest" (RFC 8446, 4.1.3). */
export const helloRetryRequestRandom: Uint8Array = fromHex(
  'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c',
);
/** Last eight bytes of the random of a TLS 1.3 server that negotiates TLS 1.2 (RFC 8446, 4.1.3). */
export const downgradeToTls12: Uint8Array = fromHex('444f574e47524401');
/** Last eight bytes of the random of a TLS 1.2 or 1.3 server that negotiates TLS 1.1 or below (RFC 8446, 4.1.3). */
export const downgradeToTls11: Uint8Array = fromHex('444f574e47524400');

/** ServerHello and HelloRetryRequest (RFC 8446, 4.1.3 and 4.1.4; RFC 5246, 7.4.1.3). */
export interface ServerHello {
  /** `0x0303` in TLS 1.3; the negotiated version below it. */
  readonly legacyVersion: number;
  /** 32 bytes; {@link helloRetryRequestRandom} in a HelloRetryRequest. */
  readonly random: Uint8Array;
  /** 0 to 32 bytes: the client's own in TLS 1.3. */
  readonly sessionId: Uint8Array;
  /** The suite that the server chose. */
  readonly cipherSuite: number;
  /** In the order of the message; empty also when the hello ends before them. */
  readonly extensions: readonly RawExtension[];
}

/**
 * Reads a ServerHello's body. Throws a `TlsError` `DECODE_ERROR`, `DUPLICATE_EXTENSION`, or `INVALID_COMPRESSION` for
 * a compression method other than null (RFC 8446, 4.1.3).
 */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new Reader(body, what);
  const legacyVersion = reader.u16();
  const random = reader.bytes(helloRandomLength);
  const sessionId = reader.vector8(0, maxSessionIdLength);
  const cipherSuite = reader.u16();
  const compression = reader.u8();
  const extensions = reader.remaining > 0 ? readExtensions(reader, what) : [];
  reader.end();
  if (compression !== nullCompression) {
    throw new TlsError('INVALID_COMPRESSION', `${what}: compression method ${compression} was never offered`);
  }
  return { legacyVersion, random, sessionId, cipherSuite, extensions };
}

/** Writes the body of a ServerHello or HelloRetryRequest; without extensions it ends before their block. */
export function writeServerHello(hello: ServerHello): Uint8Array {
  const writer = new Writer(128)
    .u16(hello.legacyVersion)
    .bytes(hello.random)
    .vector8(hello.sessionId)
    .u16(hello.cipherSuite)
    .u8(nullCompression);
  if (hello.extensions.length > 0) writeExtensions(writer, hello.extensions);
  return writer.finish();
}

/** Whether a ServerHello is a HelloRetryRequest (RFC 8446, 4.1.3). */
export function isHelloRetryRequest(hello: ServerHello): boolean {
  return equalBytes(hello.random, helloRetryRequestRandom);
}
