import { extendedKeyUsage } from '@tooling/ca';
import { describe, expect, test } from 'vitest';
import { BufferBio, MemoryBio, type Ssl, sslErrors, sslModes } from '../../src/index.js';
import { BlockingBio, type Duet, duet, pattern, shakeHands } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
type Version = (typeof versions)[number];
const roles = ['client', 'server'] as const;
const cases = versions.flatMap((version) => roles.map((role) => [version, role] as const));

const { NONE, SSL, WANT_READ, WANT_WRITE } = sslErrors;

/** Two ends of one version over a BIO pair. */
function ends(version: Version, capacity = 0): Duet {
  return duet(newClient(clientContext({ maxVersion: version })), newServer(), capacity);
}

/** Puts a BIO that blocks under one end, where the other works meanwhile. */
function blocking(both: Duet, role: (typeof roles)[number]): { readonly ssl: Ssl; readonly other: Ssl } {
  const [ssl, other] = role === 'client' ? [both.client, both.server] : [both.server, both.client];
  const bio = new BlockingBio(role === 'client' ? both.clientBio : both.serverBio, () => {
    if (!other.isInitFinished) other.doHandshake();
  });
  ssl.setBio(bio, bio);
  return { ssl, other };
}

const call = (ssl: Ssl): readonly [ret: number, error: number] => {
  const ret = ssl.doHandshake();
  return [ret, ssl.getError(ret)];
};

describe('SSL_do_handshake(3), NOTES', () => {
  test('4. what it does depends on the BIO below', () => {
    const { client, server, clientBio } = ends('TLSv1.3');
    expect(call(client)).toEqual([-1, WANT_READ]);
    const bio = new BlockingBio(clientBio, () => server.doHandshake());
    client.setBio(bio, bio);
    expect(call(client)).toEqual([1, NONE]);
  });

  test.each(cases)(
    '5. blocking BIO: %s %s: it only returns when the handshake is finished',
    (version, role) => {
      const { ssl } = blocking(ends(version), role);
      expect(call(ssl)).toEqual([1, NONE]);
      expect(ssl.version).toBe(version);
    },
  );

  test.each(cases)('5. blocking BIO: %s %s: or when an error occurred', (version, role) => {
    const both = ends(version);
    const { ssl, other } = blocking(both, role);
    if (role === 'client') other.certificateCallback = () => 'fail';
    else other.verifyCallback = () => false;
    const [ret, error] = call(ssl);
    expect([ret, error, ssl.isInitFinished]).toEqual([0, SSL, false]);
  });

  test.each(roles)(
    '6. blocking BIO: except for server-gated cryptography, where the %s gets −1 and WANT_READ, and calls again',
    (role) => {
      const gated = ca.issue({ extensions: [extendedKeyUsage('1.3.6.1.4.1.311.10.3.3')] });
      const clients = clientContext({ maxVersion: 'TLSv1.2', cipherList: 'ECDHE-ECDSA-AES128-GCM-SHA256' });
      clients.setStepUpCipherList('ECDHE-ECDSA-AES256-GCM-SHA384');
      const servers = serverContext({ certificate: gated.chainPem, privateKey: gated.keyPem });
      servers.serverGatedRestart = true;
      const { ssl } = blocking(duet(newClient(clients), newServer(servers)), role);
      ssl.clearMode(sslModes.AUTO_RETRY);
      expect([call(ssl), call(ssl)]).toEqual([
        [-1, WANT_READ],
        [1, NONE],
      ]);
    },
  );

  test.each(cases)(
    '7. non-blocking BIO: %s %s: it also returns when the BIO could not satisfy it',
    (version, role) => {
      const both = ends(version);
      both.client.doHandshake();
      const ssl = both[role];
      expect(call(ssl)).toEqual([-1, WANT_READ]);
      expect([ssl.inInit, ssl.failure]).toEqual([true, undefined]);
    },
  );

  test.each(cases)(
    '8. non-blocking BIO: %s %s: SSL_get_error(3) then yields WANT_READ or WANT_WRITE',
    (version, role) => {
      const both = ends(version, 64);
      const seen = new Set<number>();
      for (let i = 0; i < 500 && !(both.client.isInitFinished && both.server.isInitFinished); i += 1) {
        for (const ssl of [both.client, both.server]) {
          const [ret, error] = ssl.isInitFinished ? [ssl.peek(new Uint8Array(1)), 0] : call(ssl);
          if (ret < 0 && ssl === both[role] && error !== 0) seen.add(error);
        }
      }
      expect(both[role].isInitFinished).toBe(true);
      expect([...seen].sort()).toEqual([WANT_READ, WANT_WRITE]);
    },
  );

  test.each(cases)(
    '9. non-blocking BIO: %s %s: the call must be repeated, after the needs are satisfied',
    (version, role) => {
      const both = ends(version);
      const other = role === 'client' ? both.server : both.client;
      const ssl = both[role];
      let repeated = 0;
      for (; call(ssl)[0] !== 1; repeated += 1) {
        // Nothing was done for it: it needs the same still, and is where it was.
        const { state, want } = ssl;
        expect([...call(ssl), ssl.state, ssl.want]).toEqual([-1, ssl.getError(-1), state, want]);
        other.doHandshake();
        expect(repeated).toBeLessThan(9);
      }
      expect(repeated).toBeGreaterThan(0);
    },
  );

  test('10. what to do depends on the BIO: one in memory is written to by whoever has the bytes', () => {
    const client = newClient();
    const [incoming, outgoing] = [new MemoryBio(), new MemoryBio()];
    client.setBio(incoming, outgoing);
    const server = newServer();
    const [forServer, fromServer] = [new MemoryBio(), new MemoryBio()];
    server.setBio(forServer, fromServer);
    const move = (from: MemoryBio, to: MemoryBio): void => {
      const bytes = new Uint8Array(from.pending);
      if (from.read(bytes) > 0) to.write(bytes);
    };
    for (let i = 0; i < 3; i += 1) {
      client.doHandshake();
      move(outgoing, forServer);
      server.doHandshake();
      move(fromServer, incoming);
    }
    expect([call(client), call(server)]).toEqual([
      [1, NONE],
      [1, NONE],
    ]);
  });

  test.each(cases)(
    '12. BIO pair: %s %s: data must be put in or taken out before it goes on',
    (version, role) => {
      const both = ends(version, 100);
      const ssl = both[role];
      const [bio, far] =
        role === 'client' ? [both.clientBio, both.serverBio] : [both.serverBio, both.clientBio];
      const other = role === 'client' ? both.server : both.client;
      const kinds = new Set<number>();
      for (let i = 0; i < 1000 && !ssl.isInitFinished; i += 1) {
        const [ret, error] = call(ssl);
        if (ret === 1) break;
        kinds.add(error);
        // What BIO_s_bio(3) tells of what is needed, and that nothing but this helps.
        if (error === WANT_WRITE) expect(bio.writeGuarantee).toBe(0);
        else expect([bio.pending, far.readRequest > 0]).toEqual([0, true]);
        expect(call(ssl)).toEqual([-1, error]);
        if (other.isInitFinished) other.peek(new Uint8Array(1));
        else other.doHandshake();
      }
      expect([ssl.isInitFinished, [...kinds].sort()]).toEqual([true, [WANT_READ, WANT_WRITE]]);
    },
  );

  test('12. BIO_f_buffer(3): a flight goes out by itself, and what is left over by BIO_flush(3)', () => {
    const both = ends('TLSv1.3', 300);
    const { client, clientBio } = both;
    const buffer = new BufferBio(4096, 200);
    clientBio.upRef();
    client.setBio(clientBio, buffer.push(clientBio));
    shakeHands(both);
    client.write(pattern(50));
    expect(buffer.writePending).toBeGreaterThan(50);
    expect([
      both.server.read(new Uint8Array(50)),
      buffer.flush(),
      both.server.read(new Uint8Array(50)),
    ]).toEqual([-1, 1, 50]);
  });
});
