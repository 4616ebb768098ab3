import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { Pair, serverOptions, sessionFrom } from '../resumption/pair.js';
import { transfer } from '../support/pump.js';

const data = Uint8Array.of(1, 2, 3);
const willing = { falseStart: true, maxVersion: 'TLSv1.2', alpn: ['h2'] } as const;

/** A handshake up to where the client has sent its Finished. */
function halfway(client: Partial<ClientOptions>, server: Partial<ServerOptions> = {}): Pair {
  const pair = new Pair(client, serverOptions({ alpn: ['h2'], ...server }));
  pair.client.handshake();
  transfer(pair.client, pair.server);
  pair.server.handshake();
  transfer(pair.server, pair.client);
  pair.client.handshake();
  return pair;
}

describe('False Start (RFC 7918)', () => {
  it("lets a client write before the server's Finished", () => {
    const pair = halfway(willing);
    expect([pair.client.isHandshaking, pair.client.canFalseStart]).toEqual([true, true]);
    expect(pair.client.write(data)).toBe(data.length);
    transfer(pair.client, pair.server);
    pair.server.handshake();
    const into = new Uint8Array(8);
    while (pair.server.readable === 0) pair.server.processRecord();
    expect(into.subarray(0, pair.server.read(into))).toEqual(data);
    transfer(pair.server, pair.client);
    pair.client.handshake();
    expect(pair.client.isHandshaking).toBe(false);
    expect(pair.exchange('hello')).toBe('hello');
  });

  it.each<[string, Partial<ClientOptions>, Partial<ServerOptions>]>([
    ['unless it was asked for', { ...willing, falseStart: false }, {}],
    ['without ALPN', { ...willing, alpn: [] }, {}],
    [
      'with CBC',
      { ...willing, cipherSuites: ['ECDHE-ECDSA-AES128-SHA256'] },
      { cipherSuites: ['ECDHE-ECDSA-AES128-SHA256', 'TLS_AES_128_GCM_SHA256'] },
    ],
    ['in TLS 1.3', { ...willing, maxVersion: 'TLSv1.3', keyShares: ['x25519'] }, { groups: ['secp256r1'] }],
  ])('is not done %s', (_, client, server) => {
    const pair = halfway(client, server);
    expect(pair.client.isHandshaking).toBe(true);
    expect(pair.client.canFalseStart).toBe(false);
    expect(() => pair.client.write(data)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
  });

  it('is not done where a session is resumed: there the server comes first', () => {
    const server = serverOptions({ alpn: ['h2'] });
    const session = sessionFrom(server, willing);
    const pair = new Pair({ ...willing, session }, server);
    const could: boolean[] = [];
    for (let i = 0; i < 4; i++) {
      pair.client.handshake();
      could.push(pair.client.canFalseStart);
      transfer(pair.client, pair.server);
      pair.server.handshake();
      transfer(pair.server, pair.client);
    }
    expect(could).not.toContain(true);
  });

  it('is no way for a server to write early', () => {
    const pair = halfway(willing);
    expect(() => pair.server.write(data)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
  });
});
