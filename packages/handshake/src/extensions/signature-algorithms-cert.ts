import { u16ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = u16ListCodec('signature_algorithms_cert extension');

/** signature_algorithms_cert (RFC 8446, 4.2.3): `SignatureScheme` numbers for certificates, where these differ. */
export const signatureAlgorithmsCert: ExtensionDescriptor<{
  clientHello: readonly number[];
  certificateRequest: readonly number[];
}> = {
  id: 50,
  name: 'signature_algorithms_cert',
  codecs: { clientHello: codec, certificateRequest: codec },
};
