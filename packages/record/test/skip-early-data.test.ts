import { type Aead, TLS12 } from '@proj/crypto';
import { nobleProvider, sha256 } from '@proj/crypto/noble';
import { trafficKeys } from '@proj/crypto/schedule';
import {
  contentTypes,
  MAX_PLAINTEXT_LENGTH,
  ReadHalf,
  tls13Opener,
  tls13Sealer,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import { pattern, rawRecord } from './support.ts';

const { applicationData, handshake } = contentTypes;

function keysOf(value: number): { readonly key: Uint8Array; readonly iv: Uint8Array } {
  return trafficKeys(sha256, new Uint8Array(32).fill(value), 16);
}

function requireAead(): Aead {
  const found = nobleProvider.aead('AES-128-GCM');
  if (found) return found;
  throw new Error('the provider lacks AES-128-GCM');
}

const aead = requireAead();

function sealed(value: number, content: Uint8Array): Uint8Array {
  const write = new WriteHalf();
  const { key, iv } = keysOf(value);
  write.changeProtection(tls13Sealer(aead, key, iv));
  write.write(applicationData, content);
  return write.output.peek();
}

function reader(): ReadHalf {
  const read = new ReadHalf();
  const { key, iv } = keysOf(1);
  read.changeProtection(tls13Opener(aead, key, iv));
  return read;
}

describe('early data that is not taken (RFC 8446, 4.2.10)', () => {
  it('passes unread under a key that does not open it, until the first record that opens', () => {
    const read = reader();
    read.skipEarlyData(100);
    read.receive(sealed(2, pattern(20)));
    read.receive(sealed(1, pattern(5)));
    read.receive(sealed(2, pattern(20)));
    expect(read.next()?.fragment).toEqual(pattern(5));
    expect(() => read.next()).toThrow(expect.objectContaining({ code: 'BAD_RECORD_MAC' }));
  });

  it('passes up to so many bytes of records', () => {
    const read = reader();
    read.skipEarlyData(2 * 37);
    for (let i = 0; i < 3; i++) read.receive(sealed(2, pattern(20)));
    expect(() => read.next()).toThrow(expect.objectContaining({ code: 'BAD_RECORD_MAC' }));
  });

  it('passes before there are keys, full records too, and nothing else does', () => {
    const read = new ReadHalf();
    read.skipEarlyData(40_000);
    read.receive(sealed(2, pattern(MAX_PLAINTEXT_LENGTH)));
    read.receive(rawRecord(handshake, TLS12, pattern(4)));
    expect(read.next()).toMatchObject({ type: handshake, fragment: pattern(4) });
    read.receive(rawRecord(handshake, TLS12, new Uint8Array(0), MAX_PLAINTEXT_LENGTH + 1));
    expect(() => read.next()).toThrow(expect.objectContaining({ alert: 'record_overflow' }));
  });

  it('has no longer records than there are', () => {
    const read = new ReadHalf();
    read.skipEarlyData(100_000);
    read.receive(rawRecord(applicationData, TLS12, new Uint8Array(0), 0xffff));
    expect(() => read.next()).toThrow(expect.objectContaining({ alert: 'record_overflow' }));
  });
});
