import { legacyCipherSuites } from '@proj/crypto';
import { describe, expect, it } from 'vitest';
import { Session } from '../../src/resumption/session.js';
import { MemorySessionStore } from '../../src/resumption/session-store.js';
import { serverOptions } from '../resumption/pair.js';
import { testTime } from '../support/certificates.js';
import { expectData, legacy, oldPair, oldVersions, provider, rsa } from './old-pair.js';

const suite = 'AES128-SHA';
const isFull = (messages: readonly string[]): boolean => messages.includes('client_key_exchange');

describe.each(oldVersions)('sessions of %s', (version) => {
  const both = { minVersion: version, maxVersion: version, legacy, provider, cipherSuites: [suite] };

  it('are resumed by their id (RFC 5246, 7.3; RFC 6101, 5.5)', () => {
    const server = serverOptions({
      ...both,
      credentials: [rsa],
      sessionStore: new MemorySessionStore({ now: () => testTime }),
      ticketProtector: undefined,
    });
    const first = oldPair(version, suite, { sessionTickets: false }, server).run();
    const [session] = first.sessions;
    expect(isFull(first.clientMessages)).toBe(true);
    expect(session?.fields.sessionId).toHaveLength(32);
    const second = oldPair(version, suite, { session, sessionTickets: false }, server).run();
    expect(isFull(second.clientMessages)).toBe(false);
    expectData(second);
  });

  it('survive being written down, where their suite is told (SSL_SESSION_to_bytes)', () => {
    const server = serverOptions({
      ...both,
      credentials: [rsa],
      sessionStore: new MemorySessionStore({ now: () => testTime }),
    });
    const [session] = oldPair(version, suite, {}, server).run().sessions;
    if (!session) throw new Error('the server gave no session');
    const read = Session.parse(session.serialize(), legacyCipherSuites);
    const again = oldPair(version, suite, { session: read }, server).run();
    expect(isFull(again.clientMessages)).toBe(false);
    expect(() => Session.parse(session.serialize())).toThrow(/suite is unknown/);
  });

  it('are not resumed in another version (RFC 5246, 7.4.1.2)', () => {
    const server = serverOptions({
      ...both,
      minVersion: 'SSLv3',
      maxVersion: 'TLSv1.2',
      credentials: [rsa],
      sessionStore: new MemorySessionStore({ now: () => testTime }),
      ticketProtector: undefined,
    });
    const [session] = oldPair('TLSv1.2', suite, { sessionTickets: false }, server).run().sessions;
    if (!session) throw new Error('the server gave no session');
    const other = new Session({ ...session.fields, version: version === 'SSLv3' ? 0x300 : 0x302 });
    const at = version === 'SSLv3' ? 'SSLv3' : 'TLSv1.1';
    const pair = oldPair(at, suite, { session: other, sessionTickets: false }, server).run();
    expect(isFull(pair.clientMessages)).toBe(true);
  });
});
