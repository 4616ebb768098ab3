import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = flagCodec('extended_master_secret extension');

/** extended_master_secret (RFC 7627): the master secret is bound to the handshake, in TLS 1.2 and below. */
export const extendedMasterSecret: ExtensionDescriptor<{ clientHello: true; serverHello12: true }> = {
  id: 23,
  name: 'extended_master_secret',
  codecs: { clientHello: codec, serverHello12: codec },
};
