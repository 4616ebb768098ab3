import { createHash } from 'node:crypto';
import { md5, sha1 } from '@proj/crypto/noble';
import { ssl3CertificateVerifyHash, ssl3Prf, ssl3VerifyData } from '@proj/crypto/schedule/legacy';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bytes = (max: number) => fc.uint8Array({ maxLength: max });
const text = (...parts: (Uint8Array | string)[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
const hash = (name: 'md5' | 'sha1', ...parts: (Uint8Array | string)[]): Buffer =>
  createHash(name)
    .update(text(...parts))
    .digest();

/** RFC 6101, 6.1, written out for the three steps of a master secret. */
function masterSecret(secret: Uint8Array, seed: Uint8Array): Buffer {
  return text(
    ...['A', 'BB', 'CCC'].map((letters) => hash('md5', secret, hash('sha1', letters, secret, seed))),
  );
}

/** RFC 6101, 5.6.9: the pads are 48 bytes for MD5 and 40 for SHA-1. */
function keyed(name: 'md5' | 'sha1', messages: Uint8Array, sender: string, master: Uint8Array): Buffer {
  const length = name === 'md5' ? 48 : 40;
  const inner = hash(name, messages, sender, master, Buffer.alloc(length, 0x36));
  return hash(name, master, Buffer.alloc(length, 0x5c), inner);
}

describe("SSL 3.0's schedule agrees with node:crypto", () => {
  it('on a master secret (RFC 6101, 6.1)', () => {
    fc.assert(
      fc.property(bytes(60), bytes(70), (secret, seed) => {
        expect(ssl3Prf(md5, sha1)(secret, 'ignored', seed, 48)).toEqual(
          Uint8Array.from(masterSecret(secret, seed)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it.each([0, 1, 16, 17, 104, 416])(
    'on the length of a key block of %i bytes (RFC 6101, 6.2.2)',
    (length) => {
      const prf = ssl3Prf(md5, sha1);
      const secret = new Uint8Array(48).fill(7);
      const seed = new Uint8Array(64).fill(9);
      const all = Array.from({ length: 26 }, (_, step) =>
        hash('md5', secret, hash('sha1', String.fromCharCode(0x41 + step).repeat(step + 1), secret, seed)),
      );
      expect(prf(secret, '', seed, length)).toEqual(Uint8Array.from(text(...all).subarray(0, length)));
    },
  );

  it.each([
    ['client', 'CLNT'],
    ['server', 'SRVR'],
  ] as const)('on the Finished of a %s (RFC 6101, 5.6.9)', (sender, letters) => {
    fc.assert(
      fc.property(bytes(200), bytes(48), (messages, master) => {
        const transcript = { md5: md5.create().update(messages), sha1: sha1.create().update(messages) };
        expect(ssl3VerifyData(md5, sha1, master, sender, transcript)).toEqual(
          Uint8Array.from(
            text(keyed('md5', messages, letters, master), keyed('sha1', messages, letters, master)),
          ),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('on what a CertificateVerify signs (RFC 6101, 5.6.8)', () => {
    const messages = new Uint8Array(100).fill(3);
    const master = new Uint8Array(48).fill(5);
    const transcript = { md5: md5.create().update(messages), sha1: sha1.create().update(messages) };
    expect(ssl3CertificateVerifyHash(md5, sha1, master, transcript)).toEqual(
      Uint8Array.from(text(keyed('md5', messages, '', master), keyed('sha1', messages, '', master))),
    );
  });
});

it('SSL 3.0 derives no more than its letters allow (RFC 6101, 6.2.2)', () => {
  expect(() => ssl3Prf(md5, sha1)(new Uint8Array(48), '', new Uint8Array(64), 417)).toThrow(RangeError);
});
