import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Reader, TlsError, Writer } from '../../src/index.js';

/** One thing to write, and to read back. */
type Item =
  | { readonly kind: 'u8' | 'u16' | 'u24' | 'u32'; readonly value: number }
  | { readonly kind: 'bytes' | 'vector8' | 'vector16' | 'vector24'; readonly value: Uint8Array }
  | { readonly kind: 'u16List'; readonly value: number[] };

const number = (kind: 'u8' | 'u16' | 'u24' | 'u32', max: number): fc.Arbitrary<Item> =>
  fc.record({ kind: fc.constant(kind), value: fc.integer({ min: 0, max }) });
const block = (kind: 'bytes' | 'vector8' | 'vector16' | 'vector24', maxLength: number): fc.Arbitrary<Item> =>
  fc.record({ kind: fc.constant(kind), value: fc.uint8Array({ maxLength }) });
const item: fc.Arbitrary<Item> = fc.oneof(
  number('u8', 0xff),
  number('u16', 0xffff),
  number('u24', 0xffffff),
  number('u32', 0xffffffff),
  block('bytes', 40),
  block('vector8', 255),
  block('vector16', 400),
  block('vector24', 400),
  fc.record({
    kind: fc.constant('u16List' as const),
    value: fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 20 }),
  }),
);

function write(writer: Writer, { kind, value }: Item): void {
  if (kind === 'u16List') writer.u16List(value);
  else if (typeof value === 'number') {
    if (kind === 'u8') writer.u8(value);
    if (kind === 'u16') writer.u16(value);
    if (kind === 'u24') writer.u24(value);
    if (kind === 'u32') writer.u32(value);
  } else {
    if (kind === 'bytes') writer.bytes(value);
    if (kind === 'vector8') writer.vector8(value);
    if (kind === 'vector16') writer.vector16((body) => body.bytes(value));
    if (kind === 'vector24') writer.vector24((body) => body.bytes(value));
  }
}

function read(reader: Reader, { kind, value }: Item): unknown {
  return kind === 'bytes' ? reader.bytes(value.length) : reader[kind]();
}

describe('the presentation language (RFC 8446, 3)', () => {
  it('round-trips numbers, vectors and lists from a buffer of any first size', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 12 }), fc.integer({ min: 0, max: 64 }), (items, capacity) => {
        const writer = new Writer(capacity);
        for (const each of items) write(writer, each);
        const reader = new Reader(writer.finish(), 'items');
        for (const each of items) expect(read(reader, each)).toEqual(each.value);
        expect(reader.remaining).toBe(0);
        reader.end();
      }),
    );
  });

  it('cut short anywhere is a decode_error that names the structure', () => {
    fc.assert(
      fc.property(fc.array(item, { minLength: 1, maxLength: 6 }), fc.nat(), (items, cut) => {
        const writer = new Writer();
        for (const each of items) write(writer, each);
        const whole = writer.finish();
        fc.pre(whole.length > 0);
        const reader = new Reader(whole.subarray(0, cut % whole.length), 'the items');
        const failure = thrown(() => {
          for (const each of items) read(reader, each);
        });
        expect(failure).toMatchObject({ code: 'DECODE_ERROR', alert: 'decode_error', fault: 'peer' });
        expect(failure?.message).toMatch(/^the items: /);
      }),
    );
  });

  it('longer than read is a decode_error (RFC 8446, 6.2)', () => {
    const reader = new Reader(Uint8Array.of(1, 2), 'a message');
    reader.u8();
    expect(thrown(() => reader.end())?.message).toContain('1 bytes too many');
  });

  it('holds vectors to their bounds', () => {
    const vector = Uint8Array.of(0, 3, 7, 7, 7);
    expect(new Reader(vector, 'v').vector16(3, 3)).toHaveLength(3);
    expect(thrown(() => new Reader(vector, 'v').vector16(4))?.message).toContain('allowed 4');
    expect(thrown(() => new Reader(vector, 'v').vector16(0, 2))?.message).toContain('allowed 0 to 2');
    expect(thrown(() => new Reader(vector, 'v').u16List())?.code).toBe('DECODE_ERROR');
    expect(thrown(() => new Reader(Uint8Array.of(0, 0), 'v').u16List())?.code).toBe('DECODE_ERROR');
  });

  it('gives views, not copies', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(new Reader(bytes, 'v').bytes(2).buffer).toBe(bytes.buffer);
    expect(new Reader(bytes, 'v').rest()).toEqual(bytes);
  });

  it('is not written with numbers or vectors that do not fit', () => {
    for (const value of [-1, 256, 1.5, Number.NaN]) expect(() => new Writer().u8(value)).toThrow(RangeError);
    expect(() => new Writer().u24(2 ** 24)).toThrow(RangeError);
    expect(() => new Writer().vector8(new Uint8Array(256))).toThrow('256 bytes does not fit');
  });

  it('nests vectors', () => {
    const writer = new Writer().vector16((list) => list.vector8((name) => name.u8(5)).u8(6));
    expect(writer.finish()).toEqual(Uint8Array.of(0, 3, 1, 5, 6));
    expect(writer.length).toBe(5);
  });
});

function thrown(action: () => void): TlsError | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof TlsError) return error;
    throw error;
  }
  return undefined;
}
