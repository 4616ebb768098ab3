import { Reader, TlsError, Writer } from '@proj/crypto';

const what = 'CertificateStatus';

/** `CertificateStatusType.ocsp` (RFC 6066, 8). */
export const ocspStatusType = 1;
/** `CertificateStatusType.ocsp_multi` (RFC 6961, 2.2). */
export const multiOcspStatusType = 2;

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

/**
 * Reads TLS 1.2's CertificateStatus where more than one response was asked for (RFC 6961, 2.2): DER of responses, leaf
 * first, `undefined` where there is none. Throws a `TlsError` `DECODE_ERROR`, or `ILLEGAL_PARAMETER` for an unknown type.
 *
 * @param most - Certificates of the chain, which there is at most one response for each of.
 */
export function readMultiCertificateStatus(body: Uint8Array, most: number): (Uint8Array | undefined)[] {
  if (body[0] !== multiOcspStatusType) return [readCertificateStatus(body).ocspResponse];
  const reader = new Reader(body.subarray(1), what);
  const list = new Reader(reader.vector24(1), what);
  reader.end();
  const responses: (Uint8Array | undefined)[] = [];
  while (list.remaining > 0) {
    const response = list.vector24();
    if (responses.length === most) throw list.error(`more responses than the ${most} certificates`);
    responses.push(response.length > 0 ? response : undefined);
  }
  return responses;
}

/** Writes a CertificateStatus with a response, or none, for each certificate (RFC 6961, 2.2). */
export function writeMultiCertificateStatus(responses: readonly (Uint8Array | undefined)[]): Uint8Array {
  return new Writer()
    .u8(multiOcspStatusType)
    .vector24((list) => {
      for (const response of responses) list.vector24(response ?? new Uint8Array(0));
    })
    .finish();
}
