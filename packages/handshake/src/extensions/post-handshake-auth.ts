import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

/** post_handshake_auth (RFC 8446, 4.2.6): the client may be asked for a certificate after the handshake. */
export const postHandshakeAuth: ExtensionDescriptor<{ clientHello: true }> = {
  id: 49,
  name: 'post_handshake_auth',
  codecs: { clientHello: flagCodec('post_handshake_auth extension') },
};
