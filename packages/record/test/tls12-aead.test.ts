import { createCipheriv } from 'node:crypto';
import { TLS11, TLS12, type TlsErrorCode } from '@proj/crypto';
import { aes128Gcm, chacha20Poly1305 } from '@proj/crypto/noble';
import {
  contentTypes,
  MAX_PLAINTEXT_LENGTH,
  MAX_TLS12_EXPANSION,
  type ReadHalf,
  tls12AeadOpener,
  tls12AeadSealer,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import { drain, expectRefused, pattern, rawRecord, readerOf, splitRecords } from './support.ts';

const key = pattern(16);
const fixedIv = pattern(4, 3);
const chachaKey = pattern(32);
const chachaIv = pattern(12, 3);

function additionalData(sequence: number, type: number, version: number, length: number): Uint8Array {
  const bytes = Buffer.alloc(13);
  bytes.writeUInt32BE(sequence, 4);
  bytes[8] = type;
  bytes.writeUInt16BE(version, 9);
  bytes.writeUInt16BE(length, 11);
  return bytes;
}

/** An AES-128-GCM record as RFC 5288, 3 says, by node:crypto, with any explicit nonce. */
function gcmRecord(
  content: Uint8Array,
  nonce: Uint8Array,
  type: number = contentTypes.applicationData,
): Uint8Array {
  const cipher = createCipheriv('aes-128-gcm', key, Buffer.concat([fixedIv, nonce]));
  cipher.setAAD(additionalData(0, type, TLS12, content.length));
  const body = [nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()];
  return rawRecord(type, TLS12, Buffer.concat(body));
}

const reader = (): ReadHalf => readerOf(tls12AeadOpener(aes128Gcm, key, fixedIv, true), TLS12);

describe('AEAD protection of TLS 1.2 records', () => {
  it('makes the AES-GCM bytes that node:crypto makes, the explicit nonce being the sequence number', () => {
    const write = new WriteHalf();
    write.changeProtection(tls12AeadSealer(aes128Gcm, key, fixedIv, true));
    write.write(contentTypes.handshake, pattern(50));
    write.write(contentTypes.handshake, pattern(50));
    const [first, second] = splitRecords(drain(write));
    expect(first).toEqual(gcmRecord(pattern(50), new Uint8Array(8), contentTypes.handshake));
    expect([...(second ?? []).slice(5, 13)]).toEqual([0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it('makes the ChaCha20-Poly1305 bytes that node:crypto makes, without a nonce in the record (RFC 7905, 2)', () => {
    const write = new WriteHalf();
    write.changeProtection(tls12AeadSealer(chacha20Poly1305, chachaKey, chachaIv, false));
    write.write(contentTypes.applicationData, pattern(50));
    write.write(contentTypes.applicationData, pattern(50));
    const nonce = Buffer.from(chachaIv);
    nonce[11] = (nonce[11] ?? 0) ^ 1;
    const cipher = createCipheriv('chacha20-poly1305', chachaKey, nonce, { authTagLength: 16 });
    cipher.setAAD(additionalData(1, 23, TLS12, 50), { plaintextLength: 50 });
    const body = [cipher.update(pattern(50)), cipher.final(), cipher.getAuthTag()];
    expect(splitRecords(drain(write))[1]).toEqual(rawRecord(23, TLS12, Buffer.concat(body)));
  });

  it('opens with any explicit nonce that the sender has chosen (RFC 5288, 3)', () => {
    const read = reader();
    read.receive(gcmRecord(pattern(20), Buffer.from('ffeeddccbbaa9988', 'hex')));
    expect(read.next()?.fragment).toEqual(pattern(20));
  });

  it('opens 2^14 bytes of content and refuses one more: record_overflow (RFC 5246, 6.2.1)', () => {
    const read = reader();
    read.receive(gcmRecord(pattern(MAX_PLAINTEXT_LENGTH), new Uint8Array(8)));
    expect(read.next()?.fragment).toEqual(pattern(MAX_PLAINTEXT_LENGTH));
    const tooLong = gcmRecord(pattern(MAX_PLAINTEXT_LENGTH + 1), new Uint8Array(8));
    expectRefused(reader(), tooLong, 'PLAINTEXT_TOO_LONG', 'record_overflow');
  });

  it('refuses more than 2^14 + 2048 protected bytes by their header alone (RFC 5246, 6.2.3)', () => {
    const longest = MAX_PLAINTEXT_LENGTH + MAX_TLS12_EXPANSION;
    const read = reader();
    read.receive(rawRecord(23, TLS12, new Uint8Array(0), longest));
    expect(read.next()).toBeUndefined();
    expect(read.needed).toBe(longest);
    const tooLong = rawRecord(23, TLS12, new Uint8Array(0), longest + 1);
    expectRefused(reader(), tooLong, 'RECORD_OVERFLOW', 'record_overflow');
  });

  it('refuses a body that is too short for a nonce and a tag', () => {
    for (const length of [0, 7, 8, 23]) {
      expectRefused(reader(), rawRecord(23, TLS12, pattern(length)), 'BAD_RECORD_MAC', 'bad_record_mac');
    }
  });

  it('refuses another version in the header: protocol_version (RFC 5246, 6.2.1)', () => {
    const record = gcmRecord(pattern(20), new Uint8Array(8));
    record[2] = TLS11 & 255;
    expectRefused(reader(), record, 'WRONG_RECORD_VERSION', 'protocol_version');
  });

  it.each<[number, TlsErrorCode, string]>([
    [contentTypes.handshake, 'EMPTY_FRAGMENT', 'RFC 5246, 6.2.1'],
    [contentTypes.alert, 'EMPTY_FRAGMENT', 'RFC 5246, 6.2.1'],
    [contentTypes.changeCipherSpec, 'EMPTY_FRAGMENT', 'RFC 5246, 6.2.1'],
    [24, 'UNKNOWN_CONTENT_TYPE', 'RFC 6520 is not spoken'],
  ])('refuses an empty record of type %i as %s (%s)', (type, code) => {
    const record = gcmRecord(new Uint8Array(0), new Uint8Array(8), type);
    expectRefused(reader(), record, code, 'unexpected_message');
  });

  it('does not pad, whatever the policy', () => {
    const write = new WriteHalf();
    write.changeProtection(tls12AeadSealer(aes128Gcm, key, fixedIv, true));
    const asked: number[] = [];
    write.padding = (type) => asked.push(type);
    write.write(contentTypes.applicationData, pattern(5));
    expect(drain(write)).toHaveLength(5 + 8 + 5 + 16);
    expect(asked).toEqual([]);
  });

  it('refuses an IV that does not fit the suite', () => {
    expect(() => tls12AeadSealer(aes128Gcm, key, pattern(12), true)).toThrow(RangeError);
    expect(() => tls12AeadOpener(chacha20Poly1305, chachaKey, pattern(4), false)).toThrow(RangeError);
  });
});
