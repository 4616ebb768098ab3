import { certificateTypeCodec } from './certificate-type.js';
import { u8ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'client_certificate_type extension';
const answer = certificateTypeCodec(what);

/**
 * client_certificate_type (RFC 7250, 3): `CertificateType` numbers for the certificate that the client may be asked for, in order of
 * preference; the answer is one of them.
 */
export const clientCertificateType: ExtensionDescriptor<{
  clientHello: readonly number[];
  serverHello12: number;
  encryptedExtensions: number;
}> = {
  id: 19,
  name: 'client_certificate_type',
  codecs: { clientHello: u8ListCodec(what), serverHello12: answer, encryptedExtensions: answer },
};
