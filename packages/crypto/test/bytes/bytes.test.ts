import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, concatBytes, constantTimeEqual, equalBytes, fromHex, toHex, wipe } from '../../src/index.js';

const bytes = fc.uint8Array({ maxLength: 64 });

describe('comparing', () => {
  it.each([
    ['constantTimeEqual', constantTimeEqual],
    ['equalBytes', equalBytes],
  ])('%s says the same as the bytes', (_name, equal) => {
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(equal(a, b)).toBe(Buffer.compare(a, b) === 0);
        expect(equal(a, a.slice())).toBe(true);
      }),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 64 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (a, at, x) => {
          const b = a.slice();
          const index = at % a.length;
          b[index] = (b[index] ?? 0) ^ x;
          expect(equal(a, b)).toBe(false);
          expect(equal(a, a.subarray(1))).toBe(false);
        },
      ),
    );
  });
});

describe('hexadecimal', () => {
  it('round-trips, as Node writes it', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
      }),
    );
  });

  it.each(['0', 'xx', '0x00', ' 00', '00 ', '0g', '٠٠'])('%j is refused', (text) => {
    expect(() => fromHex(text)).toThrow(RangeError);
  });
});

describe('joining, labels and wiping', () => {
  it('joins any number of parts into an array of its own', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), (parts) => {
        expect(Buffer.from(concatBytes(...parts))).toEqual(Buffer.concat(parts));
      }),
    );
    const part = Uint8Array.of(1);
    expect(concatBytes(part).buffer).not.toBe(part.buffer);
  });

  it('takes ASCII only', () => {
    expect(ascii('c hs traffic')).toEqual(new TextEncoder().encode('c hs traffic'));
    expect(() => ascii('é')).toThrow(RangeError);
  });

  it('wipes views in place and passes over what is absent', () => {
    const whole = Uint8Array.of(1, 2, 3, 4);
    wipe(whole.subarray(1, 3), undefined);
    expect(whole).toEqual(Uint8Array.of(1, 0, 0, 4));
  });
});
