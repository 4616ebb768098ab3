import { Reader, Writer } from '@proj/crypto';
import { flagCodec } from './codecs.js';
import type { ExtensionDescriptor } from './extension.js';

const what = 'early_data extension';

/** early_data (RFC 8446, 4.2.10): a flag in hellos; in a ticket, the most bytes of early data it may be used for. */
export const earlyData: ExtensionDescriptor<{
  clientHello: true;
  encryptedExtensions: true;
  newSessionTicket: number;
}> = {
  id: 42,
  name: 'early_data',
  codecs: {
    clientHello: flagCodec(what),
    encryptedExtensions: flagCodec(what),
    newSessionTicket: {
      read(data) {
        const reader = new Reader(data, what);
        const maxSize = reader.u32();
        reader.end();
        return maxSize;
      },
      write: (maxSize) => new Writer(4).u32(maxSize).finish(),
    },
  },
};
