import { SSL30, TLS10, TLS11, TLS12, TLS13, TlsError, type TlsErrorCode } from '@proj/crypto';
import {
  contentTypes,
  MAX_EMPTY_RECORDS,
  MAX_PLAINTEXT_LENGTH,
  MAX_RECORD_LENGTH,
  nullOpener,
  type Opener,
  RETAINED_CAPACITY,
  ReadHalf,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import { drain, expectRefused, halves, kinds, pattern, rawRecord, readAll, tlsErrorOf } from './support.ts';

const { alert, applicationData, changeCipherSpec, handshake } = contentTypes;
const text = (string: string): Uint8Array => Uint8Array.from(Buffer.from(string, 'latin1'));

describe('what is still needed', () => {
  it('is 5 bytes, then the rest of the body, then nothing', () => {
    const read = new ReadHalf();
    const record = rawRecord(handshake, TLS12, pattern(300));
    expect(read.needed).toBe(5);
    read.receive(record.subarray(0, 3));
    expect(read.needed).toBe(2);
    expect(read.next()).toBeUndefined();
    read.receive(record.subarray(3, 5));
    expect(read.needed).toBe(300);
    expect(read.next()).toBeUndefined();
    read.receive(record.subarray(5, 304));
    expect(read.needed).toBe(1);
    expect(read.next()).toBeUndefined();
    read.receive(record.subarray(304));
    expect(read.needed).toBe(0);
    expect(read.buffered).toBe(305);
    expect(read.next()).toEqual({ type: handshake, version: TLS12, fragment: pattern(300) });
    expect(read.needed).toBe(5);
    expect(read.buffered).toBe(0);
  });

  it('is nothing for a header that claims more than any record has, so that nobody waits for it', () => {
    const read = new ReadHalf();
    read.receive(rawRecord(handshake, TLS12, new Uint8Array(0), 0xffff));
    expect(read.needed).toBe(0);
    expect(() => read.next()).toThrow(TlsError);
  });

  it('lets a caller read exactly record by record, never one byte ahead', () => {
    const stream = Uint8Array.of(
      ...rawRecord(handshake, TLS10, pattern(10)),
      ...rawRecord(handshake, TLS12, pattern(700)),
      ...rawRecord(alert, TLS12, pattern(2)),
    );
    const read = new ReadHalf();
    const lengths: number[] = [];
    let at = 0;
    while (at < stream.length) {
      const needed = read.needed;
      read.receive(stream.subarray(at, at + needed));
      at += needed;
      const record = read.next();
      if (record) {
        expect(read.buffered).toBe(0);
        lengths.push(record.fragment.length);
      }
    }
    expect(lengths).toEqual([10, 700, 2]);
  });
});

describe('versions in headers', () => {
  const empty = (version: number, type: number = handshake): Uint8Array =>
    rawRecord(type, version, pattern(4));

  it.each([SSL30, TLS10, TLS11, TLS12, TLS13, 0x03ff])(
    'before the negotiation, %i passes (RFC 5246, E.1; RFC 8446, 5.1)',
    (version) => {
      const read = new ReadHalf();
      read.receive(empty(version));
      expect(read.next()?.version).toBe(version);
    },
  );

  it('after it, unprotected records have the version agreed on, up to TLS 1.2', () => {
    const read = new ReadHalf();
    read.expectVersion(TLS12);
    read.receive(empty(TLS12));
    expect(read.next()?.version).toBe(TLS12);
    expectRefused(read, empty(TLS10), 'WRONG_RECORD_VERSION', 'protocol_version');
  });

  it('an unprotected alert passes with any, for it tells why', () => {
    const read = new ReadHalf();
    read.expectVersion(TLS12);
    read.receive(rawRecord(alert, TLS10, Uint8Array.of(2, 70)));
    expect(read.next()?.fragment).toEqual(Uint8Array.of(2, 70));
  });

  it('TLS 1.3 ignores those of unprotected records (RFC 8446, 5.1)', () => {
    const read = new ReadHalf();
    read.expectVersion(TLS13);
    read.receive(empty(TLS10));
    expect(read.next()?.version).toBe(TLS10);
  });

  it.each([0x0002, 0x0200, 0x0400, 0xfeff])('%i is none of TLS', (version) => {
    const read = new ReadHalf();
    read.receive(empty(TLS12));
    read.next();
    expectRefused(read, empty(version), 'WRONG_RECORD_VERSION', 'protocol_version');
  });
});

describe('a peer that does not speak TLS', () => {
  it.each<[string, TlsErrorCode, RegExp]>([
    ['GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'HTTP_REQUEST', /plain HTTP GET/],
    ['POST /x HTTP/1.1\r\n', 'HTTP_REQUEST', /plain HTTP POST/],
    ['HEAD / HTTP/1.0\r\n', 'HTTP_REQUEST', /plain HTTP HEAD/],
    ['PUT /x HTTP/1.1\r\n', 'HTTP_REQUEST', /plain HTTP PUT/],
    ['DELETE /x HTTP/1.1\r\n', 'HTTP_REQUEST', /plain HTTP DELETE/],
    ['PATCH /x HTTP/1.1\r\n', 'HTTP_REQUEST', /plain HTTP PATCH/],
    ['OPTIONS * HTTP/1.1\r\n', 'HTTP_REQUEST', /plain HTTP OPTIONS/],
    ['CONNECT example.com:443 HTTP/1.1\r\n', 'HTTP_REQUEST', /proxy/],
    ['HTTP/1.1 400 Bad Request\r\n', 'NOT_TLS', /plain HTTP/],
    ['<!DOCTYPE HTML>\n<html>', 'NOT_TLS', /plain HTTP/],
    ['<html>\r\n<head>', 'NOT_TLS', /plain HTTP/],
    ['SSH-2.0-OpenSSH_9.2\r\n', 'NOT_TLS', /SSH/],
    ['220 mail.example.com ESMTP\r\n', 'NOT_TLS', /STARTTLS/],
    ['220-welcome\r\n', 'NOT_TLS', /STARTTLS/],
    ['* OK IMAP4rev1\r\n', 'NOT_TLS', /IMAP/],
    ['+OK ready\r\n', 'NOT_TLS', /POP3/],
    ['hello, world', 'NOT_TLS', /68656c6c6f/],
  ])('is told by its first bytes: %j', (greeting, code, message) => {
    const read = new ReadHalf();
    read.receive(text(greeting));
    const error = tlsErrorOf(() => read.next());
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.alert).toBe('protocol_version');
    expectRefused(new ReadHalf(), text(greeting), code, 'protocol_version');
  });

  it('is not suspected once a record came', () => {
    const read = new ReadHalf();
    read.receive(rawRecord(handshake, TLS12, pattern(1)));
    read.next();
    expectRefused(read, text('GET / HTTP/1.1'), 'WRONG_RECORD_VERSION', 'protocol_version');
  });

  it('needs no more than five bytes to be told', () => {
    const read = new ReadHalf();
    read.receive(text('GET '));
    expect(read.next()).toBeUndefined();
    expectRefused(read, text('/'), 'HTTP_REQUEST', 'protocol_version');
  });
});

describe('unprotected records', () => {
  it.each([0, 19, 24, 25, 255])(
    'of content type %i are refused: unexpected_message (RFC 8446, 5)',
    (type) => {
      expectRefused(
        new ReadHalf(),
        rawRecord(type, TLS12, pattern(1)),
        'UNKNOWN_CONTENT_TYPE',
        'unexpected_message',
      );
    },
  );

  it('have 2^14 bytes at most: record_overflow (RFC 8446, 5.1)', () => {
    const read = new ReadHalf();
    read.receive(rawRecord(handshake, TLS12, pattern(MAX_PLAINTEXT_LENGTH)));
    expect(read.next()?.fragment).toEqual(pattern(MAX_PLAINTEXT_LENGTH));
    const header = rawRecord(handshake, TLS12, new Uint8Array(0), MAX_PLAINTEXT_LENGTH + 1);
    expectRefused(read, header, 'PLAINTEXT_TOO_LONG', 'record_overflow');
  });

  it.each([changeCipherSpec, alert, handshake])('of type %i are not empty (RFC 8446, 5.1)', (type) => {
    expectRefused(
      new ReadHalf(),
      rawRecord(type, TLS12, new Uint8Array(0)),
      'EMPTY_FRAGMENT',
      'unexpected_message',
    );
  });

  it(`hold nothing ${MAX_EMPTY_RECORDS} times in a row at most`, () => {
    const read = new ReadHalf();
    const empty = rawRecord(applicationData, TLS12, new Uint8Array(0));
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < MAX_EMPTY_RECORDS; i++) read.receive(empty);
      read.receive(rawRecord(applicationData, TLS12, pattern(1)));
      expect(readAll(read)).toHaveLength(MAX_EMPTY_RECORDS + 1);
    }
    for (let i = 0; i < MAX_EMPTY_RECORDS; i++) read.receive(empty);
    expect(readAll(read)).toHaveLength(MAX_EMPTY_RECORDS);
    expectRefused(read, empty, 'TOO_MANY_EMPTY_FRAGMENTS', 'unexpected_message');
  });

  it('hold nothing so often in a row whatever alerts come in between', () => {
    const read = new ReadHalf();
    const empty = rawRecord(applicationData, TLS12, new Uint8Array(0));
    for (let i = 0; i < MAX_EMPTY_RECORDS; i++) {
      read.receive(empty);
      read.receive(rawRecord(alert, TLS12, Uint8Array.of(1, 90)));
    }
    expect(readAll(read)).toHaveLength(2 * MAX_EMPTY_RECORDS);
    expectRefused(read, empty, 'TOO_MANY_EMPTY_FRAGMENTS', 'unexpected_message');
  });

  it('hand out a ChangeCipherSpec as TLS 1.2 needs it, and drop it as TLS 1.3 does', () => {
    const read = new ReadHalf();
    const record = rawRecord(changeCipherSpec, TLS12, Uint8Array.of(1));
    read.receive(record);
    expect(read.next()).toMatchObject({ type: changeCipherSpec, fragment: Uint8Array.of(1) });
    read.ignoreChangeCipherSpec = true;
    read.receive(record);
    expect(read.next()).toBeUndefined();
  });
});

describe('a change of keys', () => {
  it.each(kinds)('$name: what was received before it is opened after it with the new key', (kind) => {
    const write = new WriteHalf();
    write.write(handshake, pattern(10));
    write.changeProtection(kind.sealer());
    write.write(handshake, pattern(20));
    const read = new ReadHalf();
    read.receive(drain(write));
    expect(read.next()?.fragment).toEqual(pattern(10));
    read.expectVersion(kind.version);
    read.changeProtection(kind.opener());
    expect(read.next()?.fragment).toEqual(pattern(20));
  });

  it('wipes the key before it', () => {
    const read = new ReadHalf();
    let destroyed = 0;
    const opener: Opener = {
      kind: 'visible',
      maxBodyLength: 100,
      keyUpdateDue: false,
      open: () => {},
      destroy: () => {
        destroyed += 1;
      },
    };
    read.changeProtection(opener);
    expect(destroyed).toBe(0);
    read.changeProtection(nullOpener());
    expect(destroyed).toBe(1);
  });
});

describe('errors', () => {
  it('of a provider become one TlsError, with the cause', () => {
    const cause = new RangeError('the provider is broken');
    const read = new ReadHalf();
    read.changeProtection({
      kind: 'visible',
      maxBodyLength: 100,
      keyUpdateDue: false,
      open: () => {
        throw cause;
      },
      destroy: () => {},
    });
    read.receive(rawRecord(applicationData, TLS12, pattern(3)));
    const error = tlsErrorOf(() => read.next());
    expect(error.code).toBe('INTERNAL_ERROR');
    expect(error.cause).toBe(cause);
    expect(tlsErrorOf(() => read.next())).toBe(error);
  });
});

describe('memory', () => {
  it('holds less than one record when next() has nothing more to give', () => {
    const [kind] = kinds;
    if (!kind) throw new Error('no protection');
    const { write, read } = halves(kind);
    for (let i = 0; i < 20; i++) write.write(applicationData, pattern(16_384));
    const stream = drain(write);
    for (let at = 0; at < stream.length; at += 65_536) {
      read.receive(stream.subarray(at, at + 65_536));
      readAll(read);
      expect(read.buffered).toBeLessThan(MAX_RECORD_LENGTH);
      expect(read.capacity).toBeLessThanOrEqual(2 * (65_536 + MAX_RECORD_LENGTH));
    }
    expect(read.capacity).toBeLessThanOrEqual(2 * RETAINED_CAPACITY);
  });

  it('is not much more than one record when it comes byte by byte', () => {
    const read = new ReadHalf();
    const record = rawRecord(handshake, TLS12, pattern(MAX_PLAINTEXT_LENGTH));
    for (let at = 0; at < record.length - 1; at++) {
      read.receive(record.subarray(at, at + 1));
      expect(read.next()).toBeUndefined();
    }
    expect(read.capacity).toBeLessThanOrEqual(2 * MAX_RECORD_LENGTH);
    expect(read.needed).toBe(1);
  });

  it('is given back, and takes no more in, after an error', () => {
    const read = new ReadHalf();
    read.receive(rawRecord(99, TLS12, pattern(10_000)));
    expect(() => read.next()).toThrow(TlsError);
    read.receive(pattern(10_000));
    expect(read.buffered).toBe(0);
    expect(read.capacity).toBe(0);
  });

  it('of what is received is the half’s own: the caller may use its buffer again', () => {
    const read = new ReadHalf();
    const buffer = rawRecord(handshake, TLS12, pattern(20));
    read.receive(buffer);
    buffer.fill(0);
    expect(read.next()?.fragment).toEqual(pattern(20));
  });
});
