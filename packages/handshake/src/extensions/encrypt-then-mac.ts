import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = flagCodec('encrypt_then_mac extension');

/** encrypt_then_mac (RFC 7366): CBC suites of TLS 1.2 and below. */
export const encryptThenMac: ExtensionDescriptor<{ clientHello: true; serverHello12: true }> = {
  id: 22,
  name: 'encrypt_then_mac',
  codecs: { clientHello: codec, serverHello12: codec },
};
