import { TlsError, Writer } from '@proj/crypto';
import type { Codec, ExtensionDescriptor } from './extension.js';

const codec: Codec<Uint8Array> = {
  read(data) {
    if (data.length === 1 + (data[0] ?? 0)) return data.subarray(1);
    throw new TlsError(
      'RENEGOTIATION_ENCODING',
      'the renegotiation_info extension does not have the length that it says',
    );
  },
  write: (verifyData) => new Writer(verifyData.length + 1).vector8(verifyData).finish(),
};

/**
 * renegotiation_info (RFC 5746, 3.2): empty in an initial handshake; then the client's verify_data of the handshake
 * before, followed by the server's in the answer. TLS 1.2 and below.
 */
export const renegotiationInfo: ExtensionDescriptor<{ clientHello: Uint8Array; serverHello12: Uint8Array }> =
  {
    id: 0xff01,
    name: 'renegotiation_info',
    codecs: { clientHello: codec, serverHello12: codec },
  };
