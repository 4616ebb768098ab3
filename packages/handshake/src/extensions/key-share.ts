import { Reader, TlsError, Writer } from '@proj/crypto';
import { u16Codec } from './codecs.js';
import type { Codec, ExtensionDescriptor } from './extension.js';

const what = 'key_share extension';

/** One end's public value in one group. */
export interface KeyShareEntry {
  /** The `NamedGroup` number. */
  readonly group: number;
  /** At least one byte. */
  readonly keyExchange: Uint8Array;
}

const offer: Codec<readonly KeyShareEntry[]> = {
  read(data) {
    const reader = new Reader(data, what);
    const list = new Reader(reader.vector16(), what);
    reader.end();
    const entries: KeyShareEntry[] = [];
    const seen = new Set<number>();
    while (list.remaining > 0) {
      const entry = readEntry(list);
      // RFC 8446, 4.2.8: never two shares for one group.
      if (seen.has(entry.group)) {
        throw new TlsError('ILLEGAL_PARAMETER', `${what}: two shares for group ${entry.group}`);
      }
      seen.add(entry.group);
      entries.push(entry);
    }
    return entries;
  },
  write: (entries) =>
    new Writer()
      .vector16((list) => {
        for (const entry of entries) writeEntry(list, entry);
      })
      .finish(),
};

const answer: Codec<KeyShareEntry> = {
  read(data) {
    const reader = new Reader(data, what);
    const entry = readEntry(reader);
    reader.end();
    return entry;
  },
  write(entry) {
    const writer = new Writer();
    writeEntry(writer, entry);
    return writer.finish();
  },
};

/**
 * key_share (RFC 8446, 4.2.8): the client's shares, possibly none; the server's one share; in a HelloRetryRequest the
 * number of the group that the server wants a share for.
 */
export const keyShare: ExtensionDescriptor<{
  clientHello: readonly KeyShareEntry[];
  serverHello13: KeyShareEntry;
  helloRetryRequest: number;
}> = {
  id: 51,
  name: 'key_share',
  codecs: { clientHello: offer, serverHello13: answer, helloRetryRequest: u16Codec(what) },
};

function readEntry(reader: Reader): KeyShareEntry {
  return { group: reader.u16(), keyExchange: reader.vector16(1) };
}

function writeEntry(writer: Writer, { group, keyExchange }: KeyShareEntry): void {
  writer.u16(group).vector16(keyExchange);
}
