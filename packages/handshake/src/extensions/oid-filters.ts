import { Reader, TlsError, toHex, Writer } from '@proj/crypto';
import type { ExtensionDescriptor } from './extension.js';

const what = 'oid_filters extension';

/** A certificate extension that a client's certificate must have, with values that it must hold. */
export interface OidFilter {
  /** DER of the certificate extension's object identifier, 1 to 255 bytes. */
  readonly oid: Uint8Array;
  /** DER of its values; empty when any will do. */
  readonly values: Uint8Array;
}

/** oid_filters (RFC 8446, 4.2.5): object identifiers differ from each other; the list may be empty. */
export const oidFilters: ExtensionDescriptor<{ certificateRequest: readonly OidFilter[] }> = {
  id: 48,
  name: 'oid_filters',
  codecs: { certificateRequest: { read: readFilters, write: writeFilters } },
};

function readFilters(data: Uint8Array): OidFilter[] {
  const reader = new Reader(data, what);
  const list = new Reader(reader.vector16(), what);
  reader.end();
  const filters: OidFilter[] = [];
  const seen = new Set<string>();
  while (list.remaining > 0) {
    const oid = list.vector8(1);
    const key = toHex(oid);
    if (seen.has(key)) throw new TlsError('ILLEGAL_PARAMETER', `${what}: an object identifier occurs twice`);
    seen.add(key);
    filters.push({ oid, values: list.vector16() });
  }
  return filters;
}

function writeFilters(filters: readonly OidFilter[]): Uint8Array {
  return new Writer()
    .vector16((list) => {
      for (const { oid, values } of filters) list.vector8(oid).vector16(values);
    })
    .finish();
}
