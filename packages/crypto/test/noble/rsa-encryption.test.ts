import { constants, privateDecrypt, publicEncrypt } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nobleProvider, systemRandom } from '../../src/noble/index.js';
import { unpadOrReject } from '../../src/noble/rsa-padding.js';
import { makeKeys } from '../keys/node-keys.js';

const keys = makeKeys('rsa');
const own = nobleProvider.importPrivateKey(keys.privateKey.export({ format: 'der', type: 'pkcs8' }));
const peer = nobleProvider.importPublicKey(own.spki);
const premaster = new Uint8Array(48).map((_, index) => index + 1);
const rejection = new Uint8Array(48).fill(0xee);

const decrypt = (ciphertext: Uint8Array, length = 48): Uint8Array | undefined =>
  own.decryptPkcs1?.(ciphertext, length, rejection);

describe('RSAES-PKCS1-v1_5 (RFC 8017, 7.2; RFC 5246, 7.4.7.1)', () => {
  it('encrypts what OpenSSL decrypts, and decrypts what OpenSSL encrypted', () => {
    const ours = peer.encryptPkcs1?.(premaster, systemRandom) ?? new Uint8Array();
    const bare = privateDecrypt({ key: keys.privateKey, padding: constants.RSA_NO_PADDING }, ours);
    expect(bare.subarray(0, 2)).toEqual(Buffer.of(0, 2));
    expect(bare.subarray(2, -49).includes(0)).toBe(false);
    expect(bare.subarray(-49)).toEqual(Buffer.concat([Buffer.of(0), premaster]));
    const theirs = publicEncrypt({ key: keys.publicKey, padding: constants.RSA_PKCS1_PADDING }, premaster);
    expect(decrypt(theirs)).toEqual(premaster);
  });

  it('answers with the rejection for another length, a changed ciphertext, or one of a wrong size', () => {
    const good = peer.encryptPkcs1?.(premaster, systemRandom) ?? new Uint8Array();
    expect(decrypt(good, 47)).toEqual(rejection.subarray(0, 47));
    const changed = good.slice();
    changed[100] = (changed[100] ?? 0) ^ 1;
    for (const bad of [
      changed,
      good.subarray(1),
      new Uint8Array(),
      new Uint8Array(256).fill(0xff),
      new Uint8Array(256),
    ]) {
      expect(decrypt(bad)).toEqual(rejection);
    }
  });

  it('asks for a rejection that is long enough, and for a length that fits the key', () => {
    expect(() => own.decryptPkcs1?.(new Uint8Array(256), 49, rejection)).toThrow(RangeError);
    expect(() => own.decryptPkcs1?.(new Uint8Array(256), 246, new Uint8Array(256))).toThrow(RangeError);
    expect(() => peer.encryptPkcs1?.(new Uint8Array(246), systemRandom)).toThrow('too long');
    expect(peer.encryptPkcs1?.(new Uint8Array(245), systemRandom)).toHaveLength(256);
  });

  it('draws padding without zeros, and does not wait for a source that gives nothing else', () => {
    let call = 0;
    const mostlyZeros = (length: number): Uint8Array => new Uint8Array(length).fill(call++ % 2 === 0 ? 0 : 7);
    const ciphertext = peer.encryptPkcs1?.(premaster, mostlyZeros) ?? new Uint8Array();
    expect(decrypt(ciphertext)).toEqual(premaster);
    expect(() => peer.encryptPkcs1?.(premaster, (length) => new Uint8Array(length))).toThrow('random source');
  });
});

describe('taking off the padding', () => {
  /** The rule as one would write it without a thought for time. */
  function plainly(padded: Uint8Array, length: number, other: Uint8Array): Uint8Array {
    const end = padded.length - length - 1;
    const right =
      padded[0] === 0 &&
      padded[1] === 2 &&
      padded[end] === 0 &&
      padded.subarray(2, end).every((byte) => byte !== 0);
    return right ? padded.subarray(end + 1) : other.subarray(0, length);
  }

  it('says the same as the plain rule for every kind of damage', () => {
    const size = 64;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: size - 11 }),
        fc.uint8Array({ minLength: size, maxLength: size }),
        fc.array(fc.tuple(fc.nat(size - 1), fc.constantFrom(0, 1, 2, 0x80, 0xff)), { maxLength: 2 }),
        (length, noise, damage) => {
          const padded = noise.map((byte) => byte | 1);
          padded.set([0, 2]);
          padded[size - length - 1] = 0;
          for (const [at, byte] of damage) padded[at] = byte;
          const other = new Uint8Array(size).fill(0xaa);
          expect(unpadOrReject(padded, length, other)).toEqual(plainly(padded, length, other));
        },
      ),
      { numRuns: 2000 },
    );
  });
});
