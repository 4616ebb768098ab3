import { Reader, TlsError, Writer } from '@proj/crypto';

const what = 'CertificateStatus';

/** `CertificateStatusType.ocsp` (RFC 6066, 8): the only type in use. */
export const ocspStatusType = 1;

/** CertificateStatus: a message in TLS 1.2 (RFC 6066, 8), an entry's extension in TLS 1.3 (RFC 8446, 4.4.2.1). */
export interface CertificateStatus {
  /** DER of the OCSP response, at least one byte. */
  readonly ocspResponse: Uint8Array;
}

/**
 * Reads a CertificateStatus. Throws a `TlsError` `DECODE_ERROR`, or `ILLEGAL_PARAMETER` for a type other than OCSP,
 * since that was never asked for.
 */
export function readCertificateStatus(body: Uint8Array): CertificateStatus {
  const reader = new Reader(body, what);
  const type = reader.u8();
  if (type !== ocspStatusType) {
    throw new TlsError('ILLEGAL_PARAMETER', `${what}: status type ${type} was never asked for`);
  }
  const ocspResponse = reader.vector24(1);
  reader.end();
  return { ocspResponse };
}

/** Writes a CertificateStatus. */
export function writeCertificateStatus(message: CertificateStatus): Uint8Array {
  return new Writer(message.ocspResponse.length + 4)
    .u8(ocspStatusType)
    .vector24(message.ocspResponse)
    .finish();
}
