import { ascii } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { testTime } from '../support/certificates.js';
import { Pair, serverOptions, sessionFrom } from './pair.js';

const notReady = expect.objectContaining({ code: 'NOT_READY' });
const context = ascii('context');

function pairWithEarlyData(acceptEarlyData = true): Pair {
  const sessionStore = new MemorySessionStore({ now: () => testTime });
  const server = serverOptions({ sessionStore, maxEarlyData: 1000, acceptEarlyData: () => acceptEarlyData });
  const pair = new Pair({ earlyData: true, session: sessionFrom(server) }, server);
  pair.client.writeEarlyData(Uint8Array.of(1));
  return pair;
}

describe('exporting keying material of early data (RFC 8446, 7.5)', () => {
  it('gives both ends the same, before the handshake is complete, and other bytes than the exporter', () => {
    const pair = pairWithEarlyData();
    const early = pair.client.exportEarlyKeyingMaterial('EXPERIMENTAL label', context, 40);
    expect(early).toHaveLength(40);
    pair.runWithEarlyData();
    expect(pair.server.exportEarlyKeyingMaterial('EXPERIMENTAL label', context, 40)).toEqual(early);
    expect(pair.client.exportKeyingMaterial('EXPERIMENTAL label', context, 40)).not.toEqual(early);
    expect(pair.client.exportEarlyKeyingMaterial('EXPERIMENTAL label', ascii('other'), 40)).not.toEqual(
      early,
    );
  });

  it('is over where early data is rejected', () => {
    const pair = pairWithEarlyData(false);
    pair.runWithEarlyData();
    for (const end of [pair.client, pair.server]) {
      expect(() => end.exportEarlyKeyingMaterial('EXPERIMENTAL label', context, 40)).toThrow(notReady);
    }
  });

  it('needs early data', () => {
    const pair = new Pair({}, serverOptions()).run();
    expect(() => pair.client.exportEarlyKeyingMaterial('EXPERIMENTAL label', context, 40)).toThrow(notReady);
  });
});
