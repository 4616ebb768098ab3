import { describe, expect, test } from 'vitest';
import { BioError, MemoryBio } from '../../src/index.js';
import { pattern } from '../support/drive.js';

const read = (bio: MemoryBio, length: number): { ret: number; bytes: Uint8Array } => {
  const into = new Uint8Array(length);
  const ret = bio.read(into);
  return { ret, bytes: into.subarray(0, Math.max(ret, 0)) };
};

describe('BIO_s_mem(3)', () => {
  test('gives back what was written, in order, across many sizes', () => {
    const bio = new MemoryBio();
    const data = pattern(100_000);
    let read0 = 0;
    for (let at = 0, size = 1; at < data.length; at += size, size = (size * 7) % 4999) {
      const piece = data.subarray(at, at + size);
      expect(bio.write(piece)).toBe(piece.length);
      const { ret, bytes } = read(bio, size % 613);
      expect(bytes).toEqual(data.subarray(read0, read0 + ret));
      read0 += Math.max(ret, 0);
    }
    expect(bio.pending).toBe(data.length - read0);
    expect(read(bio, data.length).bytes).toEqual(data.subarray(read0));
  });

  test('an empty one asks to be read again, and says so by its flags', () => {
    const bio = new MemoryBio();
    expect(read(bio, 4).ret).toBe(-1);
    expect([bio.shouldRetry, bio.shouldRead, bio.shouldWrite]).toEqual([true, true, false]);
    expect(bio.eof).toBe(true);
  });

  test('BIO_set_mem_eof_return(3): 0 makes the end of the data the end of input', () => {
    const bio = new MemoryBio();
    bio.eofReturn = 0;
    expect(read(bio, 4).ret).toBe(0);
    expect([bio.shouldRetry, bio.eof]).toEqual([false, true]);
    bio.write(Uint8Array.of(1));
    expect([bio.eof, read(bio, 4).ret, bio.eof]).toEqual([false, 1, true]);
  });

  test('BIO_set_mem_eof_return(3): another value is returned with a retry, and is not the end', () => {
    const bio = new MemoryBio();
    bio.eofReturn = -5;
    expect(read(bio, 4).ret).toBe(-5);
    expect([bio.shouldRead, bio.eof]).toEqual([true, false]);
  });

  test('BIO_new_mem_buf(3): read-only contents end, refuse to be written to, and start again at a reset', () => {
    const bio = new MemoryBio(Uint8Array.of(1, 2, 3));
    expect(read(bio, 2).bytes).toEqual(Uint8Array.of(1, 2));
    expect(bio.write(Uint8Array.of(9))).toBe(-1);
    expect(bio.shouldRetry).toBe(false);
    expect(bio.cause).toBeInstanceOf(BioError);
    expect(read(bio, 9).bytes).toEqual(Uint8Array.of(3));
    expect(read(bio, 9).ret).toBe(0);
    expect(bio.eof).toBe(true);
    expect(bio.reset()).toBe(1);
    expect(bio.data).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('reset empties it', () => {
    const bio = new MemoryBio();
    bio.write(pattern(10));
    bio.reset();
    expect([bio.pending, bio.writePending]).toEqual([0, 0]);
  });
});
