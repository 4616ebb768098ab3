import { equalBytes } from '../../bytes/bytes.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { X509Error } from '../errors.js';
import { extensionIds } from '../extensions/oids.js';
import type { Signed } from './signature.js';

/** Octets of a serial number (RFC 5280, 4.1.2.2). */
const maxSerialNumberLength = 20;

/**
 * Extensions that are acted upon, and so may be critical. The TLS feature is read, but a critical one asks for a stapled
 * response that no one checks here, so it is not among them.
 */
const understood: ReadonlySet<string> = new Set([
  extensionIds.subjectKeyIdentifier,
  extensionIds.keyUsage,
  extensionIds.subjectAltName,
  extensionIds.basicConstraints,
  extensionIds.nameConstraints,
  extensionIds.certificatePolicies,
  extensionIds.policyMappings,
  extensionIds.authorityKeyIdentifier,
  extensionIds.policyConstraints,
  extensionIds.extendedKeyUsage,
  extensionIds.inhibitAnyPolicy,
  // Places to look asks for nothing; whether revocation counts is the caller's choice.
  extensionIds.crlDistributionPoints,
]);

/** Throws for a critical extension that is not understood, and for a malformed one, critical or not. */
export function checkExtensions(certificate: Certificate): void {
  for (const { id, critical } of certificate.extensions.values()) {
    if (critical && !understood.has(id)) {
      throw new X509Error(
        'UNHANDLED_CRITICAL_EXTENSION',
        `a critical extension that is not understood, ${id}; what it asks for can not be kept, so the certificate is refused`,
      );
    }
  }
  readAll(certificate);
}

/** Reading an extension or a name throws when it is malformed. */
function readAll(certificate: Certificate): void {
  void certificate.issuer.relativeNames;
  void certificate.subject.relativeNames;
  void certificate.subjectKeyId;
  void certificate.keyUsage;
  void certificate.subjectAltNames;
  void certificate.basicConstraints;
  void certificate.nameConstraints;
  void certificate.certificatePolicies;
  void certificate.policyMappings;
  void certificate.authorityKeyId;
  void certificate.policyConstraints;
  void certificate.extendedKeyUsage;
  void certificate.inhibitAnyPolicy;
  void certificate.authorityInformationAccess;
  void certificate.tlsFeature;
  void certificate.crlDistributionPoints;
  void certificate.freshestCrl;
}

/** Throws for anything but version 3, and for wrong serial numbers and names. */
export function checkFields(certificate: Certificate): void {
  if (certificate.version !== 3) {
    throw new X509Error(
      'INVALID_VERSION',
      `a certificate of version ${certificate.version}, which can not say what it may be used for; have it issued with ` +
        'version 3, which any extension brings about',
    );
  }
  checkSerialNumber(certificate.serialNumber);
  if (certificate.issuer.isEmpty)
    throw new X509Error('EMPTY_ISSUER', 'a certificate without a name of its issuer; have it issued again');
  if (certificate.subject.isEmpty && certificate.subjectAltNames === undefined)
    throw new X509Error('EMPTY_SUBJECT', 'a certificate that names no one; have it issued again');
}

function checkSerialNumber(serialNumber: Uint8Array): void {
  const negative = (serialNumber[0] ?? 0) >= 0x80;
  const zero = serialNumber.every((octet) => octet === 0);
  if (!negative && !zero && serialNumber.length <= maxSerialNumberLength) return;
  throw new X509Error(
    'INVALID_SERIAL_NUMBER',
    'a serial number that is not positive, or longer than 20 bytes; have the certificate issued again',
  );
}

/** The signature algorithm; throws where it is not known, or another inside than outside (RFC 5280, 4.1.1.2). */
export function requireSignatureAlgorithm(signed: Signed): SignatureAlgorithm {
  if (!equalBytes(signed.signatureAlgorithmDer, signed.signedAlgorithmDer)) {
    throw new X509Error(
      'SIGNATURE_ALGORITHM_MISMATCH',
      'a structure that names one signature algorithm inside and another outside; have it issued again',
    );
  }
  if (signed.signatureAlgorithm) return signed.signatureAlgorithm;
  throw new X509Error(
    'UNSUPPORTED_SIGNATURE_ALGORITHM',
    `a signature algorithm or parameters that are not known (${signed.signatureAlgorithmId}); use RSA, RSA-PSS, ` +
      'ECDSA, Ed25519, Ed448 or ML-DSA with SHA-2',
  );
}

/** Throws when the moment is outside the validity; the last second counts as a whole (RFC 5280, 4.1.2.5). */
export function checkValidity(certificate: Certificate, time: number): void {
  if (time < certificate.notBefore) {
    throw new X509Error(
      'NOT_YET_VALID',
      `a certificate that is valid from ${isoTime(certificate.notBefore)} only, and it is ${isoTime(time)}; check the ` +
        'clock, or wait',
    );
  }
  if (time >= certificate.notAfter + 1_000) {
    throw new X509Error(
      'EXPIRED',
      `a certificate that expired at ${isoTime(certificate.notAfter)}, and it is ${isoTime(time)}; renew it`,
    );
  }
}

function isoTime(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time}` : date.toISOString();
}

/** Throws unless the certificate is of an authority that may sign certificates (RFC 5280, 6.1.4 (k), (n)). */
export function checkAuthority(certificate: Certificate): void {
  if (!certificate.basicConstraints?.ca) {
    throw new X509Error(
      'NOT_A_CA',
      "a certificate that has signed another without being an authority's: its basic constraints do not say cA",
    );
  }
  if (certificate.keyUsage && !certificate.keyUsage.has('keyCertSign')) {
    throw new X509Error(
      'NO_CERT_SIGN',
      'an authority whose key may not sign certificates: its key usage has no keyCertSign',
    );
  }
}
