import { type CryptoProvider, Writer } from '@proj/crypto';
import {
  checkTimestamps,
  OcspResponse,
  parseTimestamps,
  type RevocationOptions,
  requireTimestamps,
  type SignedCertificateTimestamp,
  stapledTimestamps,
  type VerifiedChain,
  X509Error,
} from '@proj/crypto/x509';
import type { VerifyRequest } from '../config.js';
import type { StatusConfig } from './config.js';

/**
 * What a verification asks of revocation, with the responses that the peer has sent. Throws an `X509Error` for one that can
 * not be read (RFC 6066, 8).
 */
export function revocationOf(
  { revocation }: Partial<Pick<StatusConfig, 'revocation'>>,
  { ocspResponses: [first, ...others] }: Pick<VerifyRequest, 'ocspResponses'>,
): RevocationOptions | undefined {
  if (!revocation || revocation.mode === 'off') return revocation;
  const read = others.flatMap((der) => (der ? [readResponse(der)] : []));
  return {
    ...revocation,
    stapled: first && readResponse(first),
    ocspResponses: [...read, ...(revocation.ocspResponses ?? [])],
  };
}

/** A response that can not be read is a bad one, not a bad certificate. */
function readResponse(der: Uint8Array): OcspResponse {
  try {
    return OcspResponse.parse(der);
  } catch (cause) {
    if (!(cause instanceof X509Error) || cause.code === 'INVALID_OCSP_RESPONSE') throw cause;
    throw new X509Error('INVALID_OCSP_RESPONSE', cause.message, { cause });
  }
}

/** Checks the timestamps of a chain that holds, where any are asked for. Throws an `X509Error`. */
export function verifyTransparency(
  config: Pick<StatusConfig, 'transparency'> & { readonly provider: CryptoProvider },
  request: VerifyRequest,
  { path: [leaf, issuer], anchor }: VerifiedChain,
): void {
  const { provider, transparency } = config;
  if (!transparency || !leaf) return;
  const { logs, policy } = transparency;
  const inResponse = timestampsOfResponse(provider, request, leaf, issuer ?? anchor);
  const delivered = [...timestampsOf(request), ...inResponse];
  const issuerSpki = (issuer ?? anchor).spki;
  const { time } = request;
  requireTimestamps(checkTimestamps({ provider, logs, leaf, issuerSpki, time, delivered }), policy);
}

/** Those of the TLS extension (RFC 6962, 3.3.1). */
function timestampsOf({ timestamps }: VerifyRequest): readonly SignedCertificateTimestamp[] {
  if (timestamps.length === 0) return [];
  const list = new Writer().vector16((items) => {
    for (const item of timestamps) items.vector16(item);
  });
  return parseTimestamps(list.finish());
}

/** Those of the stapled OCSP response (RFC 6962, 3.3). */
function timestampsOfResponse(
  provider: CryptoProvider,
  { ocspResponses: [der] }: VerifyRequest,
  leaf: VerifiedChain['path'][number],
  issuer: VerifiedChain['path'][number] | VerifiedChain['anchor'],
): readonly SignedCertificateTimestamp[] {
  if (!der) return [];
  const name = 'subject' in issuer ? issuer.subject : issuer.name;
  const single = readResponse(der).find(provider, leaf, { name, spki: issuer.spki });
  return single ? stapledTimestamps(single) : [];
}
