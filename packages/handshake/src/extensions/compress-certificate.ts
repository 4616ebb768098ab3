import { Reader, Writer } from '@proj/crypto';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'compress_certificate extension';

const codec: Codec<readonly number[]> = {
  read(data) {
    const reader = new Reader(data, what);
    const list = new Reader(reader.vector8(2, 254), what);
    reader.end();
    const algorithms: number[] = [];
    while (list.remaining > 0) algorithms.push(list.u16());
    return algorithms;
  },
  write: (algorithms) =>
    new Writer()
      .vector8((list) => {
        for (const algorithm of algorithms) list.u16(algorithm);
      })
      .finish(),
};

/** compress_certificate (RFC 8879, 3): `CertificateCompressionAlgorithm` numbers that the sender can undo. */
export const compressCertificate: ExtensionDescriptor<{
  clientHello: readonly number[];
  certificateRequest: readonly number[];
}> = {
  id: 27,
  name: 'compress_certificate',
  codecs: { clientHello: codec, certificateRequest: codec },
};
