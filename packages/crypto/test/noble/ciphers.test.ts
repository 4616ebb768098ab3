import { type CipherGCMTypes, createCipheriv } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Aead, AeadName, CbcName } from '../../src/index.js';
import { nobleProvider } from '../../src/noble/index.js';

const nodeNames: Readonly<Record<AeadName, string>> = {
  'AES-128-GCM': 'aes-128-gcm',
  'AES-256-GCM': 'aes-256-gcm',
  'CHACHA20-POLY1305': 'chacha20-poly1305',
  'AES-128-CCM': 'aes-128-ccm',
  'AES-256-CCM': 'aes-256-ccm',
  'AES-128-CCM-8': 'aes-128-ccm',
  'AES-256-CCM-8': 'aes-256-ccm',
};

function sealedByNode(
  aead: Aead,
  key: Uint8Array,
  nonce: Uint8Array,
  data: Uint8Array,
  text: Uint8Array,
): Buffer {
  // Node's types tell the modes apart by literal names; GCM's cover what is used of all of them.
  const name = nodeNames[aead.name] as CipherGCMTypes;
  const options = { authTagLength: aead.tagLength };
  const cipher = createCipheriv(name, key, nonce, options);
  if (data.length > 0) cipher.setAAD(data, { plaintextLength: text.length });
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** Lengths around blocks, GHASH's windows, a full record, and the largest that shares working memory. */
const lengths = [0, 1, 15, 16, 17, 31, 64, 1023, 1024, 16_384, 16_385, 18_432, 18_433, 40_000];

describe.each(nobleProvider.aeads.map((aead) => [aead.name, aead] as const))('%s', (_name, aead) => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
    fc.uint8Array({ minLength: length, maxLength: length });

  it('seals in place, at any offset, as OpenSSL does, and opens what OpenSSL sealed', () => {
    fc.assert(
      fc.property(
        bytes(aead.keyLength),
        bytes(12),
        fc.uint8Array({ maxLength: 40 }),
        fc.constantFrom(...lengths),
        fc.integer({ min: 0, max: 7 }),
        (secret, nonce, data, length, offset) => {
          const text = new Uint8Array(length).map((_, i) => i * 7 + length);
          const sealed = sealedByNode(aead, secret, nonce, data, text);
          const key = aead.key(secret);
          const buffer = new Uint8Array(offset + sealed.length).subarray(offset);
          buffer.set(text);
          key.seal(nonce, data, buffer);
          expect(Buffer.compare(buffer, sealed)).toBe(0);
          const opened = key.open(nonce, data, buffer);
          expect(opened && Buffer.compare(opened, text)).toBe(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('keeps apart the messages of two keys in turn', () => {
    const keys = [1, 2].map((fill) => aead.key(new Uint8Array(aead.keyLength).fill(fill)));
    const nonce = new Uint8Array(12);
    const data = Uint8Array.of(23, 3, 3);
    const sealed = keys.map((key, index) => {
      const buffer = new Uint8Array(100 + aead.tagLength).fill(index + 7);
      key.seal(nonce, data, buffer);
      return buffer;
    });
    const opened = keys.map((key, index) => key.open(nonce, data, sealed[index] ?? new Uint8Array()));
    opened.forEach((text, index) => {
      expect(text).toEqual(new Uint8Array(100).fill(index + 7));
    });
  });

  it('gives nothing for any change of key, nonce, data, text or tag, or for less than a tag', () => {
    const secret = new Uint8Array(aead.keyLength).fill(3);
    const nonce = new Uint8Array(12).fill(4);
    const data = new Uint8Array(13).fill(5);
    const key = aead.key(secret);
    const sealed = new Uint8Array(50 + aead.tagLength).fill(6);
    key.seal(nonce, data, sealed);
    const changed = (whole: Uint8Array, at: number): Uint8Array =>
      whole.map((byte, index) => (index === at ? byte ^ 0x80 : byte));
    for (let at = 0; at < sealed.length; at++)
      expect(key.open(nonce, data, changed(sealed, at))).toBeUndefined();
    expect(key.open(changed(nonce, 11), data, sealed.slice())).toBeUndefined();
    expect(key.open(nonce, changed(data, 0), sealed.slice())).toBeUndefined();
    expect(key.open(nonce, data.subarray(1), sealed.slice())).toBeUndefined();
    expect(aead.key(changed(secret, 0)).open(nonce, data, sealed.slice())).toBeUndefined();
    for (let length = 0; length <= aead.tagLength; length++) {
      expect(key.open(nonce, data, sealed.slice(0, length)), `${length} bytes`).toBeUndefined();
    }
    expect(key.open(nonce, data, sealed)).toEqual(new Uint8Array(50).fill(6));
  });

  it('does not write the plaintext anywhere when the tag is wrong', () => {
    const key = aead.key(new Uint8Array(aead.keyLength));
    const sealed = new Uint8Array(64 + aead.tagLength).fill(9);
    const before = sealed.slice();
    expect(key.open(new Uint8Array(12), new Uint8Array(5), sealed)).toBeUndefined();
    expect(sealed).toEqual(before);
  });

  it('takes keys of its length only, copies them, and seals no more with them when destroyed', () => {
    expect(() => aead.key(new Uint8Array(aead.keyLength + 1))).toThrow(`has ${aead.keyLength} bytes`);
    const seal = (key: ReturnType<Aead['key']>): Uint8Array => {
      const buffer = new Uint8Array(32);
      key.seal(new Uint8Array(12), new Uint8Array(5), buffer);
      return buffer;
    };
    const secret = new Uint8Array(aead.keyLength).fill(1);
    const key = aead.key(secret);
    const expected = seal(key);
    secret.fill(0);
    expect(seal(key)).toEqual(expected);
    key.destroy();
    let after: Uint8Array | undefined;
    try {
      after = seal(key);
    } catch {
      after = undefined;
    }
    expect(after).not.toEqual(expected);
  });
});

describe.each(nobleProvider.cbcs.map((cbc) => [cbc.name, cbc] as const))('%s', (name: CbcName, cbc) => {
  it('works in place on whole blocks as OpenSSL does, and leaves the IV as it is', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: cbc.keyLength, maxLength: cbc.keyLength }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        fc.constantFrom(0, 1, 2, 63, 1024, 1153),
        fc.integer({ min: 0, max: 7 }),
        (secret, iv, blocks, offset) => {
          const text = new Uint8Array(blocks * 16).map((_, i) => i);
          const cipher = createCipheriv(name.toLowerCase(), secret, iv).setAutoPadding(false);
          const expected = Buffer.concat([cipher.update(text), cipher.final()]);
          const key = cbc.key(secret);
          const buffer = new Uint8Array(offset + text.length).subarray(offset);
          buffer.set(text);
          const ivBefore = iv.slice();
          key.encrypt(iv, buffer);
          expect(Buffer.compare(buffer, expected)).toBe(0);
          key.decrypt(iv, buffer);
          expect(Buffer.compare(buffer, text)).toBe(0);
          expect(iv).toEqual(ivBefore);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('takes keys of its length only', () => {
    expect(() => cbc.key(new Uint8Array(24))).toThrow(`has ${cbc.keyLength} bytes`);
  });
});
