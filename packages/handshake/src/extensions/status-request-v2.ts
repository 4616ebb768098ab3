import { Reader, Writer } from '@proj/crypto';
import { multiOcspStatusType, ocspStatusType } from '../wire/certificate-status.js';
import { flagCodec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'status_request_v2 extension';
const noRequest = Uint8Array.of(0, 0, 0, 0);

/**
 * `CertificateStatusType` numbers in the client's order. Which responders it trusts and what else it would say to them is
 * passed over: a server has the responses that it has.
 */
const offer: Codec<readonly number[]> = {
  read(data) {
    const reader = new Reader(data, what);
    const list = new Reader(reader.vector16(1), what);
    reader.end();
    const types: number[] = [];
    while (list.remaining > 0) {
      const type = list.u8();
      const request = new Reader(list.vector16(), what);
      types.push(type);
      if (type !== ocspStatusType && type !== multiOcspStatusType) continue;
      const responders = new Reader(request.vector16(), what);
      while (responders.remaining > 0) responders.vector16(1);
      request.vector16();
      request.end();
    }
    return types;
  },
  write: (types) =>
    new Writer()
      .vector16((list) => {
        for (const type of types) list.u8(type).vector16(noRequest);
      })
      .finish(),
};

/**
 * status_request_v2 (RFC 6961, 2.2), which TLS 1.3 has no use for (RFC 8446, 4.4.2.1): its certificates carry their
 * responses themselves.
 */
export const statusRequestV2: ExtensionDescriptor<{ clientHello: readonly number[]; serverHello12: true }> = {
  id: 17,
  name: 'status_request_v2',
  codecs: { clientHello: offer, serverHello12: flagCodec(what) },
};
