import { concatBytes, TlsError } from '@proj/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { frame, HandshakeJoiner, type HandshakeMessage } from '../../src/wire/index.js';
import { bytes, u8 } from './arbitraries.js';
import { tlsErrorOf } from './codec-properties.js';

const upTo = (max: number): HandshakeJoiner => new HandshakeJoiner(() => max);

/** Pushes each fragment and takes out all that is whole after it. */
function join(joiner: HandshakeJoiner, fragments: readonly Uint8Array[]): HandshakeMessage[] {
  const messages: HandshakeMessage[] = [];
  for (const fragment of fragments) {
    joiner.push(fragment);
    for (let message = joiner.next(); message !== undefined; message = joiner.next()) messages.push(message);
  }
  return messages;
}

/** Cuts a stream at places that fast-check chooses. */
function cut(stream: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...at].map((start, i) => stream.subarray(start, at[i] ?? stream.length));
}

describe('HandshakeJoiner (RFC 8446, 5.1)', () => {
  it('gives the same messages however the stream is split', () => {
    const messages = fc.array(fc.record({ type: u8, body: bytes(0, 300) }), { maxLength: 6 });
    fc.assert(
      fc.property(messages, fc.array(fc.nat(), { maxLength: 12 }), (sent, places) => {
        const framed = sent.map(({ type, body }) => frame(type, body));
        const joiner = upTo(300);
        const got = join(joiner, cut(concatBytes(...framed), places));
        expect(got.map(({ type }) => type)).toEqual(sent.map(({ type }) => type));
        expect(got.map(({ body }) => body)).toEqual(sent.map(({ body }) => body));
        expect(got.map(({ raw }) => raw)).toEqual(framed);
        expect(joiner.isEmpty).toBe(true);
      }),
    );
  });

  it('knows whether a message is cut short, so that keys do not change inside it', () => {
    const joiner = upTo(10);
    expect(joiner.isEmpty).toBe(true);
    joiner.push(frame(20, Uint8Array.of(1, 2)).subarray(0, 5));
    expect(joiner.next()).toBeUndefined();
    expect(joiner.isEmpty).toBe(false);
    expect(joiner.length).toBe(5);
    joiner.push(Uint8Array.of(2));
    expect(joiner.next()?.body).toEqual(Uint8Array.of(1, 2));
    expect(joiner.isEmpty).toBe(true);
  });

  it('gives copies of what it was given, since the record buffer is used again', () => {
    const joiner = upTo(10);
    const record = frame(20, Uint8Array.of(1, 2));
    joiner.push(record);
    const message = joiner.next();
    record.fill(0);
    joiner.push(frame(8, Uint8Array.of(9, 9)));
    expect(message?.raw).toEqual(Uint8Array.of(20, 0, 0, 2, 1, 2));
  });

  it('refuses a length beyond the maximum before the body comes', () => {
    const joiner = new HandshakeJoiner((type) => (type === 11 ? 100 : 10));
    joiner.push(Uint8Array.of(11, 0, 0, 100));
    expect(joiner.next()).toBeUndefined();
    const hostile = new HandshakeJoiner((type) => (type === 11 ? 100 : 10));
    hostile.push(Uint8Array.of(20, 0xff, 0xff, 0xff));
    const error = tlsErrorOf(() => hostile.next());
    expect(error?.code).toBe('MESSAGE_TOO_LONG');
    expect(error?.message).toContain('finished');
  });

  it('passes on what the limit throws for a type that can not come', () => {
    const joiner = new HandshakeJoiner((type) => {
      throw new TlsError('UNEXPECTED_MESSAGE', `no message ${type} now`);
    });
    joiner.push(Uint8Array.of(3, 0, 0, 0));
    expect(tlsErrorOf(() => joiner.next())?.code).toBe('UNEXPECTED_MESSAGE');
  });

  it('copies a message fed byte by byte a bounded number of times', () => {
    const sent = frame(11, new Uint8Array(200_000).fill(5));
    const joiner = upTo(200_000);
    const original = Uint8Array.prototype.set;
    let copied = 0;
    Uint8Array.prototype.set = function (source, at) {
      copied += source.length;
      original.call(this, source, at);
    };
    try {
      const messages = join(
        joiner,
        Array.from(sent, (byte) => Uint8Array.of(byte)),
      );
      expect(messages.map(({ raw }) => raw.length)).toEqual([sent.length]);
    } finally {
      Uint8Array.prototype.set = original;
    }
    expect(copied).toBeLessThan(4 * sent.length);
  });

  it('copies many small messages in one record once each', () => {
    const record = concatBytes(...Array.from({ length: 4000 }, () => frame(24, Uint8Array.of(0))));
    const messages = join(upTo(1), [record, record]);
    expect(messages).toHaveLength(8000);
  });
});
