import { Reader, Writer } from '@proj/crypto';

const what = 'CertificateRequest';

/** `ClientCertificateType` numbers that are still in use (RFC 5246, 7.4.4; RFC 8422, 5.5). */
export const clientCertificateTypes = {
  rsaSign: 1,
  ecdsaSign: 64,
} as const;

/** CertificateRequest up to TLS 1.2 (RFC 5246, 7.4.4). */
export interface CertificateRequest12 {
  /** `ClientCertificateType` numbers, at least one. */
  readonly certificateTypes: readonly number[];
  /** Signature schemes, at least one; absent before TLS 1.2 (RFC 4346, 7.4.4). */
  readonly signatureAlgorithms: readonly number[] | undefined;
  /** DER of the acceptable issuers' names; empty means any. */
  readonly authorities: readonly Uint8Array[];
}

/**
 * Reads the body of a CertificateRequest up to TLS 1.2. Throws a `TlsError` `DECODE_ERROR`.
 *
 * @param hasAlgorithms - Whether the message names signature schemes, as from TLS 1.2 on.
 */
export function readCertificateRequest12(
  body: Uint8Array,
  hasAlgorithms: boolean = true,
): CertificateRequest12 {
  const reader = new Reader(body, what);
  const certificateTypes = [...reader.vector8(1)];
  const signatureAlgorithms = hasAlgorithms ? reader.u16List() : undefined;
  const list = new Reader(reader.vector16(), what);
  reader.end();
  const authorities: Uint8Array[] = [];
  while (list.remaining > 0) authorities.push(list.vector16(1));
  return { certificateTypes, signatureAlgorithms, authorities };
}

/** Writes the body of a CertificateRequest up to TLS 1.2. */
export function writeCertificateRequest12(message: CertificateRequest12): Uint8Array {
  const writer = new Writer().vector8(Uint8Array.from(message.certificateTypes));
  if (message.signatureAlgorithms) writer.u16List(message.signatureAlgorithms);
  return writer
    .vector16((list) => {
      for (const name of message.authorities) list.vector16(name);
    })
    .finish();
}
