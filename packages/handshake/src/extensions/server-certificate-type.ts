import { certificateTypeCodec } from './certificate-type.js';
import { u8ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'server_certificate_type extension';
const answer = certificateTypeCodec(what);

/**
 * server_certificate_type (RFC 7250, 3): `CertificateType` numbers for the server's own certificate, in order of
 * preference; the answer is one of them.
 */
export const serverCertificateType: ExtensionDescriptor<{
  clientHello: readonly number[];
  serverHello12: number;
  encryptedExtensions: number;
}> = {
  id: 20,
  name: 'server_certificate_type',
  codecs: { clientHello: u8ListCodec(what), serverHello12: answer, encryptedExtensions: answer },
};
