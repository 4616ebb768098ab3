import { describe, expect, test } from 'vitest';
import {
  type Bio,
  createBioPair,
  debugCallback,
  MemoryBio,
  type Ssl,
  StutterBio,
  sslErrors,
} from '../../src/index.js';
import { pattern } from '../support/drive.js';
import { newClient, newServer } from '../support/peers.js';

/** Gives these sizes in turn. */
function inTurn(...sizes: number[]): () => number {
  let at = -1;
  return () => {
    at = (at + 1) % sizes.length;
    return sizes[at] ?? 0;
  };
}

describe('BIO_f_nbio_test(3)', () => {
  test('moves at most seven bytes, and asks to be retried in between', () => {
    const memory = new MemoryBio();
    const bio = new StutterBio(inTurn(0, 3, 7)).push(memory);
    expect([bio.write(pattern(9)), bio.shouldWrite]).toEqual([-1, true]);
    expect([bio.write(pattern(9)), bio.write(pattern(9)), memory.pending]).toEqual([3, 7, 10]);
    expect([bio.read(new Uint8Array(9)), bio.shouldRead]).toEqual([-1, true]);
    expect([bio.read(new Uint8Array(9)), bio.read(new Uint8Array(2))]).toEqual([3, 2]);
  });

  test('what the next BIO does not take is offered again as it was', () => {
    const [one, other] = createBioPair(4, 4);
    const bio = new StutterBio(inTurn(4, 5, 1)).push(one);
    expect([bio.write(pattern(9)), bio.write(pattern(9)), bio.shouldWrite]).toEqual([4, -1, true]);
    other.read(new Uint8Array(9));
    expect([bio.write(pattern(9)), bio.flush()]).toEqual([4, 1]);
  });

  test('a connection through it is made, carries data, and is closed, call by call', () => {
    const [near, far] = createBioPair();
    const through = (ssl: Ssl, half: Bio): Ssl => {
      const bio = new StutterBio().push(half);
      ssl.setBio(bio, bio);
      return ssl;
    };
    const client = through(newClient(), near);
    const server = through(newServer(), far);
    const wants = [sslErrors.WANT_READ, sslErrors.WANT_WRITE] as const;
    let calls = 0;
    /** Repeats both calls until each has given a positive result. */
    const insist = (one: () => number, other: () => number): number[] => {
      const results = [0, 0];
      for (; results.some((ret) => ret <= 0) && calls < 100_000; calls += 1) {
        [one, other].forEach((call, i) => {
          if ((results[i] ?? 0) > 0) return;
          results[i] = call();
          const ssl = i === 0 ? client : server;
          if ((results[i] ?? 0) < 0) expect(wants, ssl.failure?.message).toContain(ssl.getError(-1));
        });
      }
      return results;
    };
    expect(
      insist(
        () => client.doHandshake(),
        () => server.doHandshake(),
      ),
    ).toEqual([1, 1]);
    const data = pattern(500);
    const into = new Uint8Array(500);
    expect(
      insist(
        () => client.write(data),
        () => server.read(into),
      ),
    ).toEqual([500, 500]);
    expect(into).toEqual(data);
    expect(
      insist(
        () => client.shutdown(),
        () => server.shutdown(),
      ),
    ).toEqual([1, 1]);
    expect(calls).toBeGreaterThan(50);
  });
});

test('BIO_debug_callback_ex(3): a line before each operation and one after it', () => {
  const lines: string[] = [];
  const bio = new MemoryBio();
  bio.callback = debugCallback((line) => lines.push(line));
  bio.write(pattern(3));
  bio.read(new Uint8Array(9));
  bio.read(new Uint8Array(9));
  bio.flush();
  bio.free();
  expect(lines).toEqual([
    'memory buffer: write(3)',
    'memory buffer: write return 3',
    'memory buffer: read(9)',
    'memory buffer: read return 3',
    'memory buffer: read(9)',
    'memory buffer: read return -1',
    'memory buffer: flush',
    'memory buffer: flush return 1',
    'memory buffer: free',
  ]);
});
