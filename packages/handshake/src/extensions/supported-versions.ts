import { Reader, TLS13, TlsError, Writer } from '@proj/crypto';
import type { RawExtension } from '../wire/raw-extension.js';
import { u16Codec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'supported_versions extension';
const number = u16Codec(what);

const selected: Codec<number> = {
  read(data) {
    const version = number.read(data);
    // RFC 8446, 4.2.1: older versions are selected by legacy_version alone.
    if (version < TLS13) throw new TlsError('ILLEGAL_PARAMETER', `${what}: selects a version below TLS 1.3`);
    return version;
  },
  write: number.write,
};

/** supported_versions (RFC 8446, 4.2.1): version numbers in order of preference; the answer is one of them. */
export const supportedVersions: ExtensionDescriptor<{
  clientHello: readonly number[];
  serverHello13: number;
  helloRetryRequest: number;
}> = {
  id: 43,
  name: 'supported_versions',
  codecs: {
    clientHello: {
      read(data) {
        const reader = new Reader(data, what);
        const list = new Reader(reader.vector8(2, 254), what);
        reader.end();
        const versions: number[] = [];
        while (list.remaining > 0) versions.push(list.u16());
        return versions;
      },
      write: (versions) =>
        new Writer()
          .vector8((list) => {
            for (const version of versions) list.u16(version);
          })
          .finish(),
    },
    serverHello13: selected,
    helloRetryRequest: selected,
  },
};

/**
 * The version that a ServerHello selects, looked at before anything else in it (RFC 8446, 4.2.1): that of its
 * supported_versions if there is one, else its legacy_version. Throws a `TlsError` `DECODE_ERROR` or
 * `ILLEGAL_PARAMETER`.
 */
export function selectedVersion(hello: {
  readonly legacyVersion: number;
  readonly extensions: readonly RawExtension[];
}): number {
  const extension = hello.extensions.find(({ type }) => type === supportedVersions.id);
  return extension === undefined ? hello.legacyVersion : selected.read(extension.data);
}
