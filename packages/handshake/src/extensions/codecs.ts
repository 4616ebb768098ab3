import { Reader, Writer } from '@proj/crypto';
import type { Codec } from './extension.js';

const empty = new Uint8Array(0);

/** An extension that says all by being there: no data, `true` as its value. */
export function flagCodec(what: string): Codec<true> {
  return {
    read(data) {
      new Reader(data, what).end();
      return true;
    },
    write: () => empty,
  };
}

/** One `uint16`. */
export function u16Codec(what: string): Codec<number> {
  return {
    read(data) {
      const reader = new Reader(data, what);
      const value = reader.u16();
      reader.end();
      return value;
    },
    write: (value) => new Writer(2).u16(value).finish(),
  };
}

/** A list of at least one `uint16` with a two-byte length. */
export function u16ListCodec(what: string): Codec<readonly number[]> {
  return {
    read(data) {
      const reader = new Reader(data, what);
      const values = reader.u16List();
      reader.end();
      return values;
    },
    write: (values) => new Writer(2 + 2 * values.length).u16List(values).finish(),
  };
}

/** A list of at least one `uint8` with a one-byte length. */
export function u8ListCodec(what: string): Codec<readonly number[]> {
  return {
    read(data) {
      const reader = new Reader(data, what);
      const values = [...reader.vector8(1)];
      reader.end();
      return values;
    },
    write: (values) =>
      new Writer(1 + values.length)
        .vector8((list) => {
          for (const value of values) list.u8(value);
        })
        .finish(),
  };
}

/** A list of at least one non-empty byte string, each and the whole with two-byte lengths. */
export function bytesListCodec(what: string): Codec<readonly Uint8Array[]> {
  return {
    read(data) {
      const reader = new Reader(data, what);
      const list = new Reader(reader.vector16(1), what);
      reader.end();
      const items: Uint8Array[] = [];
      while (list.remaining > 0) items.push(list.vector16(1));
      return items;
    },
    write: (items) =>
      new Writer()
        .vector16((list) => {
          for (const item of items) list.vector16(item);
        })
        .finish(),
  };
}
