import { Reader, Writer } from '@proj/crypto';

/** CertificateVerify (RFC 8446, 4.4.3; RFC 5246, 7.4.8). */
export interface CertificateVerify {
  /**
   * The `SignatureScheme` number; in TLS 1.2 the hash and signature pair, which has the same form. Absent before that,
   * where the key decides (RFC 4346, 7.4.8).
   */
  readonly scheme: number | undefined;
  /** Over what RFC 8446, 4.4.3 prescribes; in TLS 1.2 over all messages so far. */
  readonly signature: Uint8Array;
}

/**
 * Reads a CertificateVerify's body. Throws a `TlsError` `DECODE_ERROR`.
 *
 * @param hasScheme - Whether the message names a scheme, as from TLS 1.2 on.
 */
export function readCertificateVerify(body: Uint8Array, hasScheme: boolean = true): CertificateVerify {
  const reader = new Reader(body, 'CertificateVerify');
  const scheme = hasScheme ? reader.u16() : undefined;
  const signature = reader.vector16();
  reader.end();
  return { scheme, signature };
}

/** Writes a CertificateVerify's body. */
export function writeCertificateVerify(message: CertificateVerify): Uint8Array {
  const writer = new Writer();
  if (message.scheme !== undefined) writer.u16(message.scheme);
  return writer.vector16(message.signature).finish();
}
