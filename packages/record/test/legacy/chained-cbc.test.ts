import { createCipheriv, createHash, createHmac } from 'node:crypto';
import { SSL30, TLS10 } from '@proj/crypto';
import { aes128Cbc, sha1, sha256 } from '@proj/crypto/noble';
import { contentTypes, type ReadHalf, WriteHalf } from '@proj/record';
import {
  type ChainedCbcOptions,
  chainedCbcOpener,
  chainedCbcSealer,
  type SplitWay,
  splittingSealer,
} from '@proj/record/legacy';
import { describe, expect, it } from 'vitest';
import { drain, expectRefused, pattern, rawRecord, readerOf } from '../support.ts';

const key = pattern(16);
const iv = pattern(16, 9);
const macKey = pattern(20, 3);
const { applicationData } = contentTypes;

const options = (ssl3: boolean): ChainedCbcOptions => ({
  ...{ cbc: aes128Cbc, key, iv, mac: sha1, macKey, ssl3 },
  encryptThenMac: false,
});

/** What either version says of a record's content, by node:crypto. */
function macOf(version: number, sequence: number, content: Uint8Array): Buffer {
  const header = Buffer.alloc(version === SSL30 ? 11 : 13);
  header[7] = sequence;
  header[8] = applicationData;
  if (version !== SSL30) header.writeUInt16BE(version, 9);
  header.writeUInt16BE(content.length, header.length - 2);
  if (version !== SSL30) return createHmac('sha1', macKey).update(header).update(content).digest();
  const half = (pad: number, ...parts: Uint8Array[]): Buffer =>
    createHash('sha1')
      .update(Buffer.concat([macKey, Buffer.alloc(40, pad), ...parts]))
      .digest();
  return half(0x5c, half(0x36, header, content));
}

/** Records that one cipher encrypts from the first to the last, as chaining means; `pad` fills the padding. */
class Chain {
  readonly #cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  readonly #version: number;
  #sequence = 0;

  constructor(version: number) {
    this.#version = version;
  }

  blocks(content: Uint8Array, blocksMore = 0, fill?: number): Buffer {
    const mac = macOf(this.#version, this.#sequence++, content);
    const padding = 15 - ((content.length + 20) % 16) + 16 * blocksMore;
    return Buffer.concat([content, mac, Buffer.alloc(padding, fill ?? padding), Buffer.of(padding)]);
  }

  record(blocks: Uint8Array): Uint8Array {
    return rawRecord(applicationData, this.#version, this.#cipher.update(blocks));
  }
}

const versions = [
  ['TLS 1.0', TLS10],
  ['SSL 3.0', SSL30],
] as const;

function writer(version: number, way: SplitWay = 'none'): WriteHalf {
  const write = new WriteHalf();
  write.recordVersion = version;
  write.changeProtection(splittingSealer(chainedCbcSealer(options(version === SSL30)), way));
  return write;
}

const reader = (version: number): ReadHalf => readerOf(chainedCbcOpener(options(version === SSL30)), version);

describe.each(versions)(
  'CBC of %s, each IV the block before (RFC 2246, 6.2.3.2; RFC 6101, 5.2.3.2)',
  (_, version) => {
    const contents = [1, 11, 12, 27, 28, 100, 0, 300].map((length) => pattern(length));

    it('makes the records that node:crypto makes, one after the other', () => {
      const write = writer(version);
      const chain = new Chain(version);
      for (const content of contents) {
        write.write(applicationData, content);
        expect(drain(write)).toEqual(chain.record(chain.blocks(content)));
      }
    });

    it('opens them, one after the other', () => {
      const read = reader(version);
      const chain = new Chain(version);
      for (const content of contents) {
        read.receive(chain.record(chain.blocks(content)));
        expect(read.next()?.fragment).toEqual(content);
      }
    });

    it('refuses a wrong MAC, in whatever byte', () => {
      for (let at = 0; at < 20; at++) {
        const chain = new Chain(version);
        const blocks = chain.blocks(pattern(11));
        blocks[11 + at] = (blocks[11 + at] ?? 0) ^ 1;
        expectRefused(reader(version), chain.record(blocks), 'BAD_RECORD_MAC', 'bad_record_mac');
      }
    });

    it('refuses a record out of its order', () => {
      const chain = new Chain(version);
      chain.blocks(pattern(3));
      const second = chain.record(chain.blocks(pattern(11)));
      expectRefused(reader(version), second, 'BAD_RECORD_MAC', 'bad_record_mac');
    });

    it.each([0, 16, 20, 33])('refuses a body of %i bytes', (length) => {
      const body = rawRecord(applicationData, version, pattern(length));
      expectRefused(reader(version), body, 'BAD_RECORD_MAC', 'bad_record_mac');
    });
  },
);

describe('padding', () => {
  it('of TLS 1.0 may be long, and must hold its length (RFC 2246, 6.2.3.2)', () => {
    const long = new Chain(TLS10);
    const read = reader(TLS10);
    read.receive(long.record(long.blocks(pattern(11), 5)));
    expect(read.next()?.fragment).toEqual(pattern(11));
    const wrong = new Chain(TLS10);
    const blocks = wrong.blocks(pattern(5), 0, 0xee);
    expectRefused(reader(TLS10), wrong.record(blocks), 'BAD_RECORD_MAC', 'bad_record_mac');
  });

  it('of SSL 3.0 may hold anything, and is shorter than a block (RFC 6101, 5.2.3.2)', () => {
    const any = new Chain(SSL30);
    const read = reader(SSL30);
    read.receive(any.record(any.blocks(pattern(5), 0, 0xee)));
    expect(read.next()?.fragment).toEqual(pattern(5));
    const long = new Chain(SSL30);
    const record = long.record(long.blocks(pattern(5), 1));
    expectRefused(reader(SSL30), record, 'BAD_RECORD_MAC', 'bad_record_mac');
  });
});

describe('splitting against chosen plaintext', () => {
  it.each<[SplitWay, number[]]>([
    ['first-byte', [1, 29]],
    ['empty-fragment', [0, 30]],
    ['none', [30]],
  ])('%s makes records of %j bytes from 30', (way, lengths) => {
    const write = writer(TLS10, way);
    write.write(applicationData, pattern(30));
    const chain = new Chain(TLS10);
    let at = 0;
    const expected = lengths.map((length) => {
      const content = pattern(30).subarray(at, at + length);
      at += length;
      return chain.record(chain.blocks(content));
    });
    expect(drain(write)).toEqual(Uint8Array.from(Buffer.concat(expected)));
  });

  it('leaves handshake messages and single bytes whole', () => {
    const write = writer(TLS10, 'first-byte');
    write.write(contentTypes.handshake, pattern(30));
    expect(drain(write)).toHaveLength(5 + 64);
    write.write(applicationData, pattern(1));
    expect(drain(write)).toHaveLength(5 + 32);
  });
});

it('SSL 3.0 has no MAC with SHA-256 (RFC 6101, 5.2.3.1)', () => {
  const other = { ...options(true), mac: sha256, macKey: pattern(32) };
  expect(() => chainedCbcSealer(other)).toThrow(RangeError);
});
