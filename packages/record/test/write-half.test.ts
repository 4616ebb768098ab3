import { TLS10, TLS12 } from '@proj/crypto';
import {
  contentTypes,
  MAX_PLAINTEXT_LENGTH,
  MIN_FRAGMENT_LENGTH,
  nullSealer,
  RETAINED_CAPACITY,
  ReadHalf,
  type Sealer,
  WriteHalf,
} from '@proj/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain, halves, kinds, pattern, rawRecord, readAll, splitRecords } from './support.ts';

const { alert, applicationData, changeCipherSpec, handshake } = contentTypes;

describe('fragments', () => {
  it('have 2^14 bytes unless told otherwise (RFC 8446, 5.1)', () => {
    const write = new WriteHalf();
    expect(write.maxFragment).toBe(MAX_PLAINTEXT_LENGTH);
    write.write(handshake, pattern(40_000));
    expect(splitRecords(drain(write)).map((record) => record.length - 5)).toEqual([16_384, 16_384, 7_232]);
  });

  it('are as short as is asked, and carry everything', () => {
    const maxFragment = fc.integer({ min: MIN_FRAGMENT_LENGTH, max: MAX_PLAINTEXT_LENGTH });
    fc.assert(
      fc.property(maxFragment, fc.integer({ min: 1, max: 20_000 }), (most, length) => {
        const write = new WriteHalf();
        write.maxFragment = most;
        write.write(handshake, pattern(length));
        const read = new ReadHalf();
        read.receive(drain(write));
        const records = readAll(read);
        expect(records).toHaveLength(Math.ceil(length / most));
        expect(Buffer.concat(records.map(({ content }) => content))).toEqual(Buffer.from(pattern(length)));
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 62, 16_385, 512.5, Number.NaN])('are not of %d bytes', (length) => {
    const write = new WriteHalf();
    expect(() => {
      write.maxFragment = length;
    }).toThrow(/63 to 16384/);
    expect(write.maxFragment).toBe(MAX_PLAINTEXT_LENGTH);
  });

  it('can be written one at a time, by a caller that heeds what waits', () => {
    const write = new WriteHalf();
    write.maxFragment = 512;
    const data = pattern(1200);
    expect(write.writeFragment(applicationData, data)).toBe(512);
    expect(write.output.pending).toBe(517);
    expect(write.writeFragment(applicationData, data, 512)).toBe(512);
    expect(write.writeFragment(applicationData, data, 1024)).toBe(176);
    const read = new ReadHalf();
    read.receive(drain(write));
    expect(Buffer.concat(readAll(read).map(({ content }) => content))).toEqual(Buffer.from(data));
  });

  it('are shared by handshake messages that come in one call (RFC 8446, 5.1)', () => {
    const write = new WriteHalf();
    write.write(handshake, Uint8Array.of(...pattern(30), ...pattern(40)));
    expect(splitRecords(drain(write))).toHaveLength(1);
  });

  it('are empty for application data only (RFC 8446, 5.1)', () => {
    const write = new WriteHalf();
    const nothing = new Uint8Array(0);
    write.write(applicationData, nothing);
    expect(drain(write)).toEqual(rawRecord(applicationData, TLS12, nothing));
    for (const type of [changeCipherSpec, alert, handshake]) {
      expect(() => write.write(type, nothing)).toThrow(RangeError);
    }
    expect(write.output.pending).toBe(0);
  });
});

describe('headers', () => {
  it('have the version that is set, 0x0303 at first', () => {
    const write = new WriteHalf();
    write.write(handshake, pattern(1));
    expect(drain(write)).toEqual(rawRecord(handshake, TLS12, pattern(1)));
    write.recordVersion = TLS10;
    write.write(handshake, pattern(1));
    expect(drain(write)).toEqual(rawRecord(handshake, TLS10, pattern(1)));
  });
});

describe('a change of keys', () => {
  it('holds for what is written after it, and wipes the key before', () => {
    let destroyed = 0;
    const plain = nullSealer();
    const sealer: Sealer = {
      overhead: plain.overhead,
      canPad: plain.canPad,
      keyUpdateDue: plain.keyUpdateDue,
      seal: (type, version, content, padding, out, at) =>
        plain.seal(type, version, content, padding, out, at),
      destroy: () => {
        destroyed += 1;
      },
    };
    const write = new WriteHalf();
    write.changeProtection(sealer);
    write.write(handshake, pattern(5));
    write.changeProtection(nullSealer());
    expect(destroyed).toBe(1);
    expect(drain(write)).toEqual(rawRecord(handshake, TLS12, pattern(5)));
  });
});

describe('output', () => {
  it.each(kinds)('$name: can be taken in pieces of any size, between any writes', (kind) => {
    const step = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 0, max: 5000 }));
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        const { write, read } = halves(kind);
        const expected: Uint8Array[] = [];
        for (const [length, taken] of steps) {
          expected.push(pattern(length));
          write.write(applicationData, pattern(length));
          const size = Math.min(taken, write.output.pending);
          read.receive(write.output.peek(0, size));
          write.output.consume(size);
        }
        read.receive(drain(write));
        const contents = readAll(read).map(({ content }) => content);
        expect(Buffer.concat(contents)).toEqual(Buffer.concat(expected));
      }),
      { numRuns: 10 },
    );
  });

  it.each(kinds)('$name: an overhead is never less than what a record adds', (kind) => {
    const { write } = halves(kind);
    const sealer = kind.sealer();
    for (let length = 0; length < 70; length++) {
      write.write(applicationData, pattern(length));
      expect(drain(write).length).toBeLessThanOrEqual(length + sealer.overhead);
    }
  });

  it('lies in the same memory as long as it is emptied, and gives back what a burst took', () => {
    const write = new WriteHalf();
    const memory = new Set<ArrayBufferLike>();
    for (let i = 0; i < 50; i++) {
      write.write(applicationData, pattern(16_384));
      memory.add(write.output.peek().buffer);
      write.output.consume(write.output.pending);
    }
    expect(memory.size).toBe(1);
    write.write(applicationData, new Uint8Array(1_000_000));
    write.output.consume(write.output.pending);
    write.write(applicationData, pattern(1));
    expect(write.output.peek().buffer.byteLength).toBeLessThanOrEqual(RETAINED_CAPACITY);
  });
});
