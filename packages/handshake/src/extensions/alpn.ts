import { Reader, Writer } from '@proj/crypto';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'application_layer_protocol_negotiation extension';

const offer: Codec<readonly Uint8Array[]> = {
  read: readProtocols,
  write: (protocols) =>
    new Writer()
      .vector16((list) => {
        for (const protocol of protocols) list.vector8(protocol);
      })
      .finish(),
};

const answer: Codec<Uint8Array> = {
  read(data) {
    const [protocol, ...others] = readProtocols(data);
    // RFC 7301, 3.1: the answer names exactly one protocol.
    if (protocol === undefined || others.length > 0) {
      throw new Reader(data, what).error('an answer names exactly one protocol');
    }
    return protocol;
  },
  write: (protocol) => offer.write([protocol]),
};

/**
 * application_layer_protocol_negotiation (RFC 7301): protocol names of 1 to 255 opaque bytes, in the client's order of
 * preference; the answer is one of them.
 */
export const alpn: ExtensionDescriptor<{
  clientHello: readonly Uint8Array[];
  serverHello12: Uint8Array;
  encryptedExtensions: Uint8Array;
}> = {
  id: 16,
  name: 'application_layer_protocol_negotiation',
  codecs: { clientHello: offer, serverHello12: answer, encryptedExtensions: answer },
};

function readProtocols(data: Uint8Array): Uint8Array[] {
  const reader = new Reader(data, what);
  const list = new Reader(reader.vector16(2), what);
  reader.end();
  const protocols: Uint8Array[] = [];
  while (list.remaining > 0) protocols.push(list.vector8(1));
  return protocols;
}
