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

  test('BIO_set_mem_eof_return(3): another value is returned with a retry; BIO_eof(3) tells of emptiness all the same', () => {
    const bio = new MemoryBio();
    bio.eofReturn = -5;
    expect(read(bio, 4).ret).toBe(-5);
    expect([bio.shouldRead, bio.eof]).toEqual([true, true]);
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

  test('BIO_gets(3): lines with their newline, what there is of the last one, and 0 when there is nothing', () => {
    const bio = new MemoryBio(new TextEncoder().encode('one\ntwo\nthr'));
    const line = (length: number): string => {
      const into = new Uint8Array(length);
      return new TextDecoder().decode(into.subarray(0, bio.gets(into)));
    };
    expect([line(20), line(2), line(2), line(20), line(20)]).toEqual(['one\n', 'tw', 'o\n', 'thr', '']);
    expect([bio.shouldRetry, bio.bytesRead]).toEqual([false, 11]);
  });

  test('BIO_puts(3) writes UTF-8; BIO_number_written(3) and BIO_number_read(3) count', () => {
    const bio = new MemoryBio();
    expect([bio.puts('né'), bio.puts(''), bio.write(pattern(4))]).toEqual([3, 0, 4]);
    expect(read(bio, 3).bytes).toEqual(Uint8Array.of(0x6e, 0xc3, 0xa9));
    expect([bio.bytesWritten, bio.bytesRead]).toEqual([7, 3]);
  });

  test('BIO_seek(3) and BIO_tell(3) in read-only contents', () => {
    const bio = new MemoryBio(Uint8Array.of(1, 2, 3));
    read(bio, 2);
    expect([bio.tell(), bio.seek(1), bio.tell()]).toEqual([2, 1, 1]);
    expect(read(bio, 9).bytes).toEqual(Uint8Array.of(2, 3));
    expect([bio.seek(4), bio.seek(-1), bio.seek(3), read(bio, 1).ret]).toEqual([-1, -1, 3, 0]);
    expect([new MemoryBio().seek(0), new MemoryBio().tell()]).toEqual([-1, -1]);
  });
});
