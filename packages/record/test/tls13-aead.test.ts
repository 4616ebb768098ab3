import { createCipheriv } from 'node:crypto';
import { TLS10, TLS11, TLS12, TLS13, type TlsErrorCode } from '@proj/crypto';
import { aes128Gcm, chacha20Poly1305 } from '@proj/crypto/noble';
import {
  contentTypes,
  MAX_EMPTY_RECORDS,
  MAX_PLAINTEXT_LENGTH,
  MAX_TLS13_EXPANSION,
  type ReadHalf,
  tls13Opener,
  tls13Sealer,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import {
  drain,
  expectRefused,
  pattern,
  rawRecord,
  readAll,
  readerOf,
  splitRecords,
  tlsErrorOf,
} from './support.ts';

const key = pattern(16);
const iv = pattern(12, 3);

/** Seals any inner plaintext as the first record of the key, with node:crypto. */
function sealed(
  inner: Uint8Array,
  type: number = contentTypes.applicationData,
  version: number = TLS12,
): Uint8Array {
  const header = rawRecord(type, version, new Uint8Array(0), inner.length + 16);
  const cipher = createCipheriv('aes-128-gcm', key, iv);
  cipher.setAAD(header);
  return rawRecord(type, version, Buffer.concat([cipher.update(inner), cipher.final(), cipher.getAuthTag()]));
}

const reader = (): ReadHalf => readerOf(tls13Opener(aes128Gcm, key, iv), TLS13);

function writer(): WriteHalf {
  const write = new WriteHalf();
  write.changeProtection(tls13Sealer(aes128Gcm, key, iv));
  return write;
}

/** `length` bytes of content and padding in all, with the content's type. */
function inner(contentLength: number, padding = 0, type: number = contentTypes.applicationData): Uint8Array {
  return Uint8Array.of(...pattern(contentLength), type, ...new Uint8Array(padding));
}

describe('protection of TLS 1.3 records', () => {
  it('makes the bytes that node:crypto makes (RFC 8446, 5.2, 5.3)', () => {
    const write = writer();
    write.write(contentTypes.handshake, pattern(100));
    expect(drain(write)).toEqual(sealed(inner(100, 0, contentTypes.handshake)));
  });

  it('says application data and 0x0303 outside, whatever is inside (RFC 8446, 5.2)', () => {
    const write = writer();
    write.recordVersion = TLS10;
    write.write(contentTypes.alert, Uint8Array.of(1, 0));
    expect([...drain(write).subarray(0, 3)]).toEqual([23, 3, 3]);
  });

  it.each([
    [MAX_PLAINTEXT_LENGTH, 0],
    [0, MAX_PLAINTEXT_LENGTH],
    [1, MAX_PLAINTEXT_LENGTH - 1],
  ])('opens %i bytes of content with %i of padding: 2^14 + 1 in all (RFC 8446, 5.4)', (length, padding) => {
    const read = reader();
    read.receive(sealed(inner(length, padding)));
    expect(read.next()?.fragment).toEqual(pattern(length));
  });

  it.each([
    [MAX_PLAINTEXT_LENGTH + 1, 0],
    [0, MAX_PLAINTEXT_LENGTH + 1],
  ])(
    'refuses %i bytes of content with %i of padding: record_overflow (RFC 8446, 5.2, 5.4)',
    (length, padding) => {
      expectRefused(reader(), sealed(inner(length, padding)), 'PLAINTEXT_TOO_LONG', 'record_overflow');
    },
  );

  it('refuses more than 2^14 + 256 protected bytes by their header alone (RFC 8446, 5.2)', () => {
    const longest = MAX_PLAINTEXT_LENGTH + MAX_TLS13_EXPANSION;
    const read = reader();
    read.receive(rawRecord(23, TLS12, new Uint8Array(0), longest));
    expect(read.next()).toBeUndefined();
    expect(read.needed).toBe(longest);
    const tooLong = rawRecord(23, TLS12, new Uint8Array(0), longest + 1);
    expectRefused(reader(), tooLong, 'RECORD_OVERFLOW', 'record_overflow');
  });

  it('refuses a body that is too short for a tag and a type', () => {
    for (const length of [0, 1, 15, 16]) {
      expectRefused(reader(), rawRecord(23, TLS12, pattern(length)), 'BAD_RECORD_MAC', 'bad_record_mac');
    }
  });

  it('refuses a record of zeros only: unexpected_message (RFC 8446, 5.4)', () => {
    for (const length of [1, 2, 100]) {
      expectRefused(reader(), sealed(new Uint8Array(length)), 'UNEXPECTED_MESSAGE', 'unexpected_message');
    }
  });

  it.each<[number, TlsErrorCode]>([
    [1, 'UNKNOWN_CONTENT_TYPE'],
    [19, 'UNKNOWN_CONTENT_TYPE'],
    [contentTypes.changeCipherSpec, 'UNEXPECTED_CHANGE_CIPHER_SPEC'],
    [24, 'UNKNOWN_CONTENT_TYPE'],
    [255, 'UNKNOWN_CONTENT_TYPE'],
  ])('refuses the protected content type %i: unexpected_message (RFC 8446, 5)', (type, code) => {
    expectRefused(reader(), sealed(inner(1, 3, type)), code, 'unexpected_message');
  });

  it.each([contentTypes.handshake, contentTypes.alert])(
    'refuses an empty record of type %i, padded or not (RFC 8446, 5.1, 5.4)',
    (type) => {
      expectRefused(reader(), sealed(inner(0, 0, type)), 'EMPTY_FRAGMENT', 'unexpected_message');
      expectRefused(reader(), sealed(inner(0, 50, type)), 'EMPTY_FRAGMENT', 'unexpected_message');
    },
  );

  it.each([contentTypes.handshake, contentTypes.alert])(
    'refuses the outer type %i (RFC 8446, 5.2)',
    (type) => {
      expectRefused(reader(), sealed(inner(1), type), 'UNEXPECTED_MESSAGE', 'unexpected_message');
    },
  );

  it.each([TLS10, TLS11, TLS13])('refuses the outer version %i (RFC 8446, 5.2)', (version) => {
    expectRefused(
      reader(),
      sealed(inner(1), contentTypes.applicationData, version),
      'WRONG_RECORD_VERSION',
      'protocol_version',
    );
  });

  it('refuses an IV that is not 12 bytes', () => {
    expect(() => tls13Sealer(aes128Gcm, key, pattern(4))).toThrow(RangeError);
    expect(() => tls13Opener(chacha20Poly1305, pattern(32), pattern(13))).toThrow(RangeError);
  });
});

describe('padding (RFC 8446, 5.4)', () => {
  it('is asked for each record, bounded, and taken away on the other side', () => {
    const write = writer();
    const asked: [number, number, number][] = [];
    write.maxFragment = 1000;
    write.padding = (type, contentLength, maxLength) => {
      asked.push([type, contentLength, maxLength]);
      return 10_000;
    };
    write.write(contentTypes.applicationData, pattern(1500));
    expect(asked).toEqual([
      [23, 1000, 0],
      [23, 500, 500],
    ]);
    const stream = drain(write);
    // Both records hold 1,000 bytes of content and padding: nobody can tell which holds less.
    for (const record of splitRecords(stream)) expect(record.length).toBe(5 + 1000 + 1 + 16);
    const read = reader();
    read.receive(stream);
    expect(readAll(read).map(({ content }) => content.length)).toEqual([1000, 500]);
  });

  it('is zeros even where the output buffer held something before', () => {
    const write = writer();
    write.write(contentTypes.applicationData, new Uint8Array(5000).fill(0xff));
    drain(write);
    write.changeProtection(tls13Sealer(aes128Gcm, key, iv));
    write.padding = () => 100;
    write.write(contentTypes.handshake, pattern(3));
    expect(drain(write)).toEqual(sealed(inner(3, 100, contentTypes.handshake)));
  });

  it.each([-1, 0.5, Number.NaN])('refuses a policy that answers %d', (answer) => {
    const write = writer();
    write.padding = () => answer;
    expect(() => write.write(contentTypes.handshake, pattern(3))).toThrow(/whole number/);
    expect(write.output.pending).toBe(0);
  });

  it('can make records without content, which count as empty', () => {
    const write = writer();
    write.padding = () => 16;
    const read = reader();
    for (let i = 0; i < MAX_EMPTY_RECORDS; i++) write.write(contentTypes.applicationData, new Uint8Array(0));
    read.receive(drain(write));
    expect(readAll(read)).toHaveLength(MAX_EMPTY_RECORDS);
    write.write(contentTypes.applicationData, new Uint8Array(0));
    read.receive(drain(write));
    expect(tlsErrorOf(() => read.next()).code).toBe('TOO_MANY_EMPTY_FRAGMENTS');
  });
});

describe('what TLS 1.3 leaves unprotected among protected records', () => {
  const changeCipherSpec = rawRecord(20, TLS12, Uint8Array.of(1));

  it('a ChangeCipherSpec of the byte 1 is dropped where the handshake allows it (RFC 8446, 5, D.4)', () => {
    const read = reader();
    read.ignoreChangeCipherSpec = true;
    read.receive(Uint8Array.of(...changeCipherSpec, ...sealed(inner(7))));
    expect(read.next()?.fragment).toEqual(pattern(7));
    read.receive(changeCipherSpec);
    expect(read.next()).toBeUndefined();
    expect(read.buffered).toBe(0);
    read.ignoreChangeCipherSpec = false;
    expectRefused(read, changeCipherSpec, 'UNEXPECTED_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it.each([[[0]], [[2]], [[1, 1]], [[]]])('a ChangeCipherSpec of %j is refused (RFC 8446, 5)', (body) => {
    const read = reader();
    read.ignoreChangeCipherSpec = true;
    const record = rawRecord(20, TLS12, Uint8Array.from(body));
    expectRefused(read, record, 'BAD_CHANGE_CIPHER_SPEC', 'unexpected_message');
  });

  it('a flood of dropped ChangeCipherSpec records ends', () => {
    const read = reader();
    read.ignoreChangeCipherSpec = true;
    for (let i = 0; i < MAX_EMPTY_RECORDS; i++) read.receive(changeCipherSpec);
    expect(read.next()).toBeUndefined();
    expectRefused(read, changeCipherSpec, 'TOO_MANY_EMPTY_FRAGMENTS', 'unexpected_message');
  });

  it('an alert is handed out where the handshake allows it, until the peer has shown its keys', () => {
    const alert = rawRecord(21, TLS10, Uint8Array.of(2, 50));
    const read = reader();
    read.acceptPlainAlert = true;
    read.receive(alert);
    expect(read.next()).toMatchObject({ type: contentTypes.alert, fragment: Uint8Array.of(2, 50) });
    read.receive(sealed(inner(7)));
    expect(read.next()?.fragment).toEqual(pattern(7));
    read.acceptPlainAlert = true;
    expectRefused(read, alert, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });
});
