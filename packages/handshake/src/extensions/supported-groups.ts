import { u16ListCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const codec = u16ListCodec('supported_groups extension');

/**
 * supported_groups (RFC 8446, 4.2.7): `NamedGroup` numbers in order of preference. A TLS 1.2 server should not answer
 * it (RFC 8422, 4), but some do: the answer is read and means nothing.
 */
export const supportedGroups: ExtensionDescriptor<{
  clientHello: readonly number[];
  serverHello12: readonly number[];
  encryptedExtensions: readonly number[];
}> = {
  id: 10,
  name: 'supported_groups',
  codecs: { clientHello: codec, serverHello12: codec, encryptedExtensions: codec },
};
