import { Reader, Writer } from '@proj/crypto';
import { type RawExtension, readExtensions, writeExtensions } from './raw-extension.js';

const what = 'Certificate';

/** One certificate of a chain with what belongs to it. */
export interface CertificateEntry {
  /** DER of an X.509 certificate, or of a SubjectPublicKeyInfo where raw public keys were agreed on (RFC 7250). */
  readonly certificate: Uint8Array;
  /** Such as a stapled OCSP response; in the order of the message. */
  readonly extensions: readonly RawExtension[];
}

/** TLS 1.3's Certificate (RFC 8446, 4.4.2). */
export interface Certificate13 {
  /** 0 to 255 bytes: that of the CertificateRequest it answers, empty from a server. */
  readonly context: Uint8Array;
  /** Leaf first; empty when a client has none to give. */
  readonly entries: readonly CertificateEntry[];
}

/** Reads the body of TLS 1.3's Certificate. Throws a `TlsError` `DECODE_ERROR` or `DUPLICATE_EXTENSION`. */
export function readCertificate13(body: Uint8Array): Certificate13 {
  const reader = new Reader(body, what);
  const context = reader.vector8();
  const list = new Reader(reader.vector24(), what);
  reader.end();
  const entries: CertificateEntry[] = [];
  while (list.remaining > 0) {
    entries.push({ certificate: list.vector24(1), extensions: readExtensions(list, what) });
  }
  return { context, entries };
}

/** Writes the body of TLS 1.3's Certificate. */
export function writeCertificate13(message: Certificate13): Uint8Array {
  const certificates = message.entries.reduce((sum, { certificate }) => sum + certificate.length, 0);
  return new Writer(certificates + 256)
    .vector8(message.context)
    .vector24((list) => {
      for (const entry of message.entries) {
        list.vector24(entry.certificate);
        writeExtensions(list, entry.extensions);
      }
    })
    .finish();
}
