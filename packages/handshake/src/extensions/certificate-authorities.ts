import { bytesListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = bytesListCodec('certificate_authorities extension');

/** certificate_authorities (RFC 8446, 4.2.4): DER of the names of authorities that the sender trusts, at least one. */
export const certificateAuthorities: ExtensionDescriptor<{
  clientHello: readonly Uint8Array[];
  certificateRequest: readonly Uint8Array[];
}> = {
  id: 47,
  name: 'certificate_authorities',
  codecs: { clientHello: codec, certificateRequest: codec },
};
