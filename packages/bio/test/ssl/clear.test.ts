import { describe, expect, test } from 'vitest';
import { errorString, type Ssl, shutdownBits, sslErrors, sslOptions, wants } from '../../src/index.js';
import { type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const only12 = { maxVersion: 'TLSv1.2' } as const;

/** A connection with a session, which a server's context goes on to know. */
function connected(): Duet {
  const both = duet(newClient(clientContext(only12)), newServer());
  for (const ssl of [both.client, both.server]) ssl.clearOptions(sslOptions.NO_RENEGOTIATION);
  shakeHands(both);
  return both;
}

/** Both ends again, with nothing left on the way. */
function again(both: Duet): Duet {
  for (const bio of [both.clientBio, both.serverBio]) bio.reset();
  both.server.setAcceptState();
  shakeHands(both);
  expect(transfer(both.client, both.server, pattern(5))).toEqual(pattern(5));
  return both;
}

const state = (ssl: Ssl): unknown[] => [
  ssl.inBefore,
  ssl.inInit,
  ssl.shutdownState,
  ssl.want,
  ssl.state.short,
];
const fresh = [true, true, 0, wants.NOTHING, 'PINIT'];

describe('SSL_clear(3)', () => {
  test('after SSL_shutdown(3): the session stays, and is resumed', () => {
    const both = connected();
    both.client.shutdown();
    expect(both.client.clear()).toBe(1);
    expect([...state(both.client), both.client.role]).toEqual([...fresh, 'client']);
    expect(again(both).client.sessionReused).toBe(true);
  });

  test('without it the session is bad, and is forgotten (RFC 5246, 7.2.1)', () => {
    const both = connected();
    expect(both.client.session).toBeDefined();
    expect(both.client.clear()).toBe(1);
    expect(both.client.session).toBeUndefined();
    expect(again(both).client.sessionReused).toBe(false);
  });

  test('after a fatal error the session is forgotten, though SSL_shutdown(3) had been called (RFC 5246, 7.2.2)', () => {
    const both = connected();
    both.client.shutdown();
    both.clientBio.peer?.write(Uint8Array.of(23, 3, 3, 0, 17, ...pattern(17)));
    expect([both.client.read(new Uint8Array(1)), both.client.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(both.client.clear()).toBe(1);
    expect([both.client.session, both.client.failure]).toEqual([undefined, undefined]);
    again(both);
  });

  test('in the middle of a handshake: the session that it offers stays', () => {
    const both = connected();
    const { session } = both.client;
    const client = newClient(clientContext(only12));
    client.session = session;
    const second = duet(client, newServer(both.server.context));
    client.doHandshake();
    expect([client.clear(), client.session, ...state(client)]).toEqual([1, session, ...fresh]);
    expect(again(second).client.sessionReused).toBe(true);
  });

  test.each(['client', 'server'] as const)(
    'while a renegotiation is pending on the %s: 0, internal error, and the connection goes on',
    (role) => {
      const both = connected();
      const { client, server } = both;
      expect([both[role].renegotiate(), both[role].clear()]).toEqual([1, 0]);
      expect(errorString(both[role].context.errors.last?.code ?? 0)).toBe(
        'error:0A0C0103:SSL routines::internal error',
      );
      server.setOptions(sslOptions.ALLOW_CLIENT_RENEGOTIATION);
      for (let i = 0; i < 4; i += 1) for (const ssl of [client, server]) ssl.read(new Uint8Array(1));
      expect([client.numRenegotiations, server.numRenegotiations]).toEqual([1, 1]);
      expect([client.renegotiatePending, both[role].clear()]).toEqual([false, 1]);
    },
  );

  test('a write that was to be repeated, and counts, are forgotten', () => {
    const both = connected();
    const { client } = both;
    client.write(pattern(60_000));
    client.clear();
    expect([client.totalRenegotiations, client.verifyResult]).toEqual([0, 0]);
    again(both);
    expect(client.write(pattern(7))).toBe(7);
  });
});

describe('SSL_set_connect_state(3), SSL_set_accept_state(3), once more', () => {
  test('begin anew, whatever there was: shutdown, an error, data that was not read; the session stays', () => {
    const both = connected();
    const { client, server } = both;
    const { session } = client;
    server.write(pattern(9));
    client.read(new Uint8Array(2));
    client.setShutdown(shutdownBits.SENT | shutdownBits.RECEIVED);
    client.setConnectState();
    expect([...state(client), client.pending, client.session]).toEqual([...fresh, 0, session]);
    expect(again(both).client.sessionReused).toBe(true);
  });

  test('a write begins the handshake that is owed then', () => {
    const { client, serverBio } = connected();
    client.setConnectState();
    expect([client.write(pattern(1)), client.getError(-1), client.state.short]).toEqual([
      -1,
      sslErrors.WANT_READ,
      'TWCH',
    ]);
    expect(serverBio.pending).toBeGreaterThan(100);
  });

  test('after a fatal error, and with a renegotiation pending', () => {
    const both = connected();
    both.client.renegotiate();
    both.client.setConnectState();
    expect([both.client.renegotiatePending, ...state(both.client)]).toEqual([false, ...fresh]);
    again(both);
    both.serverBio.write(new Uint8Array(5));
    both.client.read(new Uint8Array(1));
    expect(both.client.failure).toBeDefined();
    both.client.setConnectState();
    again(both);
  });

  test('the other role', () => {
    const client = newClient();
    const ssl = newServer(serverContext());
    shakeHands(duet(newClient(), ssl));
    ssl.setConnectState();
    ssl.setAcceptState();
    shakeHands(duet(client, ssl));
    expect(ssl.role).toBe('server');
  });
});
