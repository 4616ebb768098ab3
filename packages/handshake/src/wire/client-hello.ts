import { Reader, Writer } from '@proj/crypto';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'ClientHello';

/** Bytes of a hello's random. */
export const helloRandomLength = 32;
/** Most bytes of a (legacy) session id. */
export const maxSessionIdLength = 32;

/** ClientHello (RFC 8446, 4.1.2; RFC 5246, 7.4.1.2). */
export interface ClientHello {
  /** `0x0303` in TLS 1.3; the highest version offered below it. */
  readonly legacyVersion: number;
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 0 to 32 bytes. */
  readonly sessionId: Uint8Array;
  /** At least one, in the client's order; unknown and signalling values are kept. */
  readonly cipherSuites: readonly number[];
  /** At least one byte; TLS 1.3 wants a single zero. */
  readonly compressionMethods: Uint8Array;
  /** In the order of the message; empty also when the hello ends before them, as one older than TLS 1.2 may. */
  readonly extensions: readonly RawExtension[];
}

/** Reads a ClientHello's body. Throws a `TlsError` `DECODE_ERROR` or `DUPLICATE_EXTENSION`. */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new Reader(body, what);
  const legacyVersion = reader.u16();
  const random = reader.bytes(helloRandomLength);
  const sessionId = reader.vector8(0, maxSessionIdLength);
  const cipherSuites = reader.u16List();
  const compressionMethods = reader.vector8(1);
  const extensions = reader.remaining > 0 ? readExtensions(reader, what) : [];
  reader.end();
  return { legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions };
}

/** Writes a ClientHello's body; without extensions it ends before their block (RFC 5246, 7.4.1.2). */
export function writeClientHello(hello: ClientHello): Uint8Array {
  const writer = new Writer(512)
    .u16(hello.legacyVersion)
    .bytes(hello.random)
    .vector8(hello.sessionId)
    .u16List(hello.cipherSuites)
    .vector8(hello.compressionMethods);
  if (hello.extensions.length > 0) writeExtensions(writer, hello.extensions);
  return writer.finish();
}
