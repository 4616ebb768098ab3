import { type ContentType, contentTypes, type ReadHalf } from '@proj/record';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drain, halves, type Kept, kinds, pattern, readAll, splitRecords, tlsErrorOf } from './support.ts';

const contentType = fc.constantFrom<ContentType>(
  contentTypes.alert,
  contentTypes.handshake,
  contentTypes.applicationData,
);

/** What is written is read, whole: each write's content, in order, in one or more records of its type. */
function joined(records: readonly Kept[]): Kept[] {
  const runs: Kept[] = [];
  for (const { type, content } of records) {
    const last = runs.at(-1);
    if (last?.type === type) {
      runs[runs.length - 1] = { type, content: Uint8Array.of(...last.content, ...content) };
    } else runs.push({ type, content });
  }
  return runs;
}

/** Feeds `stream` in pieces of the lengths in `cuts`, over and over, and reads as it goes. */
function readInPieces(read: ReadHalf, stream: Uint8Array, cuts: readonly number[]): Kept[] {
  const records: Kept[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const length = cuts[i % cuts.length] ?? 1;
    read.receive(stream.subarray(at, at + length));
    records.push(...readAll(read));
    at += length;
  }
  return records;
}

describe.each(kinds)('$name', (kind) => {
  const writes = fc.array(fc.tuple(contentType, fc.uint8Array({ minLength: 1, maxLength: 1500 })), {
    maxLength: 5,
  });

  it('gives the same records however the stream is split', () => {
    const cuts = fc.oneof(
      fc.constant([1]),
      fc.constant([1_000_000]),
      fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 1, maxLength: 8 }),
    );
    fc.assert(
      fc.property(writes, cuts, fc.integer({ min: 512, max: 2000 }), (list, pieces, maxFragment) => {
        const { write, read } = halves(kind);
        write.maxFragment = maxFragment;
        for (const [type, content] of list) write.write(type, content);
        const records = readInPieces(read, drain(write), pieces);
        for (const { content } of records) expect(content.length).toBeLessThanOrEqual(maxFragment);
        expect(joined(records)).toEqual(joined(list.map(([type, content]) => ({ type, content }))));
        expect(read.buffered).toBe(0);
        expect(read.needed).toBe(5);
      }),
      { numRuns: 25 },
    );
  });

  it.each([0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 40_000])(
    'carries %i bytes of application data',
    (length) => {
      const { write, read } = halves(kind);
      const content = pattern(length);
      write.write(contentTypes.applicationData, content);
      read.receive(drain(write));
      const records = readAll(read);
      expect(records.length).toBe(Math.max(1, Math.ceil(length / 16_384)));
      expect(joined(records)[0]?.content).toEqual(content);
    },
  );

  it('refuses a record with any one byte changed, dropped, added or repeated, and everything after it', () => {
    const { write } = halves(kind);
    write.write(contentTypes.applicationData, pattern(40));
    write.write(contentTypes.applicationData, pattern(40));
    const [first = new Uint8Array(0), second = new Uint8Array(0)] = splitRecords(drain(write));
    for (let at = 5; at < first.length; at++) {
      const changed = first.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expectBadMac(changed);
    }
    expectBadMac(withBody(first, first.subarray(5, -1)));
    expectBadMac(withBody(first, Uint8Array.of(...first.subarray(5), 0)));
    expectBadMac(withBody(first, new Uint8Array(0)));
    expectBadMac(second);

    const { read } = halves(kind);
    read.receive(first);
    expect(read.next()?.fragment).toEqual(pattern(40));
    read.receive(first);
    expect(tlsErrorOf(() => read.next()).code).toBe('BAD_RECORD_MAC');
  });

  function withBody(record: Uint8Array, body: Uint8Array): Uint8Array {
    return Uint8Array.of(...record.subarray(0, 3), body.length >> 8, body.length & 255, ...body);
  }

  function expectBadMac(record: Uint8Array): void {
    const { write, read } = halves(kind);
    read.receive(record);
    const error = tlsErrorOf(() => read.next());
    expect(error.code).toBe('BAD_RECORD_MAC');
    expect(error.alert).toBe('bad_record_mac');
    write.write(contentTypes.applicationData, pattern(1));
    read.receive(drain(write));
    expect(tlsErrorOf(() => read.next())).toBe(error);
  }

  it('refuses a record under another content type', () => {
    const { write, read } = halves(kind);
    write.write(contentTypes.handshake, pattern(40));
    const record = drain(write);
    // In TLS 1.3 the type outside is not the content's: it is refused as it stands there (RFC 8446, 5.2).
    record[0] = record[0] === contentTypes.handshake ? contentTypes.alert : contentTypes.handshake;
    read.receive(record);
    expect(['BAD_RECORD_MAC', 'UNEXPECTED_MESSAGE']).toContain(tlsErrorOf(() => read.next()).code);
  });

  it('neither writes nor reads once its halves are destroyed', () => {
    const { write, read } = halves(kind);
    write.write(contentTypes.applicationData, pattern(1));
    write.destroy();
    read.destroy();
    expect(tlsErrorOf(() => write.write(contentTypes.applicationData, pattern(1))).code).toBe('CLOSED');
    read.receive(drain(write));
    expect(tlsErrorOf(() => read.next()).code).toBe('CLOSED');
  });
});
