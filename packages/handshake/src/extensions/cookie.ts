import { Reader, Writer } from '@proj/crypto';
import type { Codec, ExtensionDescriptor } from './extension.js';

const codec: Codec<Uint8Array> = {
  read(data) {
    const reader = new Reader(data, 'cookie extension');
    const value = reader.vector16(1);
    reader.end();
    return value;
  },
  write: (value) => new Writer(value.length + 2).vector16(value).finish(),
};

/** cookie (RFC 8446, 4.2.2): at least one byte, sent by the server in HelloRetryRequest and given back unchanged. */
export const cookie: ExtensionDescriptor<{ clientHello: Uint8Array; helloRetryRequest: Uint8Array }> = {
  id: 44,
  name: 'cookie',
  codecs: { clientHello: codec, helloRetryRequest: codec },
};
