import { createCipheriv, createHmac } from 'node:crypto';
import { TLS10 } from '@proj/crypto';
import { aes128Cbc, sha1 } from '@proj/crypto/noble';
import { contentTypes, type ReadHalf, WriteHalf } from '@proj/record';
import { type ChainedCbcOptions, chainedCbcOpener, chainedCbcSealer } from '@proj/record/legacy';
import { describe, expect, it } from 'vitest';
import { drain, expectRefused, pattern, rawRecord, readerOf } from '../support.ts';

const key = pattern(16);
const iv = pattern(16, 9);
const macKey = pattern(20, 3);
const { applicationData } = contentTypes;
const secrets = { key, iv, macKey, cbc: aes128Cbc, mac: sha1 };
const options: ChainedCbcOptions = { ...secrets, ssl3: false, encryptThenMac: true };

/** Records by node:crypto: one cipher encrypts them all, and each carries a MAC over its ciphertext. */
class Chain {
  readonly #cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
  #sequence = 0;

  body(content: Uint8Array, fill?: number): Buffer {
    const padding = 15 - (content.length % 16);
    const plain = Buffer.concat([content, Buffer.alloc(padding, fill ?? padding), Buffer.of(padding)]);
    const blocks = this.#cipher.update(plain);
    const header = Buffer.alloc(13);
    header[7] = this.#sequence++;
    header[8] = applicationData;
    header.writeUInt16BE(TLS10, 9);
    header.writeUInt16BE(blocks.length, 11);
    return Buffer.concat([blocks, createHmac('sha1', macKey).update(header).update(blocks).digest()]);
  }
}

const record = (body: Uint8Array): Uint8Array => rawRecord(applicationData, TLS10, body);
const reader = (): ReadHalf => readerOf(chainedCbcOpener(options), TLS10);
const contents = [1, 15, 16, 17, 0, 300].map((length) => pattern(length));

describe('encrypt-then-MAC in TLS 1.0, each IV the block before (RFC 7366, 3; RFC 2246, 6.2.3.2)', () => {
  it('makes the records that node:crypto makes, one after the other', () => {
    const write = new WriteHalf();
    write.recordVersion = TLS10;
    write.changeProtection(chainedCbcSealer(options));
    const chain = new Chain();
    for (const content of contents) {
      write.write(applicationData, content);
      expect(drain(write)).toEqual(record(chain.body(content)));
    }
  });

  it('opens them, one after the other', () => {
    const read = reader();
    const chain = new Chain();
    for (const content of contents) {
      read.receive(record(chain.body(content)));
      expect(read.next()?.fragment).toEqual(content);
    }
  });

  it('refuses any byte that was changed', () => {
    const { length } = new Chain().body(pattern(11));
    for (let at = 0; at < length; at++) {
      const body = new Chain().body(pattern(11));
      body[at] = (body[at] ?? 0) ^ 1;
      expectRefused(reader(), record(body), 'BAD_RECORD_MAC', 'bad_record_mac');
    }
  });

  it('refuses padding that is authentic and wrong', () => {
    const body = new Chain().body(pattern(5), 0xee);
    expectRefused(reader(), record(body), 'BAD_RECORD_MAC', 'bad_record_mac');
  });

  it.each([0, 19, 20, 35, 37])('refuses a body of %i bytes', (length) => {
    expectRefused(reader(), record(pattern(length)), 'BAD_RECORD_MAC', 'bad_record_mac');
  });
});
