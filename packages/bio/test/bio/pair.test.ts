import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BioError, createBioPair, defaultPairSize, PairBio } from '../../src/index.js';
import { pattern } from '../support/drive.js';

describe('BIO_s_bio(3)', () => {
  test('holds 17 KiB each way by default', () => {
    const [one, other] = createBioPair();
    expect(defaultPairSize).toBe(17 * 1024);
    expect([one.writeGuarantee, other.writeGuarantee]).toEqual([defaultPairSize, defaultPairSize]);
    expect(one.write(pattern(20_000))).toBe(defaultPairSize);
    expect([one.writeGuarantee, one.writePending, other.pending]).toEqual([
      0,
      defaultPairSize,
      defaultPairSize,
    ]);
  });

  test('gives back what it was given, however much waited when more came', () => {
    const [one, other] = createBioPair();
    const sent = pattern(60_000);
    const got = new Uint8Array(sent.length);
    let written = 0;
    let read = 0;
    for (const size of [100, 3000, 1500, 9000, 12_000, 8000, 17_408, 17_408, 17_408]) {
      written += Math.max(0, one.write(sent.subarray(written, written + size)));
      expect(other.pending).toBe(written - read);
      read += other.read(got.subarray(read, read + Math.ceil(size / 2)));
    }
    while (read < written) read += other.read(got.subarray(read));
    expect(written).toBeGreaterThan(2 * defaultPairSize);
    expect(got.subarray(0, read)).toEqual(sent.subarray(0, written));
  });

  test('BIO_nwrite0(3) gives all of the room that lies in one piece, also after small writes', () => {
    const [one, other] = createBioPair();
    one.write(pattern(10));
    other.read(new Uint8Array(4));
    const room = one.nwrite0();
    expect(room instanceof Uint8Array && room.length).toBe(defaultPairSize - 10);
  });

  test('a full half asks to be written again, an empty one to be read again', () => {
    const [one, other] = createBioPair(2, 2);
    expect(one.write(Uint8Array.of(1, 2, 3))).toBe(2);
    expect(one.write(Uint8Array.of(3))).toBe(-1);
    expect([one.shouldWrite, one.shouldRead]).toEqual([true, false]);
    expect(one.read(new Uint8Array(1))).toBe(-1);
    expect([one.shouldWrite, one.shouldRead]).toEqual([false, true]);
    expect(other.read(new Uint8Array(9))).toBe(2);
    expect(one.write(Uint8Array.of(3))).toBe(1);
  });

  test('BIO_ctrl_get_read_request(3): what the other half wanted and did not find, at most what fits', () => {
    const [one, other] = createBioPair(10, 10);
    other.read(new Uint8Array(5));
    expect(one.readRequest).toBe(5);
    other.read(new Uint8Array(50));
    expect(one.readRequest).toBe(10);
    one.resetReadRequest();
    expect(one.readRequest).toBe(0);
    other.read(new Uint8Array(3));
    one.write(Uint8Array.of(1));
    expect(one.readRequest).toBe(0);
    other.read(new Uint8Array(3));
    expect(one.readRequest).toBe(0);
  });

  test('BIO_shutdown_wr(3): the other half reads to the end, and writing here is a broken pipe', () => {
    const [one, other] = createBioPair();
    one.write(Uint8Array.of(7));
    one.shutdownWrite();
    expect(one.write(Uint8Array.of(8))).toBe(-1);
    expect(one.shouldRetry).toBe(false);
    expect(one.cause instanceof BioError && one.cause.code).toBe('BROKEN_PIPE');
    expect(one.writeGuarantee).toBe(0);
    expect(other.eof).toBe(false);
    expect(other.read(new Uint8Array(4))).toBe(1);
    expect(other.eof).toBe(true);
    expect(other.read(new Uint8Array(4))).toBe(0);
    expect(other.shouldRetry).toBe(false);
    expect(other.write(Uint8Array.of(1))).toBe(1);
  });

  test('BIO_nread0(3) and BIO_nread(3): pieces that do not wrap', () => {
    const [one, other] = createBioPair(4, 4);
    one.write(Uint8Array.of(1, 2, 3));
    expect(other.nread(2)).toEqual(Uint8Array.of(1, 2));
    one.write(Uint8Array.of(4, 5, 6));
    expect(other.nread0()).toEqual(Uint8Array.of(3, 4));
    expect(other.nread(9)).toEqual(Uint8Array.of(3, 4));
    expect(other.nread(9)).toEqual(Uint8Array.of(5, 6));
    expect(other.nread0()).toBe(-1);
    expect(other.shouldRead).toBe(true);
    expect(one.readRequest).toBe(1);
    one.shutdownWrite();
    expect(other.nread(1)).toBe(0);
  });

  test('BIO_nwrite0(3) and BIO_nwrite(3): room that does not wrap', () => {
    const [one, other] = createBioPair(4, 4);
    const room = one.nwrite0();
    expect(room).toHaveLength(4);
    if (typeof room !== 'number') room.set([1, 2, 3]);
    expect(one.nwrite(3)).toHaveLength(3);
    other.nread(2);
    expect(one.nwrite(9)).toHaveLength(1);
    expect(one.nwrite0()).toHaveLength(2);
    expect(one.nwrite(2)).toHaveLength(2);
    expect(one.nwrite0()).toBe(-1);
    expect(one.shouldWrite).toBe(true);
    one.shutdownWrite();
    expect(one.nwrite(1)).toBe(-1);
    expect(one.shouldRetry).toBe(false);
  });

  test('a half in no pair is not initialised', () => {
    const bio = new PairBio();
    expect([bio.read(new Uint8Array(1)), bio.write(new Uint8Array(1))]).toEqual([-1, -1]);
    expect([bio.nread0(), bio.nread(1), bio.nwrite0(), bio.nwrite(1)]).toEqual([-2, -2, -2, -2]);
    expect(bio.cause).toMatchObject({ code: 'UNINITIALIZED' });
    expect([bio.pending, bio.writePending, bio.writeGuarantee, bio.eof]).toEqual([0, 0, 0, true]);
  });

  test('BIO_set_write_buf_size(3) and BIO_make_bio_pair(3): sizes are chosen before the pair is made', () => {
    const one = new PairBio();
    const other = new PairBio();
    one.writeBufferSize = 3;
    one.join(other);
    expect([one.writeBufferSize, one.writeGuarantee]).toEqual([3, 3]);
    const busy = (run: () => void) => expect(run).toThrow(BioError);
    busy(() => {
      one.writeBufferSize = 9;
    });
    busy(() => one.join(new PairBio()));
    busy(() => new PairBio().join(other));
  });

  test('BIO_destroy_bio_pair(3): both halves lose each other and what was on its way; they can be paired again', () => {
    const [one, other] = createBioPair(5, 5);
    one.write(Uint8Array.of(1));
    one.shutdownWrite();
    other.destroyPair();
    expect([one.peer, other.peer, other.pending, one.writePending]).toEqual([undefined, undefined, 0, 0]);
    other.join(one);
    expect(one.write(Uint8Array.of(2))).toBe(1);
    expect(other.pending).toBe(1);
  });

  test('freeing one half leaves the other without input', () => {
    const [one, other] = createBioPair();
    one.free();
    expect([other.peer, other.eof]).toEqual([undefined, true]);
  });

  test('reset forgets what the other half has not read, and answers 0', () => {
    const [one, other] = createBioPair();
    one.write(pattern(9));
    expect(one.reset()).toBe(0);
    expect(other.pending).toBe(0);
  });

  test('sizes below 1, and no numbers, are refused', () => {
    expect(() => new PairBio(-1)).toThrow(RangeError);
    expect(() => new PairBio(1.5)).toThrow(RangeError);
  });

  test('any sequence of operations keeps the bytes in order and the counts right', () => {
    const step = fc.record({
      writes: fc.boolean(),
      inPlace: fc.boolean(),
      length: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 33 }), fc.array(step, { maxLength: 60 }), (size, steps) => {
        const [one, other] = createBioPair(size, size);
        const data = pattern(4000);
        let written = 0;
        let taken = 0;
        for (const { writes, inPlace, length } of steps) {
          if (writes) {
            const piece = data.subarray(written, written + length);
            const room = inPlace ? one.nwrite(length) : one.write(piece);
            const count = typeof room === 'number' ? room : room.length;
            if (typeof room !== 'number') room.set(piece.subarray(0, count));
            expect(count < 0).toBe(written - taken === size);
            written += Math.max(count, 0);
          } else {
            const into = new Uint8Array(length);
            const bytes = inPlace ? other.nread(length) : into.subarray(0, Math.max(other.read(into), 0));
            if (typeof bytes !== 'number') {
              expect(bytes).toEqual(data.subarray(taken, taken + bytes.length));
              taken += bytes.length;
            }
          }
          expect(other.pending).toBe(written - taken);
          expect(one.writeGuarantee).toBe(size - (written - taken));
        }
      }),
    );
  });
});
