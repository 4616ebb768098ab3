import { Reader, Writer } from '@proj/crypto';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'CertificateRequest';

/** TLS 1.3's CertificateRequest (RFC 8446, 4.3.2). */
export interface CertificateRequest13 {
  /** 0 to 255 bytes; empty in the handshake, unique per request after it. */
  readonly context: Uint8Array;
  /** In the order of the message; signature_algorithms is among them. */
  readonly extensions: readonly RawExtension[];
}

/** Reads the body of TLS 1.3's CertificateRequest. Throws a `TlsError` `DECODE_ERROR` or `DUPLICATE_EXTENSION`. */
export function readCertificateRequest13(body: Uint8Array): CertificateRequest13 {
  const reader = new Reader(body, what);
  const context = reader.vector8();
  const extensions = readExtensions(reader, what, 2);
  reader.end();
  return { context, extensions };
}

/** Writes the body of TLS 1.3's CertificateRequest. */
export function writeCertificateRequest13(message: CertificateRequest13): Uint8Array {
  const writer = new Writer().vector8(message.context);
  writeExtensions(writer, message.extensions);
  return writer.finish();
}
