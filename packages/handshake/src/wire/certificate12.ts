import { Reader, Writer } from '@proj/crypto';

const what = 'Certificate';

/** TLS 1.2's Certificate (RFC 5246, 7.4.2). */
export interface Certificate12 {
  /** DER, leaf first; empty when a client has none to give. */
  readonly certificates: readonly Uint8Array[];
}

/** Reads the body of TLS 1.2's Certificate. Throws a `TlsError` `DECODE_ERROR`. */
export function readCertificate12(body: Uint8Array): Certificate12 {
  const reader = new Reader(body, what);
  const list = new Reader(reader.vector24(), what);
  reader.end();
  const certificates: Uint8Array[] = [];
  while (list.remaining > 0) certificates.push(list.vector24(1));
  return { certificates };
}

/** Writes the body of TLS 1.2's Certificate. */
export function writeCertificate12(message: Certificate12): Uint8Array {
  const length = message.certificates.reduce((sum, certificate) => sum + certificate.length + 3, 3);
  return new Writer(length)
    .vector24((list) => {
      for (const certificate of message.certificates) list.vector24(certificate);
    })
    .finish();
}

/**
 * Reads the body of TLS 1.2's Certificate where a raw public key was agreed on: a SubjectPublicKeyInfo, empty when a client
 * has none to give (RFC 7250, 3). Throws a `TlsError` `DECODE_ERROR`.
 */
export function readRawPublicKey12(body: Uint8Array): Uint8Array {
  const reader = new Reader(body, what);
  const spki = reader.vector24();
  reader.end();
  return spki;
}

/** Writes the body of TLS 1.2's Certificate with a raw public key, or none. */
export function writeRawPublicKey12(spki: Uint8Array): Uint8Array {
  return new Writer(spki.length + 3).vector24(spki).finish();
}
