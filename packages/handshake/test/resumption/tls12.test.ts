import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from '../../src/config-defaults.js';
import { Session } from '../../src/resumption/session.js';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { TicketKeys } from '../../src/resumption/ticket-keys.js';
import { testTime } from '../support/certificates.js';
import { clientCredential, Pair, serverOptions, sessionFrom } from './pair.js';

const only12: Partial<ClientOptions> = { maxVersion: 'TLSv1.2' };
const now = (): number => testTime;

const kinds = [
  ['a ticket (RFC 5077)', () => serverOptions()],
  [
    'a session id (RFC 5246, 7.3)',
    () => serverOptions({ statelessTickets: false, sessionStore: new MemorySessionStore({ now }) }),
  ],
] as const;

describe.each(kinds)('TLS 1.2 is resumed by %s', (_, make) => {
  it('in an abbreviated handshake, again and again', () => {
    const server = make();
    const session = sessionFrom(server, only12);
    for (let times = 0; times < 2; times++) {
      const pair = new Pair({ ...only12, session }, server).run();
      expect(pair.serverMessages).toEqual(['server_hello', 'change_cipher_spec', 'finished']);
      expect(pair.clientMessages).toEqual(['client_hello', 'change_cipher_spec', 'finished']);
      expect(pair.client.negotiated.session).toBe(session);
      expect(pair.client.negotiated.peerChain).toHaveLength(1);
      expect(pair.exchange('hello')).toBe('hello');
      const exported = [pair.client, pair.server].map((end) =>
        end.exportKeyingMaterial('test', undefined, 32),
      );
      expect(exported[0]).toEqual(exported[1]);
    }
  });

  it('not after a connection of the session has ended with a fatal alert (RFC 5246, 7.2.2)', () => {
    const server = make();
    for (const failing of ['from', 'resumed in'] as const) {
      const first = new Pair(only12, server).run();
      const session = first.sessions.at(-1);
      const pair = failing === 'from' ? first : new Pair({ ...only12, session }, server).run();
      pair.client.receive(Uint8Array.of(23, 3, 3, 0, 30, ...new Uint8Array(30)));
      expect(() => pair.client.processRecord()).toThrow(expect.objectContaining({ code: 'BAD_RECORD_MAC' }));
      expect(new Pair({ ...only12, session }, server).run().client.negotiated.session).toBeUndefined();
    }
  });

  it('after one that was cut off (RFC 4346, 7.2.1)', () => {
    const server = make();
    const first = new Pair(only12, server).run();
    const session = first.sessions.at(-1);
    first.client.endOfInput();
    expect(() => first.client.processRecord()).toThrow(expect.objectContaining({ code: 'UNEXPECTED_EOF' }));
    expect(new Pair({ ...only12, session }, server).run().client.negotiated.session).toBe(session);
  });

  it('by a client that offers TLS 1.3 too, to a server that has not got it', () => {
    const server = { ...make(), maxVersion: 'TLSv1.2' } as const;
    const pair = new Pair({ session: sessionFrom(server) }, server).run();
    expect(pair.client.negotiated.session).toBeDefined();
  });

  it('not by a client that gets TLS 1.3 this time', () => {
    const server = make();
    const pair = new Pair({ session: sessionFrom({ ...server, maxVersion: 'TLSv1.2' }) }, server).run();
    expect(pair.client.negotiated).toMatchObject({ version: 0x0304, session: undefined });
  });

  it('from bytes, with a CBC suite and encrypt-then-MAC (RFC 7366, 3)', () => {
    const server = { ...make(), cipherSuites: ['ECDHE-ECDSA-AES128-SHA256'] };
    const client = { ...only12, cipherSuites: server.cipherSuites };
    const options = { ...server, maxVersion: 'TLSv1.2' } as const;
    const session = Session.parse(sessionFrom(options, client).serialize());
    expect(session.fields.encryptThenMac).toBe(true);
    const pair = new Pair({ ...client, session }, options).run();
    expect(pair.client.negotiated).toMatchObject({ session, encryptThenMac: true });
    expect(pair.exchange('hello')).toBe('hello');
  });

  it('with the client certificate that was shown', () => {
    const server = { ...make(), clientCertificate: 'require' } as const;
    const client = { ...only12, credentials: [clientCredential] };
    const pair = new Pair({ ...client, session: sessionFrom(server, client) }, server).run();
    expect(pair.server.negotiated.peerChain[0]?.der).toEqual(clientCredential.chain[0]);
  });

  it('for its name, its service, its suite and its time only', () => {
    const server = make();
    const resumes = (client: Partial<ClientOptions>, changes: object): boolean => {
      const session = sessionFrom(server, only12);
      const pair = new Pair({ ...only12, session, ...client }, { ...server, ...changes }).run();
      return pair.server.negotiated.session !== undefined;
    };
    expect(resumes({}, {})).toBe(true);
    expect(resumes({ serverName: 'Server.example' }, {})).toBe(false);
    expect(resumes({}, { sessionContext: Uint8Array.of(1) })).toBe(false);
    expect(resumes({}, { now: () => testTime + 7_200_000 })).toBe(false);
    expect(resumes({ cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256'] }, {})).toBe(false);
    expect(resumes({}, { cipherSuites: ['ECDHE-ECDSA-AES128-GCM-SHA256', 'TLS_AES_128_GCM_SHA256'] })).toBe(
      false,
    );
  });
});

describe('the extended master secret of a resumed session (RFC 7627, 5.3)', () => {
  const extendedMasterSecret = 23;
  const without = { ...only12, clientHelloShape: { without: [extendedMasterSecret] } };

  it('that the client no longer offers: handshake_failure', () => {
    const server = serverOptions();
    const session = sessionFrom(server, only12);
    expect(() => new Pair({ ...without, session }, server).run()).toThrow(
      expect.objectContaining({ code: 'EXTENDED_MASTER_SECRET_CHANGED', alert: 'handshake_failure' }),
    );
  });

  it('that it had not, and now could have: a full handshake', () => {
    const server = serverOptions();
    const session = sessionFrom(server, without);
    expect(session.fields.extendedMasterSecret).toBe(false);
    const pair = new Pair({ ...only12, session }, server).run();
    expect(pair.client.negotiated.session).toBeUndefined();
    expect(pair.client.negotiated.extendedMasterSecret).toBe(true);
  });

  it('that it had not, and will not have: resumed', () => {
    const server = serverOptions();
    const pair = new Pair({ ...without, session: sessionFrom(server, without) }, server).run();
    expect(pair.client.negotiated.session).toBeDefined();
  });

  it('that the server leaves out when it resumes: handshake_failure', () => {
    const server = serverOptions();
    const session = sessionFrom(server, only12);
    const shapeExtensions: typeof server.shapeExtensions = (_message, extensions) =>
      extensions.filter(({ type }) => type !== extendedMasterSecret);
    expect(() => new Pair({ ...only12, session }, { ...server, shapeExtensions }).run()).toThrow(
      expect.objectContaining({ code: 'EXTENDED_MASTER_SECRET_CHANGED' }),
    );
  });
});

it('a ticket under another key leads to a full handshake and a new ticket (RFC 5077, 3.1)', () => {
  const server = serverOptions();
  const ticketProtector = new TicketKeys({ provider: nobleProvider });
  const session = sessionFrom(server, only12);
  const pair = new Pair({ ...only12, session }, { ...server, ticketProtector }).run();
  expect(pair.client.negotiated.session).toBeUndefined();
  expect(pair.sessions).toHaveLength(1);
});
