import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodePem, encodePem } from '../../src/index.js';
import { decodeBase64, encodeBase64 } from '../../src/keys/base64.js';

describe('base64 (RFC 4648, 4)', () => {
  it('is written as Node writes it, and read back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encodeBase64(bytes);
        expect(text).toBe(Buffer.from(bytes).toString('base64'));
        expect(decodeBase64(text)).toEqual(bytes);
      }),
    );
  });

  it('is read over white space, and refused otherwise', () => {
    expect(decodeBase64(' A\tQ\r\nI D\n')).toEqual(Uint8Array.of(1, 2, 3));
    for (const text of ['AQI', 'AQ=I', 'A===', 'AQID-', 'AQJ=', 'AR==', 'AQ-_', 'AQ==AQ==', 'ÄQID']) {
      expect(decodeBase64(text), text).toBeUndefined();
    }
  });
});

describe('PEM (RFC 7468)', () => {
  it('round-trips blocks of any size, in order, with text between them', () => {
    const block = fc.record({
      label: fc.constantFrom('CERTIFICATE', 'PRIVATE KEY', 'X509 CRL'),
      bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const text = blocks.map(({ label, bytes }) => `subject=x\n${encodePem(label, bytes)}`).join('\n');
        expect(decodePem(text)).toEqual(blocks);
        expect(decodePem(text.replaceAll('\n', '\r\n'))).toEqual(blocks);
        expect(decodePem(text, 'CERTIFICATE')).toEqual(blocks.filter(({ label }) => label === 'CERTIFICATE'));
      }),
    );
  });

  it('has lines of 64 characters', () => {
    const lines = encodePem('X', new Uint8Array(100)).split('\n');
    expect(lines.map((line) => line.length)).toEqual([17, 64, 64, 8, 15, 0]);
  });

  it('without its end line, with another label at its end, or not base64, is refused by name', () => {
    const text = encodePem('CERTIFICATE', Uint8Array.of(1, 2, 3));
    expect(() => decodePem(text.slice(0, -5))).toThrow('BEGIN CERTIFICATE');
    expect(() => decodePem(text.replace('END CERTIFICATE', 'END X'))).toThrow('no end line');
    expect(() => decodePem(text.replace('AQID', 'AQI?'))).toThrow('not base64');
    expect(() => decodePem('-----BEGIN ')).toThrow('no end line');
  });

  it('begins at the start of a line only', () => {
    const text = encodePem('CERTIFICATE', Uint8Array.of(1));
    expect(decodePem(`see ${text}`)).toEqual([]);
    expect(decodePem('nothing here')).toEqual([]);
  });
});
