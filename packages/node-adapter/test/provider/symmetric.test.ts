import { randomBytes } from 'node:crypto';
import type { Aead, Cbc, Hash } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { nodeProvider } from '../../src/provider/provider.js';

/** Bytes at an odd offset, as a record's body lies behind its header. */
function unaligned(bytes: Uint8Array): Uint8Array {
  const view = new Uint8Array(bytes.length + 5).subarray(5);
  view.set(bytes);
  return view;
}

const bytes = (length: number): Uint8Array => unaligned(randomBytes(length));

function pairs<T extends { readonly name: string }>(
  native: readonly T[],
  portable: (name: T['name']) => T | undefined,
): [string, T, T][] {
  return native.flatMap((one): [string, T, T][] => {
    const other = portable(one.name);
    return other ? [[one.name, one, other]] : [];
  });
}

const hashes = pairs<Hash>(nodeProvider.hashes, nobleProvider.hash);

describe.each(hashes)('%s', (_name, native, portable) => {
  it('has the same digest at once, in pieces and after a clone', () => {
    for (const length of [0, 1, 63, 64, 65, 129, 5000]) {
      const data = bytes(length);
      const expected = portable.digest(data);
      expect(native.digest(data)).toEqual(expected);
      const running = native.create().update(data.subarray(0, length >> 1));
      const copy = running.clone();
      running.update(bytes(3)).digest();
      expect(copy.update(data.subarray(length >> 1)).digest()).toEqual(expected);
    }
    expect([native.outputLength, native.blockLength]).toEqual([portable.outputLength, portable.blockLength]);
  });
});

describe.each(hashes.filter(([name]) => name !== 'MD5-SHA1'))('%s with keys', (_name, native, portable) => {
  it('has the same HMAC and HKDF (RFC 2104, RFC 5869)', () => {
    for (const keyLength of [0, 1, 32, 48, 64, 129, 200]) {
      const [key, data] = [bytes(keyLength), bytes(77)];
      expect(native.hmac(key, data)).toEqual(portable.hmac(key, data));
      const running = native.createHmac(key).update(data.subarray(0, 9));
      expect(running.clone().update(data.subarray(9)).digest()).toEqual(portable.hmac(key, data));
      expect(native.hkdfExtract(key, data)).toEqual(portable.hkdfExtract(key, data));
      const pseudorandom = native.hkdfExtract(key, data);
      for (const length of [
        0,
        1,
        12,
        native.outputLength,
        native.outputLength + 1,
        255 * native.outputLength,
      ]) {
        expect(native.hkdfExpand(pseudorandom, data, length)).toEqual(
          portable.hkdfExpand(pseudorandom, data, length),
        );
      }
    }
  });

  it('refuses more than 255 blocks, and short keys (RFC 5869, 2.3)', () => {
    const length = native.outputLength;
    expect(() => native.hkdfExpand(bytes(length), bytes(1), 255 * length + 1)).toThrow(RangeError);
    expect(() => native.hkdfExpand(bytes(length - 1), bytes(1), length)).toThrow(RangeError);
  });
});

describe.each(pairs<Aead>(nodeProvider.aeads, nobleProvider.aead))('%s', (_name, native, portable) => {
  const keys = (): [ReturnType<Aead['key']>, ReturnType<Aead['key']>] => {
    const key = bytes(native.keyLength);
    return [native.key(key), portable.key(key)];
  };

  it('seals as the portable provider does, and each opens what the other sealed', () => {
    const [own, other] = keys();
    for (const length of [0, 1, 15, 16, 17, 64, 1024, 16_384]) {
      const [nonce, data, text] = [bytes(12), bytes(length % 2 ? 13 : 5), bytes(length)];
      const buffer = unaligned(new Uint8Array([...text, ...new Uint8Array(native.tagLength)]));
      const same = buffer.slice();
      own.seal(nonce, data, buffer);
      other.seal(nonce, data, same);
      expect(buffer).toEqual(same);
      expect(own.open(nonce, data, buffer.slice())).toEqual(text);
      expect(other.open(nonce, data, buffer)).toEqual(text);
    }
  });

  it('opens nothing that was changed in tag, text, nonce or additional data, nor anything too short', () => {
    const [own] = keys();
    const [nonce, data] = [bytes(12), bytes(5)];
    const sealed = bytes(100 + native.tagLength);
    own.seal(nonce, data, sealed);
    const flip = (from: Uint8Array, at: number): Uint8Array => {
      const changed = from.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      return changed;
    };
    expect(own.open(nonce, data, flip(sealed, sealed.length - 1))).toBeUndefined();
    expect(own.open(nonce, data, flip(sealed, 0))).toBeUndefined();
    expect(own.open(flip(nonce, 11), data, sealed.slice())).toBeUndefined();
    expect(own.open(nonce, flip(data, 0), sealed.slice())).toBeUndefined();
    expect(own.open(nonce, data, sealed.subarray(0, native.tagLength - 1))).toBeUndefined();
    expect(own.open(nonce, data, sealed.slice())).toHaveLength(100);
  });

  it('copies its key, which may be wiped, and is of no use once destroyed', () => {
    const key = bytes(native.keyLength);
    const again = key.slice();
    const own = native.key(key);
    key.fill(0);
    const sealed = new Uint8Array(9 + native.tagLength);
    own.seal(new Uint8Array(12), bytes(0), sealed);
    expect(portable.key(again).open(new Uint8Array(12), bytes(0), sealed)).toEqual(new Uint8Array(9));
    own.destroy();
    expect(() => own.seal(new Uint8Array(12), bytes(0), sealed)).toThrow('destroyed');
  });

  it('refuses a key of another length', () => {
    expect(() => native.key(bytes(native.keyLength + 1))).toThrow(RangeError);
  });
});

describe.each(pairs<Cbc>(nodeProvider.cbcs, nobleProvider.cbc))('%s', (_name, native, portable) => {
  it('encrypts and decrypts in place as the portable provider does, and leaves the IV alone', () => {
    const key = bytes(native.keyLength);
    const [own, other] = [native.key(key), portable.key(key)];
    for (const blocks of [0, 1, 2, 65]) {
      const iv = bytes(native.blockLength);
      const [ivBefore, text] = [iv.slice(), bytes(blocks * native.blockLength)];
      const [a, b] = [unaligned(text), unaligned(text)];
      own.encrypt(iv, a);
      other.encrypt(iv, b);
      expect(a).toEqual(b);
      own.decrypt(iv, b);
      expect(b).toEqual(text);
      expect(iv).toEqual(ivBefore);
    }
  });

  it('refuses what is not whole blocks', () => {
    const key = native.key(bytes(native.keyLength));
    expect(() => key.encrypt(bytes(native.blockLength), bytes(native.blockLength + 1))).toThrow();
    expect(() => key.decrypt(bytes(native.blockLength), bytes(native.blockLength - 1))).toThrow();
  });
});

it('has 3DES-EDE-CBC as FIPS 46-3 gives it: three equal keys are single DES', () => {
  const cbc = nodeProvider.cbc('3DES-EDE-CBC');
  if (!cbc) throw new Error('the OpenSSL of every Node that this project supports has 3DES');
  // The classic DES example: 133457799BBCDFF1 takes 0123456789ABCDEF to 85E813540F0AB405.
  const key = Buffer.from('133457799bbcdff1'.repeat(3), 'hex');
  const block = new Uint8Array(Buffer.from('0123456789abcdef', 'hex'));
  cbc.key(key).encrypt(new Uint8Array(8), block);
  expect(Buffer.from(block).toString('hex')).toBe('85e813540f0ab405');
  cbc.key(key).decrypt(new Uint8Array(8), block);
  expect(Buffer.from(block).toString('hex')).toBe('0123456789abcdef');
});

it('prefers AEADs in the order of OpenSSL where the processor has AES', () => {
  const known = ['arm64', 'x64'].includes(process.arch);
  expect(nodeProvider.preferredAeads.slice(0, 3)).toEqual(
    known ? ['AES-256-GCM', 'CHACHA20-POLY1305', 'AES-128-GCM'] : expect.any(Array),
  );
  expect(new Set(nodeProvider.preferredAeads)).toEqual(new Set(nodeProvider.aeads.map(({ name }) => name)));
});
