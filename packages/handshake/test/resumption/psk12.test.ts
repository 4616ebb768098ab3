import { ascii, equalBytes, pskCipherSuites } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { type ClientOptions, clientConfig, type ServerOptions } from '../../src/config-defaults.js';
import { type Decision, later } from '../../src/decision.js';
import type { Psk12 } from '../../src/resumption/psk12.js';
import { handshakeTypes } from '../../src/wire/handshake-type.js';
import { bodyOf as clientBody, drop } from '../client/edits.js';
import { Duel as ClientDuel, expectFailure } from '../client/hostile-server.js';
import { expectRefusal, Duel as ServerDuel } from '../server/duel.js';
import { bodyOf } from '../server/edits.js';
import { testTime } from '../support/certificates.js';
import { Pair, serverOptions } from './pair.js';

const identity = ascii('device 1');
const key = new Uint8Array(20).fill(7);
const selectPsk12 = () => ({ identity, key });
const findPsk12 = (asked: Uint8Array) => (equalBytes(asked, identity) ? key : undefined);

const tls12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const;
const plain = ['TLS_PSK_WITH_AES_128_GCM_SHA256'];
const ecdhe = ['TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256'];
const dhe = ['TLS_DHE_PSK_WITH_AES_128_GCM_SHA256'];

function pair(
  cipherSuites: readonly string[],
  client: Partial<ClientOptions> = {},
  server: Partial<ServerOptions> = {},
): Pair {
  const options = serverOptions({ ...tls12, cipherSuites, findPsk12, credentials: [], ...server });
  return new Pair({ ...tls12, cipherSuites, selectPsk12, anchors: undefined, ...client }, options);
}

describe('pre-shared keys in TLS 1.2 (RFC 4279, 5487, 5489)', () => {
  it.each(pskCipherSuites.map(({ name }) => name))(
    'authenticate %s, without certificates',
    (name) => {
      const { client, server, exchange, clientMessages } = (() => {
        const made = pair([name]).run();
        return { ...made, exchange: made.exchange('hello') };
      })();
      expect(client.negotiated.suite?.name).toBe(name);
      expect(client.negotiated.pskIdentity).toEqual(identity);
      expect(server.negotiated.pskIdentity).toEqual(identity);
      expect(clientMessages).not.toContain('certificate');
      expect(exchange).toBe('hello');
    },
    20_000,
  );

  it('go without ServerKeyExchange where there is neither a hint nor an ephemeral exchange (RFC 4279, 2)', () => {
    expect(pair(plain).run().serverMessages.slice(0, 2)).toEqual(['server_hello', 'server_hello_done']);
    const hinted = pair(plain, {}, { pskIdentityHint: ascii('hint') }).run();
    expect(hinted.serverMessages.slice(0, 3)).toEqual([
      'server_hello',
      'server_key_exchange',
      'server_hello_done',
    ]);
  });

  it.each([plain, ecdhe, dhe])('are chosen by the hint, at once or later, with %s', (...cipherSuites) => {
    const hints: Uint8Array[] = [];
    let chosen: Decision<Psk12 | undefined> | undefined;
    let found: Decision<Uint8Array | undefined> | undefined;
    const select: ClientOptions['selectPsk12'] = (hint, decision) => {
      hints.push(hint);
      chosen = decision;
      return later;
    };
    const find: ServerOptions['findPsk12'] = (_, decision) => {
      found = decision;
      return later;
    };
    const made = pair(
      cipherSuites,
      { selectPsk12: select },
      { findPsk12: find, pskIdentityHint: ascii('hint') },
    );
    expect(() => made.run()).toThrow('waits-for');
    chosen?.complete({ identity, key });
    expect(() => made.run()).toThrow('waits-for');
    found?.complete(key);
    expect(made.run().exchange('hello')).toBe('hello');
    expect(hints).toEqual([ascii('hint')]);
  });

  it('give sessions that can be resumed', () => {
    const options = serverOptions({ ...tls12, cipherSuites: ecdhe, findPsk12, credentials: [] });
    const client = { ...tls12, cipherSuites: ecdhe, selectPsk12, anchors: undefined };
    const session = new Pair(client, options).run().sessions.at(-1);
    const again = new Pair({ ...client, session }, options).run();
    expect(again.server.negotiated.session).toBeDefined();
    expect(again.exchange('hello')).toBe('hello');
  });

  it('stand beside certificates: the order of the one who prefers decides', () => {
    const mixed = ['ECDHE-ECDSA-AES128-GCM-SHA256', ...ecdhe];
    const both = { ...tls12, cipherSuites: mixed, selectPsk12 };
    const server = serverOptions({ ...tls12, cipherSuites: [...mixed].reverse(), findPsk12 });
    expect(new Pair(both, server).run().client.negotiated.pskIdentity).toEqual(identity);
    const other = serverOptions({ ...tls12, cipherSuites: mixed, findPsk12 });
    expect(new Pair(both, other).run().client.negotiated.peerChain).toHaveLength(1);
  });

  it('that differ are found out by the Finished', () => {
    const wrong = () => ({ identity, key: new Uint8Array(20).fill(8) });
    expect(() => pair(plain, { selectPsk12: wrong }).run()).toThrow(
      expect.objectContaining({ code: 'BAD_RECORD_MAC' }),
    );
  });

  it('that are unknown are an unknown_psk_identity (RFC 4279, 2)', () => {
    expect(() => pair(plain, { selectPsk12: () => ({ identity: ascii('other'), key }) }).run()).toThrow(
      expect.objectContaining({ code: 'UNKNOWN_PSK_IDENTITY', alert: 'unknown_psk_identity' }),
    );
    expect(() => pair(plain, { selectPsk12: () => undefined }).run()).toThrow(
      expect.objectContaining({ code: 'DECISION_FAILED' }),
    );
  });

  it('need a source, and a length', () => {
    const invalid = expect.objectContaining({ code: 'INVALID_CONFIG' });
    const common = { provider: nobleProvider, now: () => testTime, cipherSuites: plain, ...tls12 };
    expect(() => clientConfig({ ...common, serverName: 'server.example' })).toThrow(invalid);
    expect(() => serverOptions({ ...tls12, cipherSuites: plain })).toThrow(invalid);
    expect(() => serverOptions({ ...tls12, pskIdentityHint: new Uint8Array(65_536) })).toThrow(invalid);
    const given = (psk: Psk12) => () => pair(plain, { selectPsk12: () => psk }).run();
    expect(given({ identity, key: new Uint8Array(15) })).toThrow(invalid);
    expect(given({ identity: new Uint8Array(65_536), key })).toThrow(invalid);
  });
});

describe('a peer that uses a pre-shared key wrongly', () => {
  const client = (cipherSuites: readonly string[]) => ({ ...tls12, cipherSuites, selectPsk12 });
  const server = (cipherSuites: readonly string[]) => ({ ...tls12, cipherSuites, findPsk12 });
  const { serverKeyExchange, clientKeyExchange } = handshakeTypes;
  const longer = (body: Uint8Array): Uint8Array => Uint8Array.of(...body, 0);
  const shorter = (body: Uint8Array): Uint8Array => body.subarray(0, -1);

  it.each([ecdhe, dhe])('may not leave ServerKeyExchange out of %s', (...suites) => {
    const duel = new ClientDuel(client(suites), server(suites), drop(serverKeyExchange));
    expectFailure(duel, 'UNEXPECTED_MESSAGE', 'unexpected_message');
  });

  it.each([plain, ecdhe, dhe])('may not make ServerKeyExchange of %s longer or shorter', (...suites) => {
    const hinted = { ...server(suites), pskIdentityHint: ascii('hint') };
    for (const edit of [longer, shorter]) {
      const duel = new ClientDuel(client(suites), hinted, clientBody(serverKeyExchange, edit));
      expectFailure(duel, 'DECODE_ERROR', 'decode_error');
    }
  });

  it.each([plain, ecdhe, dhe])('may not make ClientKeyExchange of %s longer or shorter', (...suites) => {
    for (const edit of [longer, shorter]) {
      const duel = new ServerDuel(server(suites), bodyOf(clientKeyExchange, edit), client(suites));
      expectRefusal(duel, 'DECODE_ERROR', 'decode_error');
    }
  });

  it('may not choose a curve that was not offered (RFC 8422, 5.4)', () => {
    const other = clientBody(serverKeyExchange, (body) => body.map((byte, at) => (at === 4 ? 24 : byte)));
    const duel = new ClientDuel({ ...client(ecdhe), groups: ['x25519'] }, server(ecdhe), other);
    expectFailure(duel, 'WRONG_GROUP', 'illegal_parameter');
  });
});
