import { TlsError } from '@proj/crypto';
import { u16Codec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'record_size_limit extension';

/** Smallest limit in bytes; less is illegal (RFC 8449, 4). */
export const minRecordSizeLimit = 64;
/** Largest limit in TLS 1.2: the plaintext of a record. */
export const maxRecordSizeLimit12 = 16_384;
/** Largest limit in TLS 1.3: there it counts the content type byte too (RFC 8449, 4). */
export const maxRecordSizeLimit13 = 16_385;

const number = u16Codec(what);

/** A server may be offered more than it knows of (RFC 8449, 4), so the client's limit has no upper bound. */
function codec(max: number): Codec<number> {
  return {
    read(data) {
      const limit = number.read(data);
      if (limit < minRecordSizeLimit || limit > max) {
        throw new TlsError('ILLEGAL_PARAMETER', `${what}: ${limit} is not ${minRecordSizeLimit} to ${max}`);
      }
      return limit;
    },
    write: number.write,
  };
}

/** record_size_limit (RFC 8449): the largest plaintext, in bytes, that the sender is willing to receive. */
export const recordSizeLimit: ExtensionDescriptor<{
  clientHello: number;
  serverHello12: number;
  encryptedExtensions: number;
}> = {
  id: 28,
  name: 'record_size_limit',
  codecs: {
    clientHello: codec(0xffff),
    serverHello12: codec(maxRecordSizeLimit12),
    encryptedExtensions: codec(maxRecordSizeLimit13),
  },
};
