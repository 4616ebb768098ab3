import { describe, expect, it } from 'vitest';
import type { ClientOptions, ServerOptions } from '../../src/config-defaults.js';
import { later } from '../../src/decision.js';
import { Session } from '../../src/resumption/session.js';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { testTime } from '../support/certificates.js';
import { transfer } from '../support/pump.js';
import { Pair, serverOptions, sessionFrom } from './pair.js';

const data = Uint8Array.of(1, 2, 3, 4);
const early: Partial<ClientOptions> = { earlyData: true };

function acceptingServer(options: Partial<ServerOptions> = {}): ServerOptions {
  const sessionStore = new MemorySessionStore({ now: () => testTime });
  return serverOptions({ sessionStore, maxEarlyData: 1000, ...options });
}

/** A client that has sent this early data. */
function sent(server: ServerOptions, client: Partial<ClientOptions> = {}, changes: object = {}): Pair {
  const pair = new Pair(
    { ...early, session: sessionFrom(server, client), ...client },
    { ...server, ...changes },
  );
  expect(pair.client.writeEarlyData(data)).toBe(data.length);
  return pair;
}

function expectRejected(pair: Pair): void {
  expect(pair.runWithEarlyData()).toEqual([]);
  expect([pair.client, pair.server].map((end) => end.negotiated.earlyData)).toEqual(['rejected', 'rejected']);
  expect(pair.exchange('hello')).toBe('hello');
}

describe('early data (RFC 8446, 2.3)', () => {
  it('is off unless both ends ask for it', () => {
    const server = serverOptions();
    expect(() =>
      new Pair({ ...early, session: sessionFrom(server) }, server).client.writeEarlyData(data),
    ).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    const accepting = acceptingServer();
    expect(() =>
      new Pair({ session: sessionFrom(accepting) }, accepting).client.writeEarlyData(data),
    ).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    expect(() => serverOptions({ maxEarlyData: 1 })).toThrow(
      expect.objectContaining({ code: 'INVALID_CONFIG' }),
    );
  });

  it.each([true, false])('is accepted, with middlebox compatibility %s', (middleboxCompatibility) => {
    const server = acceptingServer({ middleboxCompatibility });
    const pair = sent(server, { middleboxCompatibility });
    pair.client.writeEarlyData(Uint8Array.of(5));
    expect(pair.runWithEarlyData()).toEqual([1, 2, 3, 4, 5]);
    expect([pair.client, pair.server].map((end) => end.negotiated.earlyData)).toEqual([
      'accepted',
      'accepted',
    ]);
    expect(pair.clientMessages).toContain('end_of_early_data');
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('comes in records of version 0x0303, as all after the first ClientHello do (RFC 8446, 5.1)', () => {
    const { output } = sent(acceptingServer()).client;
    const versions: number[] = [];
    const bytes = output.peek();
    for (let at = 0; at < bytes.length; at += 5 + (((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0))) {
      versions.push(((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0));
    }
    expect(versions).toEqual([0x0301, 0x0303, 0x0303]);
  });

  it('is answered before the handshake is complete, where the server wants that', () => {
    const pair = sent(acceptingServer());
    transfer(pair.client, pair.server);
    pair.server.handshake();
    expect(pair.server.readable).toBe(4);
    pair.server.read(new Uint8Array(10));
    expect(pair.server.writeEarlyData(Uint8Array.of(9, 9))).toBe(2);
    pair.runWithEarlyData();
    expect(pair.client.readable).toBe(2);
  });

  it('is limited to what the ticket says, at the client', () => {
    const pair = sent(acceptingServer());
    expect(pair.client.writeEarlyData(new Uint8Array(2000))).toBe(996);
    expect(pair.client.writeEarlyData(data)).toBe(0);
    expect(pair.runWithEarlyData()).toHaveLength(1000);
  });

  it('beyond the limit is an unexpected_message at the server (RFC 8446, 4.2.10)', () => {
    const server = acceptingServer();
    const { fields } = sessionFrom(server);
    const session = new Session({ ...fields, maxEarlyData: 5000 });
    const pair = new Pair({ ...early, session }, server);
    pair.client.writeEarlyData(new Uint8Array(1001));
    expect(() => pair.runWithEarlyData()).toThrow(
      expect.objectContaining({ code: 'TOO_MUCH_EARLY_DATA', alert: 'unexpected_message' }),
    );
  });

  it('beyond maxReceivedEarlyData is one too, whatever the ticket allowed', () => {
    const pair = sent(acceptingServer(), {}, { maxReceivedEarlyData: 3 });
    expect([pair.client.earlyDataLeft, pair.server.earlyDataLeft]).toEqual([996, 0]);
    expect(() => pair.runWithEarlyData()).toThrow(
      expect.objectContaining({ code: 'TOO_MUCH_EARLY_DATA', alert: 'unexpected_message' }),
    );
  });

  it('is not needed for what a server of TLS 1.3 says before the handshake is complete', () => {
    const pair = new Pair({}, serverOptions());
    expect(() => pair.server.writeEarlyData(data)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
    pair.client.handshake();
    transfer(pair.client, pair.server);
    pair.server.handshake();
    expect(pair.server.writeEarlyData(data)).toBe(4);
    expect(pair.runWithEarlyData()).toEqual([]);
    expect(pair.client.readable).toBe(4);
  });

  it('is rejected with a HelloRetryRequest', () => {
    const pair = sent(acceptingServer(), {}, { groups: ['secp256r1'] });
    expectRejected(pair);
    expect(pair.client.negotiated.helloRetryRequest).toBe(true);
    expect(pair.client.negotiated.session).toBeDefined();
  });

  it('is rejected when the session can not be resumed, and a full handshake follows', () => {
    const pair = sent(
      acceptingServer(),
      {},
      { sessionStore: new MemorySessionStore({ now: () => testTime }) },
    );
    expectRejected(pair);
    expect(pair.client.negotiated.session).toBeUndefined();
  });

  it('is rejected by a server that does not take it any more', () => {
    expectRejected(sent(acceptingServer(), {}, { maxEarlyData: 0 }));
  });

  it('is rejected for another protocol than the session has (RFC 8446, 4.2.10)', () => {
    const server = acceptingServer({ alpn: ['a', 'b'] });
    expectRejected(sent(server, { alpn: ['a', 'b'] }, { alpn: ['b'] }));
  });

  it('is rejected when the ticket is older or younger than the client says (RFC 8446, 8.3)', () => {
    const changes = { now: () => testTime + 10_001 };
    expectRejected(sent(acceptingServer(), {}, changes));
    const pair = sent(acceptingServer(), {}, { now: () => testTime + 10_000 });
    expect(pair.runWithEarlyData()).toEqual([...data]);
  });

  it('is rejected when the hook says so, after a pause', () => {
    const server = acceptingServer();
    const asked: (string | undefined)[] = [];
    const pair = sent(
      server,
      {},
      {
        acceptEarlyData: ((request, decision) => {
          asked.push(request.session.fields.serverName);
          decision.complete(false);
          return later;
        }) satisfies ServerOptions['acceptEarlyData'],
      },
    );
    expectRejected(pair);
    expect(asked).toEqual(['server.example']);
  });

  it('that is replayed is rejected: its session has served (RFC 8446, 8.1)', () => {
    const server = acceptingServer();
    const pair = sent(server);
    const flight = pair.client.output.peek().slice();
    expect(pair.runWithEarlyData()).toEqual([...data]);
    const second = new Pair({}, server).server;
    second.receive(flight);
    second.handshake();
    expect(second.negotiated.earlyData).toBe('rejected');
    expect(second.readable).toBe(0);
  });

  it('that is rejected is skipped up to a limit, and then an error', () => {
    const server = acceptingServer({ maxEarlyData: 0xffff_ffff });
    const pair = sent(server, {}, { maxEarlyData: 0, maxReceivedEarlyData: 0 });
    for (let i = 0; i < 2; i++) pair.client.writeEarlyData(new Uint8Array(10_000));
    expect(() => pair.runWithEarlyData()).toThrow(expect.objectContaining({ code: 'BAD_RECORD_MAC' }));
  });

  it('in full records before a HelloRetryRequest is skipped, too', () => {
    const server = acceptingServer({ maxEarlyData: 20_000 });
    const pair = sent(server, {}, { groups: ['secp256r1'] });
    expect(pair.client.writeEarlyData(new Uint8Array(16_384))).toBe(16_384);
    expectRejected(pair);
  });

  it('makes a client refuse TLS 1.2 (RFC 8446, D.3)', () => {
    const server = acceptingServer();
    const pair = sent(server, {}, { maxVersion: 'TLSv1.2' });
    // Only the hello: a server of TLS 1.2 takes what follows for garbage.
    const flight = pair.client.output.peek();
    pair.server.receive(flight.subarray(0, 5 + (((flight[3] ?? 0) << 8) | (flight[4] ?? 0))));
    pair.server.handshake();
    transfer(pair.server, pair.client);
    expect(() => pair.client.handshake()).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED_PROTOCOL', alert: 'protocol_version' }),
    );
  });
});
