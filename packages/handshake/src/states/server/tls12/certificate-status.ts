import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import type { ServerHello12Extensions } from '../../../extensions/server-hello-extensions.js';
import {
  multiOcspStatusType,
  writeCertificateStatus,
  writeMultiCertificateStatus,
} from '../../../wire/certificate-status.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import type { Staple } from '../../common/staple.js';
import type { Handshake } from '../../state.js';

/**
 * What ServerHello says of what comes beside the certificates: a promise of CertificateStatus, by the one extension that
 * asks for the most (RFC 6961, 2.2), and the timestamps themselves (RFC 6962, 3.3.1).
 */
export function stapleAnswers(
  { extensions: { statusRequest, statusRequestV2 } }: ReceivedClientHello,
  { ocspResponses, timestamps }: Staple,
): ServerHello12Extensions {
  const multi = statusRequestV2?.includes(multiOcspStatusType) && ocspResponses.some((one) => one);
  const single = statusRequest && ocspResponses[0];
  return {
    ...(multi ? { statusRequestV2: true as const } : single && { statusRequest: true as const }),
    ...(timestamps.length > 0 && { signedCertificateTimestamp: timestamps }),
  };
}

/** Sends the CertificateStatus that was promised (RFC 6066, 8; RFC 6961, 2.2). */
export function sendCertificateStatus(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  staple: Staple,
): void {
  const { statusRequest, statusRequestV2 } = stapleAnswers(received, staple);
  const [ocspResponse] = staple.ocspResponses;
  if (statusRequestV2) {
    const body = writeMultiCertificateStatus(staple.ocspResponses);
    handshake.send(handshakeTypes.certificateStatus, body);
  } else if (statusRequest && ocspResponse) {
    handshake.send(handshakeTypes.certificateStatus, writeCertificateStatus({ ocspResponse }));
  }
}
