import { describe, expect, it } from 'vitest';
import type { Connection } from '../../src/connection.js';
import type { Pair } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';
import { oldPair, oldVersions } from './old-pair.js';

/** Bytes that repeat with the seed: both ends draw from one of their own. */
function replay(seed: number): (length: number) => Uint8Array {
  let state = seed;
  return (length) =>
    Uint8Array.from({ length }, () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      // Never zero, which RSA's padding draws again.
      return ((state >>> 16) % 255) + 1;
    });
}

type Chunk = () => number;

/** Moves output in pieces, letting the other end work after each; all bytes that went. */
function carry(from: Connection, to: Connection, chunk: Chunk, went: number[]): number {
  const { output } = from;
  const bytes = output.peek().slice();
  output.consume(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + chunk());
    to.receive(bytes.subarray(at, end));
    went.push(...bytes.subarray(at, end));
    at = end;
    if (to.isHandshaking) to.handshake();
  }
  return bytes.length;
}

/** What a whole connection comes to, its bytes cut like this: handshake, data, close. */
function outcome(pair: Pair, chunk: Chunk): unknown {
  const { client, server } = pair;
  const went: [number[], number[]] = [[], []];
  client.handshake();
  while (carry(client, server, chunk, went[0]) + carry(server, client, chunk, went[1]) > 0);
  const heard: number[] = [];
  client.write(Uint8Array.from({ length: 100 }, (_, i) => i));
  client.close();
  carry(client, server, chunk, went[0]);
  const into = new Uint8Array(200);
  for (let kind = ''; kind !== 'closed' && kind !== 'needs-input'; ) {
    kind = server.processRecord().kind;
    heard.push(...into.subarray(0, server.read(into)));
  }
  return { went, heard, closed: server.peerClosed, verifyData: [...client.negotiated.serverVerifyData] };
}

describe.each(oldVersions)('%s in pieces', (version) => {
  it.each(['AES128-SHA', 'DHE-RSA-AES128-SHA'])('is the same as whole, with %s', (suite) => {
    const make = (): Pair =>
      oldPair(
        version,
        suite,
        { random: replay(1) },
        { random: replay(2), now: () => testTime, ticketProtector: undefined },
      );
    const whole = outcome(make(), () => 100_000);
    expect(whole).toMatchObject({ closed: true });
    expect((whole as { heard: number[] }).heard).toHaveLength(100);
    expect(outcome(make(), () => 1)).toEqual(whole);
    for (const seed of [3, 4, 5]) {
      const draw = replay(seed);
      expect(outcome(make(), () => 1 + ((draw(1)[0] ?? 0) % 97))).toEqual(whole);
    }
  });
});
