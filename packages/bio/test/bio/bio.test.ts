import { describe, expect, test } from 'vitest';
import {
  Bio,
  type BioOperation,
  BufferBio,
  createBioPair,
  getLine,
  MemoryBio,
  PairBio,
  SslBio,
} from '../../src/index.js';
import { BlockingBio, pattern } from '../support/drive.js';
import { newClient } from '../support/peers.js';

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

  test('writing nothing leaves the flags alone, reading nothing does not', () => {
    const bio = new MemoryBio();
    bio.read(new Uint8Array(1));
    expect([bio.write(new Uint8Array(0)), bio.puts(''), bio.shouldRetry]).toEqual([0, 0, true]);
    expect([bio.read(new Uint8Array(0)), bio.shouldRetry]).toEqual([0, false]);
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

  test('BIO_find_type(3): the first of the chain that is of a kind', () => {
    const memory = new MemoryBio();
    const top = new BufferBio().push(memory);
    expect([top.find(MemoryBio), top.find(BufferBio), memory.find(BufferBio)]).toEqual([
      memory,
      top,
      undefined,
    ]);
  });

  test('BIO_method_name(3): libcrypto’s names', () => {
    const [half] = createBioPair();
    expect([new MemoryBio(), half, new BufferBio(), new SslBio(newClient())].map(({ name }) => name)).toEqual(
      ['memory buffer', 'BIO pair', 'buffer', 'ssl'],
    );
  });

  test('BIO_up_ref(3) and BIO_free(3): the last owner frees it, once', () => {
    const [one, other] = createBioPair();
    expect(one.upRef()).toBe(1);
    expect(one.free()).toBe(1);
    expect(other.peer).toBe(one);
    one.free();
    expect(other.peer).toBeUndefined();
    let frees = 0;
    one.callback = () => {
      frees += 1;
      return 1;
    };
    one.free();
    expect(frees).toBe(0);
  });

  test('BIO_free(3): a veto of the callback leaves the BIO as it was', () => {
    const [one, other] = createBioPair();
    one.callback = (_, operation, __, returned) => (operation === 'free' ? 0 : (returned ?? 1));
    expect([one.free(), other.peer]).toEqual([0, one]);
    one.callback = undefined;
    expect([one.free(), other.peer]).toEqual([1, undefined]);
  });

  test('BIO_free_all(3): the whole chain, up to a BIO that has other owners', () => {
    const chain = () => {
      const [half, peer] = createBioPair();
      const middle = new BufferBio();
      const top = new BufferBio().push(middle).push(half);
      return { top, middle, peer };
    };
    const alone = chain();
    alone.top.freeAll();
    expect(alone.peer.peer).toBeUndefined();
    const shared = chain();
    shared.middle.upRef();
    shared.top.freeAll();
    expect(shared.peer.peer).toBeDefined();
    shared.middle.freeAll();
    expect(shared.peer.peer).toBeUndefined();
  });

  test('BIO_dup_chain(3): the same kinds and settings, and nothing of what they hold', () => {
    const [half] = createBioPair(30, 30);
    half.callback = (_, __, ___, returned) => returned ?? 1;
    const top = new BufferBio(5000, 6000).push(half);
    top.write(pattern(10));
    const copy = top.dupChain();
    const below = copy?.next;
    expect(copy).toBeInstanceOf(BufferBio);
    expect(
      copy instanceof BufferBio && [copy.readBufferSize, copy.writeBufferSize, copy.writePending],
    ).toEqual([5000, 6000, 0]);
    expect(below instanceof PairBio && [below.writeBufferSize, below.peer, below.callback]).toEqual([
      30,
      undefined,
      half.callback,
    ]);
    class Own extends BlockingBio {}
    expect(new BufferBio().push(new Own(half, () => {})).dupChain()).toBeUndefined();
  });

  test('BIO_do_handshake(3) goes down a chain, with the retry flags; 0 where no BIO has anything to establish', () => {
    class Connecting extends BlockingBio {
      attempts = 0;
      protected override establish(): number {
        this.attempts += 1;
        return this.attempts > 1 ? 1 : this.retrySpecial('connect');
      }
    }
    const [half] = createBioPair();
    const top = new BufferBio().push(new Connecting(half, () => {}));
    expect([top.doHandshake(), top.shouldIoSpecial, top.retryReason]).toEqual([-1, true, 'connect']);
    expect([top.doHandshake(), top.shouldRetry]).toEqual([1, false]);
    expect([new BufferBio().push(new MemoryBio()).doHandshake(), new MemoryBio().doHandshake()]).toEqual([
      0, 0,
    ]);
  });

  test('BIO_gets(3) where there are no lines: −2, and BIO_get_line(3) reads them byte by byte', () => {
    const [one, other] = createBioPair();
    const into = new Uint8Array(9);
    expect(other.gets(into)).toBe(-2);
    expect(other.cause).toMatchObject({ code: 'UNSUPPORTED_METHOD' });
    one.puts('abc');
    expect([getLine(other, into), other.shouldRead]).toEqual([-1, true]);
    one.puts('line\nrest');
    one.shutdownWrite();
    expect([getLine(other, into), getLine(other, into.subarray(0, 2)), getLine(other, into)]).toEqual([
      5, 2, 2,
    ]);
    expect([getLine(other, into), other.shouldRetry]).toEqual([0, false]);
  });

  test('BIO_reset(3) is seen and vetoed by callbacks too', () => {
    const bio = new MemoryBio();
    bio.write(pattern(3));
    bio.callback = (_, operation, __, returned) => (operation === 'reset' ? 0 : (returned ?? 1));
    expect([bio.reset(), bio.pending]).toEqual([0, 3]);
  });
});
