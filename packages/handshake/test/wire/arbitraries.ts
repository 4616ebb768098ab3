import fc from 'fast-check';
import type { RawExtension } from '../../src/wire/raw-extension.js';

/** A byte string of `min` to `max` bytes. */
export const bytes = (min: number, max: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: min, maxLength: max });

export const u8: fc.Arbitrary<number> = fc.nat(0xff);
export const u16: fc.Arbitrary<number> = fc.nat(0xffff);
export const u32: fc.Arbitrary<number> = fc.nat(0xffffffff);
export const u8List: fc.Arbitrary<number[]> = fc.array(u8, { minLength: 1, maxLength: 20 });
export const u16List: fc.Arbitrary<number[]> = fc.array(u16, { minLength: 1, maxLength: 20 });

/** Extensions of any type with any data, none twice. */
export const rawExtensions: fc.Arbitrary<RawExtension[]> = fc.uniqueArray(
  fc.record({ type: u16, data: bytes(0, 40) }),
  { maxLength: 6, selector: ({ type }) => type },
);
