import { createCipheriv, createHmac } from 'node:crypto';
import { type Hash, type HashContext, TLS11, TLS12, toHex } from '@proj/crypto';
import { aes128Cbc, sha1, sha256, sha384, systemRandom } from '@proj/crypto/noble';
import {
  type CbcOptions,
  cbcOpener,
  cbcSealer,
  contentTypes,
  MAX_PLAINTEXT_LENGTH,
  type ReadHalf,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import { atLeastMask, equalMask } from '../src/protection/constant-time.js';
import { drain, expectRefused, pattern, rawRecord, readerOf, tlsErrorOf } from './support.ts';

const key = pattern(16);
const iv = pattern(16, 9);
const nodeNames = { 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-384': 'sha384' } as const;
type MacName = keyof typeof nodeNames;

const options = (mac: Hash, encryptThenMac: boolean): CbcOptions => ({
  cbc: aes128Cbc,
  key,
  mac,
  macKey: pattern(mac.outputLength, 3),
  encryptThenMac,
});

function macOf(name: MacName, content: Uint8Array, length: number, type: number, version: number): Buffer {
  const header = Buffer.alloc(13);
  header[8] = type;
  header.writeUInt16BE(version, 9);
  header.writeUInt16BE(length, 11);
  const hash = nodeNames[name];
  const macKey = pattern({ sha1: 20, sha256: 32, sha384: 48 }[hash], 3);
  return createHmac(hash, macKey).update(header).update(content).digest();
}

function encrypt(blocks: Uint8Array): Buffer {
  return createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false).update(blocks);
}

/** A MAC-then-encrypt record of any blocks, by node:crypto. */
const record = (blocks: Uint8Array, version: number = TLS12): Uint8Array =>
  rawRecord(contentTypes.applicationData, version, Buffer.concat([iv, encrypt(blocks)]));

/** Content, MAC and `padding` + 1 bytes of it: whole blocks when the lengths are right for that. */
function blocksOf(name: MacName, content: Uint8Array, padding: number, version: number = TLS12): Buffer {
  const mac = macOf(name, content, content.length, contentTypes.applicationData, version);
  return Buffer.concat([content, mac, Buffer.alloc(padding + 1, padding)]);
}

const reader = (mac: Hash, encryptThenMac = false, version: number = TLS12): ReadHalf =>
  readerOf(cbcOpener(options(mac, encryptThenMac)), version);

function writer(mac: Hash, encryptThenMac: boolean): WriteHalf {
  const write = new WriteHalf();
  write.changeProtection(cbcSealer({ ...options(mac, encryptThenMac), random: () => iv.slice() }));
  return write;
}

describe('CBC, MAC then encrypt (RFC 5246, 6.2.3.2)', () => {
  it.each<[MacName, Hash]>([
    ['SHA-1', sha1],
    ['SHA-256', sha256],
    ['SHA-384', sha384],
  ])('makes the bytes that node:crypto makes with %s, padded as little as can be', (name, mac) => {
    for (const length of [1, 11, 12, 15, 16, 27, 28, 100]) {
      const write = writer(mac, false);
      write.write(contentTypes.applicationData, pattern(length));
      const padding = 15 - ((length + mac.outputLength) % 16);
      expect(drain(write)).toEqual(record(blocksOf(name, pattern(length), padding)));
    }
  });

  it('authenticates the version of the header: TLS 1.1 works, and is not TLS 1.2', () => {
    const write = writer(sha1, false);
    write.recordVersion = TLS11;
    write.write(contentTypes.applicationData, pattern(11));
    expect(drain(write)).toEqual(record(blocksOf('SHA-1', pattern(11), 0, TLS11), TLS11));
    const read = reader(sha1, false, TLS11);
    read.receive(record(blocksOf('SHA-1', pattern(11), 0, TLS11), TLS11));
    expect(read.next()?.fragment).toEqual(pattern(11));
    expectRefused(
      reader(sha1),
      record(blocksOf('SHA-1', pattern(11), 0, TLS11)),
      'BAD_RECORD_MAC',
      'bad_record_mac',
    );
  });

  it('draws a new IV for each record', () => {
    const write = new WriteHalf();
    write.changeProtection(cbcSealer({ ...options(sha1, false), random: systemRandom }));
    write.write(contentTypes.applicationData, pattern(11));
    const first = drain(write).slice(5, 21);
    write.write(contentTypes.applicationData, pattern(11));
    expect(drain(write).slice(5, 21)).not.toEqual(first);
  });

  it.each<[MacName, Hash]>([
    ['SHA-1', sha1],
    ['SHA-256', sha256],
    ['SHA-384', sha384],
  ])('opens every padding length from 0 to 255 with %s', (name, mac) => {
    for (let padding = 0; padding <= 255; padding++) {
      // 320 bytes of blocks hold the longest padding and the longest MAC.
      const content = pattern(320 - mac.outputLength - 1 - padding);
      const read = reader(mac);
      read.receive(record(blocksOf(name, content, padding)));
      expect(read.next()?.fragment).toEqual(content);
    }
  });

  it.each([21, 32, 48, 256, 272])(
    'opens records whose padding could be longer than they are: %i bytes',
    (size) => {
      const length = Math.ceil(size / 16) * 16;
      for (let padding = 0; padding <= Math.min(255, length - 21); padding++) {
        const content = pattern(length - 21 - padding);
        const read = reader(sha1);
        read.receive(record(blocksOf('SHA-1', content, padding)));
        expect(read.next()?.fragment).toEqual(content);
      }
    },
  );

  it('opens 2^14 bytes of content and refuses one more: record_overflow (RFC 5246, 6.2.1)', () => {
    const padding = (length: number): number => 15 - ((length + 20) % 16);
    const read = reader(sha1);
    read.receive(record(blocksOf('SHA-1', pattern(MAX_PLAINTEXT_LENGTH), padding(MAX_PLAINTEXT_LENGTH))));
    expect(read.next()?.fragment).toEqual(pattern(MAX_PLAINTEXT_LENGTH));
    const one = MAX_PLAINTEXT_LENGTH + 1;
    const tooLong = record(blocksOf('SHA-1', pattern(one), padding(one)));
    expectRefused(reader(sha1), tooLong, 'PLAINTEXT_TOO_LONG', 'record_overflow');
  });
});

/** What a hash was made to do, as far as time could tell: each operation with the number of bytes. */
function traced(hash: Hash, trace: string[]): Hash {
  const wrap = (context: HashContext): HashContext => ({
    update(data) {
      trace.push(`update ${data.length}`);
      context.update(data);
      return this;
    },
    clone() {
      trace.push('clone');
      return wrap(context.clone());
    },
    digest() {
      trace.push('digest');
      return context.digest();
    },
  });
  return { ...hash, create: () => wrap(hash.create()) };
}

describe('what a CBC record that is wrong tells (Lucky Thirteen)', () => {
  const total = 320;

  /** Every way to be wrong, and to be right, in records of one length. */
  function variants(): [string, Buffer][] {
    const list: [string, Buffer][] = [];
    for (let padding = 0; padding <= 255; padding++) {
      const content = pattern(total - 21 - padding);
      const right = blocksOf('SHA-1', content, padding);
      list.push([`right, padding ${padding}`, right]);
      const badMac = Buffer.from(right);
      const macAt = content.length + (padding % 20);
      badMac[macAt] = (badMac[macAt] ?? 0) ^ 0x80;
      list.push([`wrong MAC, padding ${padding}`, badMac]);
      if (padding === 0) continue;
      for (const back of new Set([1, Math.ceil(padding / 2), padding])) {
        const badPadding = Buffer.from(right);
        const at = total - 1 - back;
        badPadding[at] = (badPadding[at] ?? 0) ^ 1;
        list.push([`padding ${padding} wrong ${back} bytes before its end`, badPadding]);
      }
    }
    for (const claimed of [0, 15, 100, 255]) {
      list.push([
        `noise that claims padding ${claimed}`,
        Buffer.concat([pattern(total - 1), Buffer.of(claimed)]),
      ]);
    }
    return list;
  }

  it('is the same error, after the same operations on the same numbers of bytes', () => {
    const traces = new Set<string>();
    const errors = new Set<string>();
    const all = variants();
    let opened = 0;
    for (const [name, blocks] of all) {
      const trace: string[] = [];
      const read = reader(traced(sha1, trace));
      trace.length = 0;
      read.receive(record(blocks));
      if (name.startsWith('right')) {
        expect(read.next(), name).toBeDefined();
        opened += 1;
      } else {
        const { code, alert, message } = tlsErrorOf(() => read.next());
        errors.add(`${code} ${alert} ${message}`);
      }
      traces.add(trace.join());
    }
    expect(opened).toBe(256);
    expect(all.length - opened).toBeGreaterThan(1000);
    expect(errors.size).toBe(1);
    expect([...errors][0]).toMatch(/^BAD_RECORD_MAC bad_record_mac /);
    expect(traces.size).toBe(1);
  });

  it('is the same operations also where a record is shorter than the padding it claims', () => {
    for (const size of [32, 64, 144, 256]) {
      const traces = new Set<string>();
      for (let claimed = 0; claimed <= 255; claimed++) {
        const trace: string[] = [];
        const read = reader(traced(sha1, trace));
        trace.length = 0;
        expectRefused(
          read,
          record(Buffer.concat([pattern(size - 1), Buffer.of(claimed)])),
          'BAD_RECORD_MAC',
          'bad_record_mac',
        );
        traces.add(trace.join());
      }
      expect(traces.size).toBe(1);
    }
  });

  it('includes a padding longer than the record, under a MAC that is right for none', () => {
    const blocks = Buffer.concat([blocksOf('SHA-1', pattern(11), 0).subarray(0, 31), Buffer.of(200)]);
    expectRefused(reader(sha1), record(blocks), 'BAD_RECORD_MAC', 'bad_record_mac');
  });

  it('includes every byte of the padding, under a right MAC: POODLE finds no way in', () => {
    const right = blocksOf('SHA-1', pattern(64 - 21 - 15), 15);
    for (let at = 48; at < 63; at++) {
      const changed = Buffer.from(right);
      changed[at] = 0xee;
      expectRefused(reader(sha1), record(changed), 'BAD_RECORD_MAC', 'bad_record_mac');
    }
  });

  it.each([0, 1, 15, 16, 17, 31, 33, 47])(
    'a body of %i bytes, which no record has, is the same error',
    (length) => {
      const body = rawRecord(23, TLS12, pattern(length));
      expectRefused(reader(sha1), body, 'BAD_RECORD_MAC', 'bad_record_mac');
      expectRefused(reader(sha1, true), body, 'BAD_RECORD_MAC', 'bad_record_mac');
    },
  );

  it('masks are right for all lengths that occur', () => {
    for (const [a, b] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [255, 255],
      [255, 254],
      [18_432, 18_431],
      [18_431, 18_432],
    ] as const) {
      expect(equalMask(a, b)).toBe(a === b ? -1 : 0);
      expect(atLeastMask(a, b)).toBe(a >= b ? -1 : 0);
    }
  });
});

describe('CBC, encrypt then MAC (RFC 7366, 3)', () => {
  /** A record of any blocks, by node:crypto. */
  function authenticated(blocks: Uint8Array): Uint8Array {
    const sealed = Buffer.concat([iv, encrypt(blocks)]);
    const mac = macOf('SHA-1', sealed, sealed.length, contentTypes.applicationData, TLS12);
    return rawRecord(contentTypes.applicationData, TLS12, Buffer.concat([sealed, mac]));
  }

  it('makes the bytes that node:crypto makes', () => {
    for (const length of [0, 1, 15, 16, 100]) {
      const write = writer(sha1, true);
      write.write(contentTypes.applicationData, pattern(length));
      const padding = 15 - (length % 16);
      const blocks = Buffer.concat([pattern(length), Buffer.alloc(padding + 1, padding)]);
      expect(toHex(drain(write))).toBe(toHex(authenticated(blocks)));
    }
  });

  it('opens every padding length from 0 to 255', () => {
    for (let padding = 0; padding <= 255; padding++) {
      const content = pattern(272 - 1 - padding);
      const read = reader(sha1, true);
      read.receive(authenticated(Buffer.concat([content, Buffer.alloc(padding + 1, padding)])));
      expect(read.next()?.fragment).toEqual(content);
    }
  });

  it('refuses wrong padding under a right MAC', () => {
    for (const blocks of [Buffer.alloc(32, 32), Buffer.concat([Buffer.alloc(30), Buffer.of(1, 2)])]) {
      expectRefused(reader(sha1, true), authenticated(blocks), 'BAD_RECORD_MAC', 'bad_record_mac');
    }
  });

  it('decrypts nothing before its MAC was found right', () => {
    let decrypted = 0;
    const cbc = {
      ...aes128Cbc,
      key: (bytes: Uint8Array) => ({
        ...aes128Cbc.key(bytes),
        decrypt: () => {
          decrypted += 1;
        },
      }),
    };
    const read = readerOf(cbcOpener({ ...options(sha1, true), cbc }), TLS12);
    const forged = authenticated(pattern(32));
    forged[40] = (forged[40] ?? 0) ^ 1;
    expectRefused(read, forged, 'BAD_RECORD_MAC', 'bad_record_mac');
    expect(decrypted).toBe(0);
  });
});

it('a MAC key longer than a block is refused', () => {
  expect(() => cbcOpener({ ...options(sha1, false), macKey: pattern(65) })).toThrow(RangeError);
});
