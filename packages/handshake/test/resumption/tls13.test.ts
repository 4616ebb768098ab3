import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ServerOptions } from '../../src/config-defaults.js';
import { later } from '../../src/decision.js';
import { Session } from '../../src/resumption/session.js';
import { MemorySessionStore, type SessionStore } from '../../src/resumption/session-store.js';
import { TicketKeys } from '../../src/resumption/ticket-keys.js';
import { TestCa, testTime } from '../support/certificates.js';
import { handshakeBoth } from '../support/pump.js';
import { clientCredential, Pair, serverOptions, sessionFrom } from './pair.js';

const sha384 = ['TLS_AES_256_GCM_SHA384'];
const sha256 = ['TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];

describe('a resumed handshake of TLS 1.3 (RFC 8446, 2.2)', () => {
  it('has no certificate, and leaves the peer known as before', () => {
    const server = serverOptions();
    const pair = new Pair({ session: sessionFrom(server) }, server).run();
    expect(pair.serverMessages).toEqual([
      'server_hello',
      'encrypted_extensions',
      'finished',
      'new_session_ticket',
    ]);
    expect(pair.client.negotiated.session?.fields.verified).toBe(true);
    expect(pair.client.negotiated.peerChain).toHaveLength(1);
    expect(pair.server.negotiated.session).toBeDefined();
    expect(pair.exchange('hello')).toBe('hello');
    const exported = [pair.client, pair.server].map((end) => end.exportKeyingMaterial('test', undefined, 32));
    expect(exported[0]).toEqual(exported[1]);
  });

  it('says nothing of the name, which has guided no choice of a certificate (RFC 6066, 3)', () => {
    const server = serverOptions();
    const answered: number[][] = [];
    const shapeExtensions: ServerOptions['shapeExtensions'] = (message, extensions) => {
      if (message === 'encryptedExtensions') answered.push(extensions.map(({ type }) => type));
      return extensions;
    };
    const session = sessionFrom(server);
    new Pair({}, { ...server, shapeExtensions }).run();
    new Pair({ session }, { ...server, shapeExtensions }).run();
    expect(answered).toEqual([[0], []]);
  });

  it('goes on and on: each connection gives a ticket for the next', () => {
    const server = serverOptions();
    let session = sessionFrom(server);
    for (let times = 0; times < 3; times++) {
      const pair = new Pair({ session }, server).run();
      expect(pair.client.negotiated.session).toBe(session);
      const [next] = pair.sessions;
      if (!next) throw new Error('no ticket');
      session = next;
    }
  });

  it('gives two tickets after a full handshake, as many as are configured, and none to who can not use them', () => {
    expect(new Pair({}, serverOptions()).run().sessions).toHaveLength(2);
    expect(new Pair({}, serverOptions({ ticketCount: 5 })).run().sessions).toHaveLength(5);
    expect(new Pair({}, serverOptions({ ticketCount: 0 })).run().sessions).toHaveLength(0);
    expect(new Pair({}, serverOptions({ statelessTickets: false })).run().sessions).toHaveLength(0);
    const pair = new Pair({ sessionTickets: false }, serverOptions()).run();
    expect(pair.serverMessages).not.toContain('new_session_ticket');
  });

  it('is not to be had where the protector seals nothing', () => {
    const ticketProtector = { seal: () => new Uint8Array(0), open: () => undefined };
    expect(new Pair({}, serverOptions({ ticketProtector })).run().sessions).toHaveLength(0);
  });

  it('works with a HelloRetryRequest between its hellos (RFC 8446, 4.2.11.2)', () => {
    const server = serverOptions();
    const session = sessionFrom(server);
    const retrying = { ...server, groups: ['secp256r1'] as const };
    const pair = new Pair({ session }, retrying).run();
    expect(pair.client.negotiated).toMatchObject({ helloRetryRequest: true, session });
  });

  it('takes a session that was written to bytes and read again', () => {
    const server = serverOptions();
    const session = Session.parse(sessionFrom(server, { alpn: ['h2'] }).serialize());
    const pair = new Pair({ session }, server).run();
    expect(pair.client.negotiated.session).toBe(session);
  });

  it('completes before its tickets go out, so that a full transport can not hold it up', () => {
    const { client, server } = new Pair({}, serverOptions());
    for (let kind = ''; kind !== 'done'; ) {
      kind = client.handshake().kind;
      server.receive(client.output.peek());
      client.output.consume(client.output.pending);
      if (client.isHandshaking) {
        server.handshake();
        client.receive(server.output.peek());
        server.output.consume(server.output.pending);
      }
    }
    // Nobody takes the tickets away: the server's handshake is over, and it reads.
    client.write(Uint8Array.of(1, 2, 3));
    server.receive(client.output.peek());
    expect(server.handshake().kind).toBe('has-output');
    expect(server.isHandshaking).toBe(false);
    expect(server.processRecord().kind).toBe('done');
    expect(server.readable).toBe(3);
  });
});

describe('a client of TLS 1.3 offers a session', () => {
  const resumes = (pair: Pair): boolean => pair.run().client.negotiated.session !== undefined;

  it('once (RFC 8446, C.4)', () => {
    const server = serverOptions();
    const session = sessionFrom(server);
    expect(resumes(new Pair({ session }, server))).toBe(true);
    expect(resumes(new Pair({ session }, server))).toBe(false);
  });

  it('for the name that it was made for', () => {
    const server = serverOptions();
    const session = sessionFrom(server);
    expect(resumes(new Pair({ session, serverName: 'Server.example' }, server))).toBe(false);
  });

  it('only with a suite of its hash (RFC 8446, 4.2.11)', () => {
    const server = serverOptions();
    const session = sessionFrom(server, { cipherSuites: sha384, minVersion: 'TLSv1.3' });
    expect(resumes(new Pair({ session, cipherSuites: sha256, minVersion: 'TLSv1.3' }, server))).toBe(false);
    const other = sessionFrom(server, { cipherSuites: sha256, minVersion: 'TLSv1.3' });
    const pair = new Pair(
      { session: other, cipherSuites: [...sha384, 'TLS_AES_128_GCM_SHA256'], minVersion: 'TLSv1.3' },
      server,
    );
    expect(resumes(pair)).toBe(true);
    expect(pair.client.negotiated.suite?.name).toBe('TLS_AES_128_GCM_SHA256');
  });

  it('not where the server was not verified, and now has to be', () => {
    const server = serverOptions();
    const session = sessionFrom(server, { verifyChain: () => 'unverified' });
    expect(resumes(new Pair({ session }, server))).toBe(false);
    const again = sessionFrom(server, { verifyChain: () => 'unverified' });
    expect(resumes(new Pair({ session: again, verifyChain: () => 'unverified' }, server))).toBe(true);
  });

  it('no longer than seven days, whatever the server says (RFC 8446, 4.6.1)', () => {
    const server = serverOptions({ sessionLifetime: 604_800 });
    const session = sessionFrom(server);
    expect(session.isFresh(testTime + 604_799_999)).toBe(true);
    expect(session.isFresh(testTime + 604_800_000)).toBe(false);
    expect(resumes(new Pair({ session, now: () => testTime - 1 }, server))).toBe(false);
  });
});

describe('a server of TLS 1.3 resumes', () => {
  const resumed = (server: Parameters<typeof sessionFrom>[0], changes: object): boolean => {
    const pair = new Pair({ session: sessionFrom(server) }, { ...server, ...changes }).run();
    return pair.server.negotiated.session !== undefined;
  };

  it('nothing that is too old, whatever the client thinks of it', () => {
    const server = serverOptions({ sessionLifetime: 100 });
    expect(resumed(server, { now: () => testTime + 99_999 })).toBe(true);
    expect(resumed(server, { now: () => testTime + 100_000 })).toBe(false);
    expect(resumed(server, { now: () => testTime - 1 })).toBe(false);
  });

  it('nothing of another service', () => {
    const server = serverOptions({ sessionContext: Uint8Array.of(1) });
    expect(resumed(server, {})).toBe(true);
    expect(resumed(server, { sessionContext: Uint8Array.of(2) })).toBe(false);
  });

  it('nothing under a ticket key that it does not have', () => {
    const ticketProtector = new TicketKeys({ provider: nobleProvider });
    expect(resumed(serverOptions(), { ticketProtector })).toBe(false);
  });

  it('no client without a certificate where it now has to have one', () => {
    expect(() => resumed(serverOptions(), { clientCertificate: 'require' })).toThrow(
      expect.objectContaining({ code: 'CERTIFICATE_REQUIRED' }),
    );
  });

  it('a client with the certificate that it has shown', () => {
    const server = serverOptions({ clientCertificate: 'require' });
    const client = { credentials: [clientCredential] };
    const pair = new Pair({ ...client, session: sessionFrom(server, client) }, server).run();
    expect(pair.server.negotiated.session?.fields.verified).toBe(true);
    expect(pair.server.negotiated.peerChain[0]?.der).toEqual(clientCredential.chain[0]);
    expect(pair.clientMessages).not.toContain('certificate');
  });

  it('no client whose certificate nobody verified, where one has to be', () => {
    const stranger = new TestCa('Other CA').issue(nobleProvider, { purpose: 'client' });
    const client = { credentials: [stranger] };
    const lax = serverOptions({ clientCertificate: 'require', verifyChain: () => 'unverified' });
    const session = sessionFrom(lax, client);
    const pair = new Pair({ ...client, session }, { ...lax, verifyChain: undefined });
    expect(() => pair.run()).toThrow(expect.objectContaining({ code: 'UNKNOWN_CA' }));
  });
});

describe('sessions that a server of TLS 1.3 keeps', () => {
  const kept = (): { store: MemorySessionStore; server: ReturnType<typeof serverOptions> } => {
    const store = new MemorySessionStore({ now: () => testTime });
    return { store, server: serverOptions({ statelessTickets: false, sessionStore: store }) };
  };

  it('are found by their ticket, and serve once', () => {
    const { store, server } = kept();
    const bytes = sessionFrom(server).serialize();
    expect(store.size).toBe(2);
    const resumes = (): boolean =>
      new Pair({ session: Session.parse(bytes) }, server).run().server.negotiated.session !== undefined;
    expect([resumes(), resumes()]).toEqual([true, false]);
  });

  it('may be looked up elsewhere while the handshake waits', () => {
    const { store, server } = kept();
    const session = sessionFrom(server);
    const asked: string[] = [];
    const sessionStore: SessionStore = {
      add: (id, bytes, expiresAt) => store.add(id, bytes, expiresAt),
      find: (id, decision) => {
        asked.push('find');
        queueMicrotask(() => decision.complete(store.find(id)));
        return later;
      },
      remove: (id, decision) => {
        asked.push('remove');
        queueMicrotask(() => decision.complete(store.remove(id) === true));
        return later;
      },
    };
    const pair = new Pair({ session }, { ...server, sessionStore });
    pair.client.handshake();
    pair.server.receive(pair.client.output.peek());
    pair.client.output.consume(pair.client.output.pending);
    const waits = pair.server.handshake();
    expect(waits).toMatchObject({ kind: 'waits-for', decision: { kind: 'find-session' } });
    return Promise.resolve()
      .then(() => expect(pair.server.handshake().kind).toBe('waits-for'))
      .then(() => Promise.resolve())
      .then(() => {
        handshakeBoth(pair.client, pair.server);
        expect(asked).toEqual(['find', 'remove']);
        expect(pair.server.negotiated.session).toBeDefined();
      });
  });

  it('survive a HelloRetryRequest, though they were taken out before it', () => {
    const { server } = kept();
    const session = sessionFrom(server);
    const pair = new Pair({ session }, { ...server, groups: ['secp256r1'] }).run();
    expect(pair.server.negotiated).toMatchObject({ helloRetryRequest: true });
    expect(pair.server.negotiated.session).toBeDefined();
  });
});
