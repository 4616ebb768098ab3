import { Reader, Writer } from '@proj/crypto';

/** CertificateVerify of TLS 1.2 and 1.3 (RFC 8446, 4.4.3; RFC 5246, 7.4.8). */
export interface CertificateVerify {
  /** The `SignatureScheme` number; in TLS 1.2 the hash and signature pair, which has the same form. */
  readonly scheme: number;
  /** Over what RFC 8446, 4.4.3 prescribes; in TLS 1.2 over all messages so far. */
  readonly signature: Uint8Array;
}

/** Reads a CertificateVerify's body. Throws a `TlsError` `DECODE_ERROR`. */
export function readCertificateVerify(body: Uint8Array): CertificateVerify {
  const reader = new Reader(body, 'CertificateVerify');
  const scheme = reader.u16();
  const signature = reader.vector16();
  reader.end();
  return { scheme, signature };
}

/** Writes a CertificateVerify's body. */
export function writeCertificateVerify(message: CertificateVerify): Uint8Array {
  return new Writer().u16(message.scheme).vector16(message.signature).finish();
}
