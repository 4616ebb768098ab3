import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createDatagramPair,
  type DatagramBio,
  DatagramMemoryBio,
  type DatagramMessage,
  DatagramPairBio,
  datagramCaps,
} from '../../src/index.js';
import { pattern } from '../support/drive.js';

const { HANDLES_SRC_ADDR, HANDLES_DST_ADDR, PROVIDES_SRC_ADDR, PROVIDES_DST_ADDR } = datagramCaps;
const here = { address: '192.0.2.1', port: 1111 };
const there = { address: '192.0.2.2', port: 2222 };

function read(bio: DatagramBio, size: number): Uint8Array | number {
  const into = new Uint8Array(size);
  const count = bio.read(into);
  return count < 0 ? count : into.subarray(0, count);
}
const into = (size: number): DatagramMessage => ({ data: new Uint8Array(size) });

const kinds: readonly [name: string, make: () => { writer: DatagramBio; reader: DatagramBio }][] = [
  [
    'BIO_s_dgram_pair(3)',
    () => {
      const [writer, reader] = createDatagramPair();
      return { writer, reader };
    },
  ],
  [
    'BIO_s_dgram_mem(3)',
    () => {
      const both = new DatagramMemoryBio();
      return { writer: both, reader: both };
    },
  ],
];

describe.each(kinds)('%s', (_, make) => {
  test('a read gives one datagram, however much is waiting', () => {
    const { writer, reader } = make();
    expect([writer.write(pattern(10)), writer.write(pattern(20))]).toEqual([10, 20]);
    expect([reader.pending, read(reader, 100)]).toEqual([10, pattern(10)]);
    expect([reader.pending, read(reader, 100)]).toEqual([20, pattern(20)]);
    expect(reader.pending).toBe(0);
  });

  test('a buffer that is too small gets the beginning, and the rest is lost', () => {
    const { writer, reader } = make();
    writer.write(pattern(10));
    writer.write(pattern(3));
    expect([read(reader, 4), read(reader, 4)]).toEqual([pattern(4), pattern(3)]);
  });

  test('BIO_dgram_set_no_trunc(3): with too small a buffer the read fails, and the datagram stays', () => {
    const { writer, reader } = make();
    writer.write(pattern(10));
    reader.noTruncation = true;
    expect([read(reader, 9), reader.shouldRetry]).toEqual([-1, false]);
    expect(reader.cause).toMatchObject({ code: 'NON_FATAL' });
    expect(read(reader, 10)).toEqual(pattern(10));
  });

  test('without a datagram a read asks to be retried; there is no end', () => {
    const { reader } = make();
    expect([read(reader, 9), reader.shouldRead, reader.eof]).toEqual([-1, true, false]);
  });

  test('empty datagrams are not written, and what was written may be changed afterwards', () => {
    const { writer, reader } = make();
    const data = pattern(3);
    expect([writer.write(new Uint8Array(0)), writer.write(data)]).toEqual([0, 3]);
    data.fill(0);
    expect(read(reader, 9)).toEqual(pattern(3));
  });

  test('BIO_reset(3) forgets what was written', () => {
    const { writer, reader } = make();
    writer.write(pattern(3));
    expect([writer.reset(), reader.pending]).toEqual([1, 0]);
  });

  test('a set size limits what waits: then a write asks to be retried, and takes all or nothing', () => {
    const { writer, reader } = make();
    const sized = writer instanceof DatagramPairBio ? createDatagramPair(2000)[0] : writer;
    if (sized instanceof DatagramMemoryBio) sized.writeBufferSize = 2000;
    const from = sized instanceof DatagramPairBio ? (sized.peer ?? sized) : reader;
    expect([sized.writeBufferSize, sized.write(pattern(1900))]).toEqual([2000, 1900]);
    expect([sized.write(pattern(1)), sized.write(pattern(200)), sized.shouldWrite]).toEqual([-1, -1, true]);
    read(from, 1);
    expect(sized.write(pattern(200))).toBe(200);
    expect(read(from, 300)).toEqual(pattern(200));
  });

  test('BIO_get_write_guarantee(3): what the next write takes, 0 when that is less than the MTU', () => {
    const { writer, reader } = make();
    writer.mtu = 500;
    const all = writer.writeGuarantee;
    expect(writer.write(pattern(all - 600))).toBe(all - 600);
    const left = writer.writeGuarantee;
    expect(left).toBeGreaterThanOrEqual(500);
    expect(left).toBeLessThan(600);
    writer.mtu = 600;
    expect([writer.writeGuarantee, reader.mtu]).toEqual([0, 600]);
    expect(writer.write(pattern(left))).toBe(left);
  });

  test('BIO_sendmmsg(3) and BIO_recvmmsg(3): several at once; the retry flags stay', () => {
    const { writer, reader } = make();
    const sent = [5, 6, 7].map((size) => ({ data: pattern(size) }));
    expect(writer.sendMany(sent)).toBe(3);
    const got = [into(9), into(4), into(9), into(9)];
    expect(reader.receiveMany(got)).toBe(3);
    expect(got.map(({ data, length }) => length && data.slice(0, length))).toEqual([
      pattern(5),
      pattern(4),
      pattern(7),
      undefined,
    ]);
    expect([reader.receiveMany([into(9)]), reader.shouldRetry]).toEqual([-1, false]);
    expect(reader.cause).toMatchObject({ code: 'NON_FATAL' });
    expect([writer.sendMany([]), reader.receiveMany([])]).toEqual([0, 0]);
  });

  test('addresses: only where the other half handles them, and the local one only when enabled', () => {
    const { writer, reader } = make();
    expect(writer.sendMany([{ data: pattern(1), peer: there }])).toBe(-1);
    expect(writer.cause).toMatchObject({ code: 'PEER_ADDR_NOT_AVAILABLE' });
    expect(writer.sendMany([{ data: pattern(1), local: here }])).toBe(-1);
    expect(writer.cause).toMatchObject({ code: 'LOCAL_ADDR_NOT_AVAILABLE' });
    expect([writer.canUseLocalAddress, writer.enableLocalAddress(true)]).toEqual([false, false]);

    const all = HANDLES_SRC_ADDR | HANDLES_DST_ADDR | PROVIDES_SRC_ADDR | PROVIDES_DST_ADDR;
    reader.caps = all;
    writer.caps = all;
    expect([writer.effectiveCaps, writer.enableLocalAddress(true), reader.enableLocalAddress(true)]).toEqual([
      all,
      true,
      true,
    ]);
    const addressed = { data: pattern(1), local: here, peer: there };
    expect(writer.sendMany([addressed, { data: pattern(2) }])).toBe(2);
    const got = [into(9), into(9)];
    expect(reader.receiveMany(got)).toBe(2);
    expect(got.map(({ peer, local }) => [peer, local])).toEqual([
      [here, there],
      [undefined, undefined],
    ]);
  });

  test('BIO_dgram_set0_local_addr(3): the source of datagrams that name none', () => {
    const { writer, reader } = make();
    writer.localAddress = here;
    writer.write(pattern(1));
    const got = into(9);
    reader.receiveMany([got]);
    expect([got.peer, got.local]).toEqual([here, undefined]);
  });

  test('any sequence of writes and reads keeps datagrams whole and in order', () => {
    const step = fc.record({ writes: fc.boolean(), size: fc.integer({ min: 1, max: 1500 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { writer, reader } = make();
        const waiting: Uint8Array[] = [];
        for (const { writes, size } of steps) {
          if (writes) {
            const count = writer.write(pattern(size));
            expect(count === size || (count === -1 && writer.shouldWrite)).toBe(true);
            if (count > 0) waiting.push(pattern(size));
          } else {
            const next = waiting.shift();
            expect(read(reader, size)).toEqual(next?.subarray(0, size) ?? -1);
          }
          expect(reader.pending).toBe(waiting[0]?.length ?? 0);
        }
      }),
    );
  });
});

describe('BIO_s_dgram_pair(3), as a pair', () => {
  test('each direction has its own datagrams', () => {
    const [one, other] = createDatagramPair();
    one.write(pattern(1));
    other.write(pattern(2));
    expect([read(one, 9), read(other, 9)]).toEqual([pattern(2), pattern(1)]);
  });

  test('a half in no pair is not initialised, and at its end', () => {
    const bio = new DatagramPairBio();
    expect([bio.read(new Uint8Array(1)), bio.write(pattern(1)), bio.receiveMany([into(1)]), bio.eof]).toEqual(
      [-1, -1, -1, true],
    );
    expect([bio.shouldRetry, bio.effectiveCaps, bio.pending]).toEqual([false, 0, 0]);
    expect(bio.cause).toMatchObject({ code: 'UNINITIALIZED' });
  });

  test('BIO_destroy_bio_pair(3), and freeing a half: both lose each other and what was on its way', () => {
    const [one, other] = createDatagramPair();
    one.write(pattern(1));
    other.destroyPair();
    expect([one.peer, other.peer, other.pending]).toEqual([undefined, undefined, 0]);
    other.join(one);
    expect(other.pending).toBe(0);
    one.free();
    expect(other.peer).toBeUndefined();
  });

  test('BIO_set_write_buf_size(3): at least 1024 bytes, and not while in a pair', () => {
    const [one, other] = createDatagramPair(1, 5000);
    expect([one.writeBufferSize, other.writeBufferSize]).toEqual([1024, 5000]);
    expect(() => {
      one.writeBufferSize = 2000;
    }).toThrow('is fixed');
    expect(() => one.join(new DatagramPairBio())).toThrow('one pair');
    expect(() => new DatagramPairBio().join(other)).toThrow('one pair');
  });
});

test('BIO_s_dgram_mem(3) holds whatever is written until a size is set; never less than what waits', () => {
  const bio = new DatagramMemoryBio();
  for (let i = 0; i < 100; i += 1) expect(bio.write(pattern(1400))).toBe(1400);
  bio.writeBufferSize = 2000;
  expect(bio.writeBufferSize).toBeGreaterThan(140_000);
  for (let i = 0; i < 100; i += 1) bio.read(new Uint8Array(1400));
  bio.writeBufferSize = 2000;
  expect([bio.writeBufferSize, bio.write(pattern(1937)), bio.write(pattern(1936))]).toEqual([2000, -1, 1936]);
});
