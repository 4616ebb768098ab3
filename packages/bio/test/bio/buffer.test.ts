import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BufferBio, createBioPair, MemoryBio } from '../../src/index.js';
import { pattern } from '../support/drive.js';

describe('BIO_f_buffer(3)', () => {
  test('gathers small writes until it is flushed', () => {
    const memory = new MemoryBio();
    const bio = new BufferBio().push(memory);
    for (let i = 0; i < 10; i += 1) expect(bio.write(pattern(100))).toBe(100);
    expect([memory.pending, bio.writePending]).toEqual([0, 1000]);
    expect(bio.flush()).toBe(1);
    expect([memory.pending, bio.writePending]).toEqual([1000, 0]);
  });

  test('passes on what does not fit in 4096 bytes', () => {
    const memory = new MemoryBio();
    const bio = new BufferBio().push(memory);
    bio.write(pattern(4000));
    expect(bio.write(pattern(200))).toBe(200);
    expect([memory.pending, bio.writePending]).toEqual([4096, 104]);
    expect(bio.write(pattern(10_000))).toBe(10_000);
    bio.flush();
    expect(memory.pending).toBe(14_200);
  });

  test('takes what it can when the next BIO is full, and copies its retry flags', () => {
    const [half] = createBioPair(10, 10);
    const bio = new BufferBio(8).push(half);
    expect(bio.write(pattern(40))).toBe(10);
    expect([bio.shouldWrite, half.writePending]).toEqual([true, 10]);
    expect(bio.write(pattern(5))).toBe(5);
    expect(bio.write(pattern(9))).toBe(3);
    expect([bio.shouldWrite, bio.writePending]).toEqual([true, 18 - 10]);
    expect(bio.flush()).toBe(-1);
    expect(bio.shouldWrite).toBe(true);
    half.peer?.read(new Uint8Array(10));
    expect(bio.flush()).toBe(1);
  });

  test('reads until it has what was asked for, or the next BIO has no more', () => {
    const [half, far] = createBioPair(10, 10);
    const bio = new BufferBio(8).push(half);
    far.write(pattern(6));
    const into = new Uint8Array(7);
    expect(bio.read(into)).toBe(6);
    expect(into.subarray(0, 6)).toEqual(pattern(6));
    expect(bio.read(into)).toBe(-1);
    expect(bio.shouldRead).toBe(true);
    far.write(pattern(9));
    expect(bio.read(into.subarray(0, 2))).toBe(2);
    expect(bio.pending).toBe(6);
    far.shutdownWrite();
    expect(bio.read(new Uint8Array(20))).toBe(7);
    expect(bio.read(into)).toBe(0);
    expect([bio.shouldRetry, bio.eof]).toEqual([false, true]);
  });

  test('reset drops what both buffers hold', () => {
    const memory = new MemoryBio();
    const bio = new BufferBio().push(memory);
    bio.write(pattern(5));
    bio.reset();
    bio.flush();
    expect(memory.pending).toBe(0);
  });

  test('whatever the sizes, the bytes come through in order', () => {
    const sizes = fc.integer({ min: 1, max: 70 });
    fc.assert(
      fc.property(sizes, sizes, fc.array(sizes, { maxLength: 40 }), (bufferSize, pairSize, writes) => {
        const [half, far] = createBioPair(pairSize, pairSize);
        const bio = new BufferBio(bufferSize).push(half);
        const data = pattern(4000);
        const arrived: number[] = [];
        const drain = () => {
          const bytes = new Uint8Array(16);
          for (let got = far.read(bytes); got > 0; got = far.read(bytes))
            arrived.push(...bytes.subarray(0, got));
        };
        let at = 0;
        for (const length of writes) {
          const ret = bio.write(data.subarray(at, at + length));
          at += Math.max(ret, 0);
          if (ret < length) drain();
        }
        while (bio.flush() <= 0) drain();
        drain();
        expect(Uint8Array.from(arrived)).toEqual(data.subarray(0, at));
      }),
    );
  });
});
