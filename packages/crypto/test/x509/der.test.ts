import { describe, expect, it } from 'vitest';
import { fromHex } from '../../src/bytes/bytes.js';
import { DerReader } from '../../src/x509/der/reader.js';
import { readTime } from '../../src/x509/der/time.js';
import { errorOf } from './chains.js';

const reader = (hex: string): DerReader => DerReader.decode(fromHex(hex.replaceAll(' ', '')), 'a test');

describe('DER, and DER only (X.690, 8, 10)', () => {
  it('reads what is right', () => {
    expect(reader('30 03 02 01 05').enter().smallInteger()).toBe(5);
    expect(reader(`04 81 80${'00'.repeat(128)}`).read(4)).toHaveLength(128);
    expect(reader('02 02 00 80').smallInteger()).toBe(128);
    expect(reader('01 01 ff').boolean()).toBe(true);
    expect(reader('03 02 07 80').bitString()).toEqual({ unusedBits: 7, bytes: Uint8Array.of(0x80) });
    expect(reader('06 06 2a 86 48 86 f7 0d').oid()).toBe('1.2.840.113549');
    expect(reader('06 03 88 37 03').oid()).toBe('2.999.3');
  });

  const wrong: readonly (readonly [what: string, hex: string, read: (reader: DerReader) => unknown])[] = [
    ['nothing', '', (r) => r.read(4)],
    ['an identifier alone', '04', (r) => r.read(4)],
    ['another type', '05 00', (r) => r.read(4)],
    ['contents beyond the end', '04 02 00', (r) => r.read(4)],
    ['an indefinite length', '30 80 00 00', (r) => r.enter()],
    ['a long length for a short element', '04 81 01 00', (r) => r.read(4)],
    ['a length with leading zeros', `04 82 00 80${'00'.repeat(128)}`, (r) => r.read(4)],
    ['a length of more than four octets', '04 85 00 00 00 00 01 00', (r) => r.read(4)],
    ['a length that ends early', '04 82 01', (r) => r.read(4)],
    ['a length of 4 GiB', '04 84 ff ff ff ff', (r) => r.read(4)],
    ['an identifier of several octets', '1f 1f 00', (r) => r.element()],
    ['an element beyond its parent', '30 02 04 04 00 00 00 00', (r) => r.enter().read(4)],
    ['more than belongs there', '05 00 00', (r) => r.element() && r.finish()],
    ['an empty integer', '02 00', (r) => r.integer()],
    ['a padded integer', '02 02 00 7f', (r) => r.integer()],
    ['a padded negative integer', '02 02 ff 80', (r) => r.integer()],
    ['a negative small integer', '02 01 ff', (r) => r.smallInteger()],
    ['a large small integer', '02 05 01 00 00 00 00', (r) => r.smallInteger()],
    ['a boolean of 1', '01 01 01', (r) => r.boolean()],
    ['a boolean of two octets', '01 02 ff ff', (r) => r.boolean()],
    ['a bit string without octets', '03 00', (r) => r.bitString()],
    ['a bit string with 8 unused bits', '03 02 08 00', (r) => r.bitString()],
    ['an empty bit string with unused bits', '03 01 01', (r) => r.bitString()],
    ['a bit string whose unused bits are set', '03 02 01 01', (r) => r.bitString()],
    ['a bit string that is no whole number of octets', '03 02 01 02', (r) => r.octetBitString()],
    ['an empty object identifier', '06 00', (r) => r.oid()],
    ['an object identifier that ends early', '06 02 2a 86', (r) => r.oid()],
    ['an object identifier with a padded arc', '06 03 2a 80 01', (r) => r.oid()],
    ['an object identifier with an arc beyond 2^53', `06 0a 2a${'ff'.repeat(8)}7f`, (r) => r.oid()],
  ];
  for (const [what, hex, read] of wrong) {
    it(`refuses ${what}`, () => {
      expect(errorOf(() => read(reader(hex))).code).toBe('MALFORMED');
    });
  }
});

describe('times (RFC 5280, 4.1.2.5)', () => {
  const time = (tag: string, text: string): DerReader =>
    reader(
      `${tag} ${text.length.toString(16).padStart(2, '0')} ${Buffer.from(text, 'latin1').toString('hex')}`,
    );

  it('reads both forms', () => {
    expect(readTime(time('17', '491231235959Z'))).toBe(Date.UTC(2049, 11, 31, 23, 59, 59));
    expect(readTime(time('17', '500101000000Z'))).toBe(Date.UTC(1950, 0, 1));
    expect(readTime(time('18', '99991231235959Z'))).toBe(Date.UTC(9999, 11, 31, 23, 59, 59));
    expect(readTime(time('18', '00010101000000Z'))).toBe(-62135596800000);
  });

  const wrong = [
    '4912312359Z',
    '491231235959',
    '491231235959+0100',
    '490231000000Z',
    '491301000000Z',
    '490101240000Z',
    '490101000060Z',
    '49010100000aZ',
    '',
    `${'0'.repeat(100)}Z`,
  ];
  for (const text of wrong) {
    it(`refuses the UTCTime "${text.slice(0, 20)}"`, () => {
      expect(errorOf(() => readTime(time('17', text))).code).toBe('MALFORMED');
    });
  }

  for (const text of ['20491231235959.5Z', '20491231235959', '20490229000000Z', '491231235959Z']) {
    it(`refuses the GeneralizedTime "${text}"`, () => {
      expect(errorOf(() => readTime(time('18', text))).code).toBe('MALFORMED');
    });
  }
});
