import { bytesListCodec, flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'signed_certificate_timestamp extension';
const request = flagCodec(what);
const list = bytesListCodec(what);

/**
 * signed_certificate_timestamp (RFC 6962, 3.3.1; RFC 8446, 4.4.2.1): asked for by an empty extension, answered with
 * serialized timestamps of at least one byte each.
 */
export const signedCertificateTimestamp: ExtensionDescriptor<{
  clientHello: true;
  serverHello12: readonly Uint8Array[];
  certificateRequest: true;
  certificate: readonly Uint8Array[];
}> = {
  id: 18,
  name: 'signed_certificate_timestamp',
  codecs: { clientHello: request, serverHello12: list, certificateRequest: request, certificate: list },
};
