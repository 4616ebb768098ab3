import { TlsError } from '@proj/crypto';
import { u8ListCodec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'ec_point_formats extension';

/** `ECPointFormat.uncompressed`: the only format left (RFC 8422, 5.1.2). */
export const uncompressedPointFormat = 0;

const list = u8ListCodec(what);

const codec: Codec<readonly number[]> = {
  read(data) {
    const formats = list.read(data);
    // RFC 8422, 5.1.2: a list without it must be answered with illegal_parameter.
    if (!formats.includes(uncompressedPointFormat)) {
      throw new TlsError('ILLEGAL_PARAMETER', `${what}: the uncompressed format is missing`);
    }
    return formats;
  },
  write: list.write,
};

/** ec_point_formats (RFC 8422, 5.1.2): `ECPointFormat` numbers, with the uncompressed one among them. */
export const ecPointFormats: ExtensionDescriptor<{
  clientHello: readonly number[];
  serverHello12: readonly number[];
}> = {
  id: 11,
  name: 'ec_point_formats',
  codecs: { clientHello: codec, serverHello12: codec },
};
