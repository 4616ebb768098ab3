import { Reader, Writer } from '@proj/crypto';

const what = 'CertificateRequest';

/** `ClientCertificateType` numbers that are still in use (RFC 5246, 7.4.4; RFC 8422, 5.5). */
export const clientCertificateTypes = {
  rsaSign: 1,
  ecdsaSign: 64,
} as const;

/** TLS 1.2's CertificateRequest (RFC 5246, 7.4.4). */
export interface CertificateRequest12 {
  /** `ClientCertificateType` numbers, at least one. */
  readonly certificateTypes: readonly number[];
  /** Signature schemes, at least one. */
  readonly signatureAlgorithms: readonly number[];
  /** DER of the acceptable issuers' names; empty means any. */
  readonly authorities: readonly Uint8Array[];
}

/** Reads the body of TLS 1.2's CertificateRequest. Throws a `TlsError` `DECODE_ERROR`. */
export function readCertificateRequest12(body: Uint8Array): CertificateRequest12 {
  const reader = new Reader(body, what);
  const certificateTypes = [...reader.vector8(1)];
  const signatureAlgorithms = reader.u16List();
  const list = new Reader(reader.vector16(), what);
  reader.end();
  const authorities: Uint8Array[] = [];
  while (list.remaining > 0) authorities.push(list.vector16(1));
  return { certificateTypes, signatureAlgorithms, authorities };
}

/** Writes the body of TLS 1.2's CertificateRequest. */
export function writeCertificateRequest12(message: CertificateRequest12): Uint8Array {
  return new Writer()
    .vector8(Uint8Array.from(message.certificateTypes))
    .u16List(message.signatureAlgorithms)
    .vector16((list) => {
      for (const name of message.authorities) list.vector16(name);
    })
    .finish();
}
