import { u16ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = u16ListCodec('signature_algorithms extension');

/** signature_algorithms (RFC 8446, 4.2.3): `SignatureScheme` numbers for handshake messages, in order of preference. */
export const signatureAlgorithms: ExtensionDescriptor<{
  clientHello: readonly number[];
  certificateRequest: readonly number[];
}> = {
  id: 13,
  name: 'signature_algorithms',
  codecs: { clientHello: codec, certificateRequest: codec },
};
