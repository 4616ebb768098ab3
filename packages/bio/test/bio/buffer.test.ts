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

  test('BIO_gets(3): whole lines, read ahead from a BIO that has none', () => {
    const [one, other] = createBioPair();
    const bio = new BufferBio().push(other);
    const line = (length: number): string => {
      const into = new Uint8Array(length);
      const count = bio.gets(into);
      return count < 0 ? String(count) : new TextDecoder().decode(into.subarray(0, count));
    };
    one.puts('one\ntwo\nthree');
    expect([line(20), bio.bufferedLines, line(3), line(3)]).toEqual(['one\n', 1, 'two', '\n']);
    expect([line(20), line(20), bio.shouldRead]).toEqual(['three', '-1', true]);
    one.puts('end');
    one.shutdownWrite();
    expect([line(20), line(20), bio.shouldRetry]).toEqual(['end', '', false]);
  });

  test('BIO_set_buffer_size(3): grows and drops what was buffered; sizes up to 4096 change nothing', () => {
    const memory = new MemoryBio();
    const bio = new BufferBio().push(memory);
    bio.write(pattern(10));
    bio.writeBufferSize = 100;
    expect([bio.writeBufferSize, bio.writePending]).toEqual([4096, 10]);
    bio.writeBufferSize = 8192;
    expect([bio.writeBufferSize, bio.writePending]).toEqual([8192, 0]);
    bio.write(pattern(8000));
    expect(memory.pending).toBe(0);
    memory.write(pattern(100));
    bio.read(new Uint8Array(1));
    bio.readBufferSize = 4096;
    expect(bio.pending).toBe(99);
    bio.readBufferSize = 5000;
    expect([bio.readBufferSize, bio.pending]).toEqual([5000, 0]);
  });

  test('BIO_set_buffer_read_data(3): is read first, and may be larger than the buffer', () => {
    const bio = new BufferBio().push(new MemoryBio(Uint8Array.of(9)));
    bio.setReadData(pattern(5000));
    const into = new Uint8Array(5001);
    expect([bio.pending, bio.read(into)]).toEqual([5000, 5001]);
    expect(into).toEqual(Uint8Array.of(...pattern(5000), 9));
  });

  test('alone it is at its end, and neither flushes nor resets', () => {
    const bio = new BufferBio();
    expect([bio.eof, bio.flush(), bio.reset(), bio.gets(new Uint8Array(3))]).toEqual([true, 0, 0, 0]);
  });

  test('what would fill the buffer again after it was passed on goes on at once, as in libcrypto', () => {
    const memory = new MemoryBio();
    const bio = new BufferBio().push(memory);
    expect([bio.write(pattern(4096)), memory.pending, bio.writePending]).toEqual([4096, 0, 4096]);
    expect([bio.write(pattern(4096)), memory.pending, bio.writePending]).toEqual([4096, 8192, 0]);
  });

  test('what is wanted beyond the buffer is read where it is wanted, to its end, as in libcrypto', () => {
    const [one, other] = createBioPair(100, 5000);
    const bio = new BufferBio().push(one);
    other.write(pattern(900));
    expect([bio.read(new Uint8Array(5000)), other.readRequest]).toEqual([900, 4100]);
    expect([bio.read(new Uint8Array(10)), other.readRequest]).toEqual([-1, 4096]);
  });
});
