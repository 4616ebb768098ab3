import { TLS12, TLS13, toHex } from '@proj/crypto';
import { aes128Cbc, aes128Gcm, chacha20Poly1305, sha1, systemRandom } from '@proj/crypto/noble';
import {
  contentTypes,
  MAX_AES_CCM_RECORDS,
  MAX_AES_GCM_RECORDS,
  type Opener,
  type Sealer,
  WriteHalf,
} from '@proj/record';
import { describe, expect, it } from 'vitest';
import { EncryptThenMacOpener, EncryptThenMacSealer } from '../src/protection/cbc-encrypt-then-mac.js';
import { MacThenEncryptOpener, MacThenEncryptSealer } from '../src/protection/cbc-mac-then-encrypt.js';
import { MacKey } from '../src/protection/mac-key.js';
import { Sequence } from '../src/protection/sequence.js';
import { Tls12AeadKeys, Tls12AeadOpener, Tls12AeadSealer } from '../src/protection/tls12-aead.js';
import { Tls13Keys, Tls13Opener, Tls13Sealer } from '../src/protection/tls13-aead.js';
import { usageLimit } from '../src/protection/usage-limit.js';
import { drain, pattern, readerOf, tlsErrorOf } from './support.ts';

const numberOf = (sequence: Sequence): string => {
  const bytes = new Uint8Array(8);
  sequence.write(bytes, 0);
  return toHex(bytes);
};

describe('sequence numbers (RFC 8446, 5.3)', () => {
  it.each([
    [0, 0, '0000000000000000', '0000000000000001'],
    [0, 0xff, '00000000000000ff', '0000000000000100'],
    [0, 0xffff_ffff, '00000000ffffffff', '0000000100000000'],
    [0x7fff_ffff, 0xffff_ffff, '7fffffffffffffff', '8000000000000000'],
    [0xffff_ffff, 0xffff_fffe, 'fffffffffffffffe', 'ffffffffffffffff'],
  ])('after (%i, %i) comes the next', (high, low, before, after) => {
    const sequence = new Sequence(high, low);
    expect(numberOf(sequence)).toBe(before);
    sequence.advance();
    expect(numberOf(sequence)).toBe(after);
    expect(() => sequence.check()).not.toThrow();
  });

  it('are padded on the left and combined with the IV', () => {
    const nonce = new Uint8Array(12);
    new Sequence(0x01020304, 0x05060708).writeNonce(nonce, new Uint8Array(12).fill(0xff));
    expect(toHex(nonce)).toBe('fffffffffefdfcfbfaf9f8f7');
  });

  const last = (): Sequence => new Sequence(0xffff_ffff, 0xffff_ffff);
  const cbcKey = pattern(16);
  const mac = (): MacKey => new MacKey(sha1, pattern(20));
  const tls12 = (): Tls12AeadKeys => new Tls12AeadKeys(aes128Gcm, cbcKey, pattern(4), true, last());
  const tls13 = (): Tls13Keys => new Tls13Keys(chacha20Poly1305, pattern(32), pattern(12), last());
  const protections: [string, number, () => [Sealer, Opener]][] = [
    ['TLS 1.3', TLS13, () => [new Tls13Sealer(tls13()), new Tls13Opener(tls13())]],
    ['TLS 1.2 AEAD', TLS12, () => [new Tls12AeadSealer(tls12()), new Tls12AeadOpener(tls12())]],
    [
      'MAC-then-encrypt',
      TLS12,
      () => [
        new MacThenEncryptSealer(16, aes128Cbc.key(cbcKey), mac(), systemRandom, last()),
        new MacThenEncryptOpener(16, aes128Cbc.key(cbcKey), mac(), last()),
      ],
    ],
    [
      'encrypt-then-MAC',
      TLS12,
      () => [
        new EncryptThenMacSealer(16, aes128Cbc.key(cbcKey), mac(), systemRandom, last()),
        new EncryptThenMacOpener(16, aes128Cbc.key(cbcKey), mac(), last()),
      ],
    ],
  ];

  it.each(protections)('%s: 2^64-1 is used, and then no more: they must not wrap', (_name, version, make) => {
    const [sealer, opener] = make();
    const write = new WriteHalf();
    write.changeProtection(sealer);
    write.write(contentTypes.applicationData, pattern(9));
    const record = drain(write);
    const error = tlsErrorOf(() => write.write(contentTypes.applicationData, pattern(9)));
    expect(error.code).toBe('SEQUENCE_EXHAUSTED');
    expect(error.alert).toBe('internal_error');
    expect(write.output.pending).toBe(0);

    const read = readerOf(opener, version);
    read.receive(record);
    expect(read.next()?.fragment).toEqual(pattern(9));
    read.receive(record);
    expect(tlsErrorOf(() => read.next()).code).toBe('SEQUENCE_EXHAUSTED');
  });
});

describe('limits on the use of a key (RFC 8446, 5.5)', () => {
  it('are 2^24 records for GCM, 2^23 for CCM, none for ChaCha20-Poly1305', () => {
    expect(usageLimit('AES-128-GCM')).toBe(MAX_AES_GCM_RECORDS);
    expect(usageLimit('AES-256-GCM')).toBe(MAX_AES_GCM_RECORDS);
    expect(usageLimit('AES-128-CCM')).toBe(MAX_AES_CCM_RECORDS);
    expect(usageLimit('AES-128-CCM-8')).toBe(MAX_AES_CCM_RECORDS);
    expect(usageLimit('CHACHA20-POLY1305')).toBe(Number.POSITIVE_INFINITY);
    // 2^24.5 is what the RFC gives.
    expect(MAX_AES_GCM_RECORDS).toBeLessThanOrEqual(2 ** 24.5);
  });

  it('are reported by both halves when they are reached, and not before', () => {
    const keys = (): Tls13Keys =>
      new Tls13Keys(aes128Gcm, pattern(16), pattern(12), new Sequence(0, MAX_AES_GCM_RECORDS - 1));
    const write = new WriteHalf();
    write.changeProtection(new Tls13Sealer(keys()));
    const read = readerOf(new Tls13Opener(keys()), TLS13);
    expect(write.keyUpdateDue).toBe(false);
    expect(read.keyUpdateDue).toBe(false);
    write.write(contentTypes.applicationData, pattern(1));
    read.receive(drain(write));
    read.next();
    expect(write.keyUpdateDue).toBe(true);
    expect(read.keyUpdateDue).toBe(true);
  });
});
