import { TlsError } from '@proj/crypto';
import type { RawExtension } from '../wire/raw-extension.js';
import { type ExtensionSet, readExtensionSet, writeExtensionSet } from './extension-set.js';

/** What stands beside one certificate in TLS 1.3. */
export interface CertificateExtensions extends ExtensionSet<'certificate'> {}
/** What TLS 1.3's CertificateRequest asks for; signature_algorithms is always there. */
export interface CertificateRequestExtensions extends ExtensionSet<'certificateRequest'> {
  /** `SignatureScheme` numbers, in order of preference. */
  readonly signatureAlgorithms: readonly number[];
}
/** What TLS 1.3's NewSessionTicket says about its ticket. */
export interface NewSessionTicketExtensions extends ExtensionSet<'newSessionTicket'> {}

/**
 * Reads the extensions of one entry of TLS 1.3's Certificate. Throws a `TlsError`: what the extensions' codecs throw,
 * `UNSUPPORTED_EXTENSION` for one that was not offered, `ILLEGAL_PARAMETER` for one that may not be here.
 *
 * @param offered - Types of the ClientHello for a server's certificate, of the CertificateRequest for a client's
 *   (RFC 8446, 4.4.2).
 */
export function readCertificateExtensions(
  raw: readonly RawExtension[],
  offered: ReadonlySet<number>,
): CertificateExtensions {
  return readExtensionSet('certificate', raw, offered);
}

/**
 * Reads the extensions of TLS 1.3's CertificateRequest; unknown ones are passed over. Throws a `TlsError`: what the
 * extensions' codecs throw, `ILLEGAL_PARAMETER` for one that may not be here, `MISSING_EXTENSION` without
 * signature_algorithms (RFC 8446, 4.3.2).
 */
export function readCertificateRequestExtensions(raw: readonly RawExtension[]): CertificateRequestExtensions {
  const values = readExtensionSet('certificateRequest', raw);
  const { signatureAlgorithms } = values;
  if (signatureAlgorithms === undefined) {
    throw new TlsError('MISSING_EXTENSION', 'CertificateRequest: signature_algorithms is missing');
  }
  return { ...values, signatureAlgorithms };
}

/**
 * Reads the extensions of TLS 1.3's NewSessionTicket; unknown ones are passed over. Throws a `TlsError`: what the
 * extensions' codecs throw, `ILLEGAL_PARAMETER` for one that may not be here.
 */
export function readNewSessionTicketExtensions(raw: readonly RawExtension[]): NewSessionTicketExtensions {
  return readExtensionSet('newSessionTicket', raw);
}

/** Writes the extensions of one entry of TLS 1.3's Certificate; `order` and `extra` as for a ClientHello. */
export function writeCertificateExtensions(
  values: CertificateExtensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('certificate', values, order, extra);
}

/** Writes the extensions of TLS 1.3's CertificateRequest; `order` and `extra` as for a ClientHello. */
export function writeCertificateRequestExtensions(
  values: CertificateRequestExtensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('certificateRequest', values, order, extra);
}

/** Writes the extensions of TLS 1.3's NewSessionTicket; `order` and `extra` as for a ClientHello. */
export function writeNewSessionTicketExtensions(
  values: NewSessionTicketExtensions,
  order?: readonly number[],
  extra?: readonly RawExtension[],
): RawExtension[] {
  return writeExtensionSet('newSessionTicket', values, order, extra);
}
