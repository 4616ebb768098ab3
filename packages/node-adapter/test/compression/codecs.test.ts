import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { nodeCertificateCompression } from '../../src/compression/codecs.js';

const text = new Uint8Array(Buffer.from('certificate '.repeat(200)));
const names = new Map([
  [1, 'zlib'],
  [2, 'Brotli'],
  [3, 'Zstandard'],
]);

describe.each(nodeCertificateCompression.map((codec) => [names.get(codec.id), codec] as const))(
  '%s (RFC 8879, 3)',
  (_, { compress = () => new Uint8Array(0), decompress }) => {
    it('gives back what was compressed', () => {
      for (const data of [text, new Uint8Array(randomBytes(3000)), Uint8Array.of(1)]) {
        expect(decompress(compress(data), data.length)).toEqual(data);
      }
      expect(compress(text).length).toBeLessThan(text.length / 4);
    });

    it('makes no more bytes than it is to, whatever it was given', () => {
      const bomb = compress(new Uint8Array(50_000_000));
      expect(bomb.length).toBeLessThan(60_000);
      const before = process.memoryUsage().arrayBuffers;
      expect(() => decompress(bomb, 100_000)).toThrow();
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
    });

    it('takes neither less nor more than a whole stream', () => {
      const compressed = compress(text);
      expect(() => decompress(compressed.subarray(0, -4), text.length)).toThrow();
      expect(() => decompress(Uint8Array.of(...compressed, 0, 1, 2), text.length)).toThrow();
      expect(() => decompress(new Uint8Array(randomBytes(100)), text.length)).toThrow();
    });
  },
);

describe('the codecs of Node', () => {
  it('are Brotli and zlib at least, each once', () => {
    const ids = nodeCertificateCompression.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining([1, 2]));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('write zlib with its header, not bare deflate (RFC 1950)', () => {
    const zlib = nodeCertificateCompression.find(({ id }) => id === 1);
    expect(zlib?.decompress(deflateSync(text), text.length)).toEqual(text);
    expect(zlib?.compress?.(text)[0]).toBe(0x78);
  });
});
