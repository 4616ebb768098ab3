import { signatureSchemeByName } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { writeCertificateRequestExtensions } from '../../../extensions/certificate-extensions.js';
import type { RawExtension } from '../../../wire/raw-extension.js';
import { compressionValues } from '../../common/certificate-message.js';
import { delegationValues } from '../../common/delegation.js';

/** What a CertificateRequest says of the certificate that it wants (RFC 8446, 4.3.2). */
export function certificateQuestions(config: ServerConfig): RawExtension[] {
  const {
    certificateSignatureSchemes: schemes,
    clientAuthorities,
    requestStatus,
    requestTimestamps,
    signatureSchemes,
  } = config;
  return writeCertificateRequestExtensions({
    signatureAlgorithms: signatureSchemes.map((name) => signatureSchemeByName(name).id),
    ...(schemes && { signatureAlgorithmsCert: schemes.map((name) => signatureSchemeByName(name).id) }),
    ...(clientAuthorities.length > 0 && { certificateAuthorities: clientAuthorities }),
    // RFC 8446, 4.4.2.1.
    ...(requestStatus !== 'none' && { statusRequest: true as const }),
    ...compressionValues(config), // RFC 8879, 3
    ...delegationValues(config), // RFC 9345, 4.1
    ...(requestTimestamps && { signedCertificateTimestamp: true as const }),
  });
}
