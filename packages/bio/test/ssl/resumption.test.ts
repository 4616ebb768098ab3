import { nobleProvider } from '@proj/crypto/noble';
import { MemorySessionStore, Session, TicketKeys } from '@proj/handshake';
import { describe, expect, test } from 'vitest';
import {
  type Ssl,
  type SslContext,
  sessionCacheModes,
  sslErrors,
  sslOptions,
  verifyModes,
} from '../../src/index.js';
import { type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { ca, clientContext, clientLeaf, newClient, newServer, serverContext } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
type Version = (typeof versions)[number];
const of = (version: Version) => ({ minVersion: version, maxVersion: version });

/** A connection whose handshake is complete and whose tickets are read. */
function connect(client: SslContext, server: SslContext, session?: Session, capacity = 0): Duet {
  const ssl = newClient(client);
  ssl.session = session;
  const both = duet(ssl, newServer(server), capacity);
  shakeHands(both);
  return both;
}

const reused = ({ client, server }: Duet): boolean[] => [client.sessionReused, server.sessionReused];

function sessionOf({ client }: Duet): Session {
  if (!client.session) throw new Error('the client was given no session');
  return client.session;
}

describe('a session of one connection is resumed by a later one of the same context', () => {
  test.each(versions)('%s: by a ticket, without any setting', (version) => {
    const client = clientContext(of(version));
    const server = serverContext();
    const first = connect(client, server);
    expect(reused(first)).toEqual([false, false]);
    const second = connect(client, server, sessionOf(first));
    expect(reused(second)).toEqual([true, true]);
    expect(second.server.session?.fields.version).toBe(second.client.negotiated?.version);
    expect([second.client.peerCertificate?.der, second.client.verifyResult]).toEqual([
      first.client.peerCertificate?.der,
      0,
    ]);
    expect(transfer(second.client, second.server, pattern(99))).toEqual(pattern(99));
    const third = connect(client, server, sessionOf(second));
    expect(reused(third)).toEqual([true, true]);
  });

  test.each(versions)('%s: NO_TICKET, by the store that the context has of its own', (version) => {
    const client = clientContext(of(version));
    const server = serverContext({ options: sslOptions.NO_TICKET });
    const session = sessionOf(connect(client, server));
    expect(reused(connect(client, server, session))).toEqual([true, true]);
  });

  test.each(versions)(
    '%s: a client that wants no tickets (RFC 5077, 3.4) is resumed by id alone',
    (version) => {
      const client = clientContext({ ...of(version), options: sslOptions.NO_TICKET });
      const server = serverContext();
      const { session } = connect(client, server).client;
      expect(session === undefined).toBe(version === 'TLSv1.3');
      if (session) expect(reused(connect(client, server, session))).toEqual([true, true]);
    },
  );

  test.each(versions)(
    '%s: not by another context, which has other keys, unless they are shared',
    (version) => {
      const client = clientContext(of(version));
      const session = sessionOf(connect(client, serverContext()));
      expect(reused(connect(client, serverContext(), session))).toEqual([false, false]);

      const [one, other] = [serverContext(), serverContext()];
      const keys = new TicketKeys({ provider: nobleProvider });
      for (const context of [one, other]) context.ticketProtector = keys;
      const shared = sessionOf(connect(client, one));
      other.sessionIdContext = Uint8Array.of(1);
      expect(reused(connect(client, other, shared))).toEqual([false, false]);
      other.sessionIdContext = Uint8Array.of();
      expect(reused(connect(client, other, sessionOf(connect(client, one))))).toEqual([true, true]);
    },
  );

  test.each(versions)('%s: from its bytes, as they are kept in a file (i2d_SSL_SESSION(3))', (version) => {
    const client = clientContext(of(version));
    const server = serverContext();
    const bytes = sessionOf(connect(client, server)).serialize();
    expect(reused(connect(clientContext(of(version)), server, Session.parse(bytes)))).toEqual([true, true]);
  });

  test.each(versions)('%s: not when its time is over (SSL_CTX_set_timeout(3))', (version) => {
    const client = clientContext(of(version));
    const server = serverContext();
    server.sessionTimeout = 60;
    const session = sessionOf(connect(client, server));
    client.now = server.now = () => Date.now() + 61_000;
    expect(reused(connect(client, server, session))).toEqual([false, false]);
    server.sessionTimeout = 0;
    expect(connect(client, server).client.session).toBeUndefined();
  });
});

describe.each(versions)('%s: tickets do not block a pair that holds next to nothing', (version) => {
  test.each([1, 16, 100])('%i bytes', (capacity) => {
    const client = clientContext(of(version));
    const server = serverContext();
    server.ticketCount = 3;
    const session = sessionOf(connect(client, server, undefined, capacity));
    const again = connect(client, server, session, capacity);
    expect(reused(again)).toEqual([true, true]);
    expect(transfer(again.server, again.client, pattern(300))).toEqual(pattern(300));
  });
});

describe('SSL_CTX_set_num_tickets(3), SSL_CTX_sess_set_new_cb(3)', () => {
  test.each([0, 1, 2, 5])('TLS 1.3: %i tickets after a full handshake', (count) => {
    const context = clientContext(of('TLSv1.3'));
    const given: [Ssl, Session][] = [];
    context.newSessionCallback = (...args) => given.push(args);
    const server = serverContext();
    server.ticketCount = count;
    const { client } = connect(context, server);
    expect(given).toHaveLength(count);
    expect(given.every(([ssl]) => ssl === client)).toBe(true);
    expect(client.session).toBe(given.at(-1)?.[1]);
  });

  test('TLS 1.2: one session, none when it is resumed by a ticket that stays good', () => {
    const context = clientContext(of('TLSv1.2'));
    let given = 0;
    context.newSessionCallback = () => {
      given += 1;
    };
    connect(context, serverContext());
    expect(given).toBe(1);
  });
});

describe('SSL_CTX_set_session_cache_mode(3) on a server', () => {
  const withoutTickets = (mode: number) => {
    const context = serverContext({ options: sslOptions.NO_TICKET });
    context.sessionCacheMode = mode;
    return context;
  };

  test.each(versions)('%s: OFF keeps no sessions, and tickets are as before', (version) => {
    const client = clientContext(of(version));
    expect(connect(client, withoutTickets(sessionCacheModes.OFF)).client.session).toBeUndefined();
    const server = serverContext();
    server.sessionCacheMode = sessionCacheModes.OFF;
    expect(reused(connect(client, server, sessionOf(connect(client, server))))).toEqual([true, true]);
  });

  test.each(versions)('%s: NO_INTERNAL keeps them in the store that was given, if one was', (version) => {
    const client = clientContext(of(version));
    const server = withoutTickets(sessionCacheModes.SERVER | sessionCacheModes.NO_INTERNAL);
    expect(connect(client, server).client.session).toBeUndefined();
    const store = new MemorySessionStore();
    server.sessionStore = store;
    const session = sessionOf(connect(client, server));
    expect(store.size).toBeGreaterThan(0);
    expect(reused(connect(client, server, session))).toEqual([true, true]);
  });
});

describe.each(versions)('%s: a session lets nobody in who would not get in without it', (version) => {
  test('not offered: the server was not verified then, and has to be now', () => {
    const lax = clientContext({ ...of(version), verifyMode: verifyModes.NONE, trust: undefined });
    const server = serverContext();
    const first = connect(lax, server);
    const session = sessionOf(first);
    expect([first.client.verifyResult, session.fields.verified]).toEqual([20, false]);
    const again = connect(lax, server, session);
    expect([...reused(again), again.client.verifyResult]).toEqual([true, true, 1]);
    const strict = connect(clientContext(of(version)), server, sessionOf(again));
    expect([...reused(strict), strict.client.verifyResult]).toEqual([false, false, 0]);
  });

  test('not offered: another name has to be in the certificate than was asked for then', () => {
    const context = clientContext(of(version));
    const server = serverContext();
    const session = sessionOf(connect(context, server));
    const client = newClient(context);
    client.verification.hosts = ['other.example'];
    client.session = session;
    const both = duet(client, newServer(server));
    expect(() => shakeHands(both)).toThrow();
    expect([client.sessionReused, client.failure?.code]).toEqual([false, 'CERTIFICATE_NAME_MISMATCH']);
  });

  test('the client’s certificate comes with its session, and is insisted on', () => {
    const identity = { certificate: clientLeaf.chainPem, privateKey: clientLeaf.keyPem };
    const server = serverContext({
      trust: ca.root.pem,
      verifyMode: verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT,
    });
    const client = clientContext({ ...of(version), ...identity });
    const again = connect(client, server, sessionOf(connect(client, server)));
    expect(reused(again)).toEqual([true, true]);
    expect([again.server.peerCertificate?.der, again.server.verifyResult]).toEqual([
      clientLeaf.certificate,
      0,
    ]);
  });
});

test('SSL_get1_session(3): before the handshake, the session that is to be resumed; a server has none of its own', () => {
  const both = connect(clientContext(), serverContext());
  const next = newClient();
  expect(next.session).toBeUndefined();
  next.session = both.client.session;
  expect(next.session).toBe(both.client.session);
  expect([both.server.session, both.client.getError(1)]).toEqual([undefined, sslErrors.NONE]);
});
