import { describe, expect, test } from 'vitest';
import { Bio, type BioOperation, BufferBio, createBioPair, MemoryBio } from '../../src/index.js';

describe('BIOs in general (bio(7))', () => {
  test('reading into nothing and writing nothing do nothing', () => {
    const bio = new MemoryBio();
    expect([bio.read(new Uint8Array(0)), bio.write(new Uint8Array(0))]).toEqual([0, 0]);
    expect(bio.shouldRetry).toBe(false);
  });

  test('flags of one operation are gone with the next', () => {
    const bio = new MemoryBio();
    bio.read(new Uint8Array(1));
    expect(bio.shouldRetry).toBe(true);
    bio.write(Uint8Array.of(1));
    expect(bio.shouldRetry).toBe(false);
  });

  test('BIO_push(3) and BIO_pop(3) keep the chain whole', () => {
    const first = new BufferBio();
    const second = new BufferBio();
    const third = new MemoryBio();
    first.push(second).push(third);
    expect([first.next, second.next, third.previous]).toEqual([second, third, second]);
    expect(second.pop()).toBe(third);
    expect([first.next, third.previous, second.next, second.previous]).toEqual([
      third,
      first,
      undefined,
      undefined,
    ]);
  });

  test('BIO_get_retry_BIO(3): the BIO at the bottom that has to wait', () => {
    const [half] = createBioPair();
    const top = new BufferBio().push(new BufferBio().push(half));
    top.read(new Uint8Array(1));
    expect(top.retryBio).toBe(half);
    half.clearRetry();
    expect(top.retryBio).toBe(top.next);
  });

  test('BIO_set_callback_ex(3): is called before and after, may veto, and may replace the result', () => {
    const bio = new MemoryBio();
    const seen: [BioOperation, number | undefined][] = [];
    bio.callback = (_, operation, __, returned) => {
      seen.push([operation, returned]);
      return returned ?? 1;
    };
    bio.write(Uint8Array.of(1, 2));
    bio.flush();
    expect(seen).toEqual([
      ['write', undefined],
      ['write', 2],
      ['flush', undefined],
      ['flush', 1],
    ]);
    bio.callback = (_, __, ___, returned) => (returned === undefined ? 0 : 1);
    expect(bio.write(Uint8Array.of(3))).toBe(0);
    expect(bio.pending).toBe(2);
    bio.callback = (_, __, ___, returned) => returned ?? 1;
    bio.callback = (_, __, ___, returned) => (returned === undefined ? 1 : 77);
    expect(bio.read(new Uint8Array(1))).toBe(77);
  });

  test('a BIO of one’s own needs two methods, and says what it waits for', () => {
    class Special extends Bio {
      protected override readBytes(): number {
        return this.retrySpecial('connect');
      }
      protected override writeBytes(): number {
        return this.fail(new Error('no route'));
      }
    }
    const bio = new Special();
    expect(bio.read(new Uint8Array(1))).toBe(-1);
    expect([bio.shouldIoSpecial, bio.retryReason]).toEqual([true, 'connect']);
    expect(bio.write(Uint8Array.of(1))).toBe(-1);
    expect([bio.shouldRetry, bio.retryReason]).toEqual([false, 'none']);
    expect(bio.cause).toEqual(new Error('no route'));
    expect(bio.flush()).toBe(1);
    expect(bio.cause).toBeUndefined();
  });
});
