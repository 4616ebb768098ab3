import { createHash, createHmac, hkdfSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes } from '../../src/index.js';
import { md5, md5Sha1, nobleProvider, sha1 } from '../../src/noble/index.js';

const hashes = nobleProvider.hashes.filter(({ name }) => name !== 'MD5-SHA1');
const nodeName = (name: string): string => name.toLowerCase().replace('-', '');
const bytes = fc.uint8Array({ maxLength: 300 });

describe.each(hashes.map((hash) => [hash.name, hash] as const))('%s', (name, hash) => {
  it('hashes at once and in pieces as OpenSSL does', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 4 }), (pieces) => {
        const expected = createHash(nodeName(name)).update(Buffer.concat(pieces)).digest();
        expect(Buffer.from(hash.digest(concatBytes(...pieces)))).toEqual(expected);
        const context = hash.create();
        for (const piece of pieces) context.update(piece);
        expect(Buffer.from(context.clone().digest())).toEqual(expected);
        expect(Buffer.from(context.digest())).toEqual(expected);
        expect(expected).toHaveLength(hash.outputLength);
      }),
      { numRuns: 30 },
    );
  });

  it('goes on alone after a clone, as a transcript needs', () => {
    const context = hash.create().update(Uint8Array.of(1));
    const copy = context.clone().update(Uint8Array.of(3));
    context.update(Uint8Array.of(2));
    expect(context.digest()).toEqual(hash.digest(Uint8Array.of(1, 2)));
    expect(copy.digest()).toEqual(hash.digest(Uint8Array.of(1, 3)));
  });

  it('makes HMAC (RFC 2104) at once and in pieces as OpenSSL does, with keys of any length', () => {
    fc.assert(
      fc.property(bytes, bytes, bytes, (key, first, second) => {
        const expected = createHmac(nodeName(name), key).update(first).update(second).digest();
        expect(Buffer.from(hash.hmac(key, concatBytes(first, second)))).toEqual(expected);
        const context = hash.createHmac(key).update(first);
        expect(Buffer.from(context.clone().update(second).digest())).toEqual(expected);
        expect(Buffer.from(context.update(second).digest())).toEqual(expected);
      }),
      { numRuns: 30 },
    );
  });

  it('makes HKDF (RFC 5869) as OpenSSL does, up to 255 blocks', () => {
    const size = fc.integer({ min: 1, max: 255 * hash.outputLength });
    fc.assert(
      fc.property(bytes, bytes, bytes, size, (material, salt, info, length) => {
        const expected = hkdfSync(nodeName(name), material, salt, info, length);
        const key = hash.hkdfExtract(salt, material);
        expect(Buffer.compare(hash.hkdfExpand(key, info, length), new Uint8Array(expected))).toBe(0);
      }),
      { numRuns: 15 },
    );
    const key = new Uint8Array(hash.outputLength);
    expect(() => hash.hkdfExpand(key, new Uint8Array(), 255 * hash.outputLength + 1)).toThrow();
  });
});

describe('MD5-SHA1 (RFC 4346, 7.4.3)', () => {
  it('is MD5 and SHA-1 side by side, at once and in pieces', () => {
    const text = new Uint8Array(200).fill(5);
    const expected = concatBytes(md5.digest(text), sha1.digest(text));
    expect(md5Sha1.digest(text)).toEqual(expected);
    const context = md5Sha1.create().update(text.subarray(0, 70));
    const copy = context.clone();
    expect(context.update(text.subarray(70)).digest()).toEqual(expected);
    expect(copy.digest()).toEqual(md5Sha1.digest(text.subarray(0, 70)));
    expect(expected).toHaveLength(md5Sha1.outputLength);
  });

  it('has no HMAC and no HKDF, and says what to use instead', () => {
    const none = new Uint8Array();
    expect(() => md5Sha1.hmac(none, none)).toThrow('use MD5 or SHA-1');
    expect(() => md5Sha1.createHmac(none)).toThrow(RangeError);
    expect(() => md5Sha1.hkdfExtract(none, none)).toThrow(RangeError);
    expect(() => md5Sha1.hkdfExpand(none, none, 1)).toThrow(RangeError);
  });
});
