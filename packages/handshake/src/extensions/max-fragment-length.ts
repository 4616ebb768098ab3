import { Reader, TlsError } from '@proj/crypto';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'max_fragment_length extension';

/** Code 1 to 4: 2^9, 2^10, 2^11 or 2^12 bytes (RFC 6066, 4). */
const codec: Codec<number> = {
  read(data) {
    const reader = new Reader(data, what);
    const code = reader.u8();
    reader.end();
    if (code < 1 || code > 4) throw new TlsError('ILLEGAL_PARAMETER', `${what}: ${code} is not 1 to 4`);
    return code;
  },
  write: (code) => Uint8Array.of(code),
};

/** Bytes of plaintext that a max_fragment_length code stands for. */
export function fragmentLengthOf(code: number): number {
  return 2 ** (8 + code);
}

/** The code that stands for a length of 512, 1024, 2048 or 4096 bytes. */
export function fragmentLengthCodeOf(length: number): number {
  return Math.log2(length) - 8;
}

/** max_fragment_length (RFC 6066, 4): a code of 1 to 4, see {@link fragmentLengthOf}. */
export const maxFragmentLength: ExtensionDescriptor<{
  clientHello: number;
  serverHello12: number;
  encryptedExtensions: number;
}> = {
  id: 1,
  name: 'max_fragment_length',
  codecs: { clientHello: codec, serverHello12: codec, encryptedExtensions: codec },
};
