import { TlsError } from '@proj/crypto';
import type { ExtensionDescriptor } from './extension.js';

/** padding (RFC 7685): the number of zero bytes, possibly none. */
export const padding: ExtensionDescriptor<{ clientHello: number }> = {
  id: 21,
  name: 'padding',
  codecs: {
    clientHello: {
      read(data) {
        // RFC 7685, 3: filled completely with zeros; anything else is a channel that nobody agreed on.
        if (data.some((byte) => byte !== 0)) {
          throw new TlsError('ILLEGAL_PARAMETER', 'padding extension: a byte is not zero');
        }
        return data.length;
      },
      write: (length) => new Uint8Array(length),
    },
  },
};
