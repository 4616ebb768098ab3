import { describe, expect, test } from 'vitest';
import { BufferBio, createBioPair, SslBio, sslErrors, sslModes, sslOptions } from '../../src/index.js';
import { pattern } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

function filters() {
  const [clientHalf, serverHalf] = createBioPair();
  const client = new SslBio(newClient()).push(clientHalf);
  const server = new SslBio(newServer()).push(serverHalf);
  return { client, server, clientHalf, serverHalf };
}

describe('BIO_f_ssl(3)', () => {
  test('BIO_do_handshake(3): retry flags say what SSL_get_error says', () => {
    const { client, server } = filters();
    expect(client.doHandshake()).toBe(-1);
    expect([client.shouldRead, client.shouldRetry]).toEqual([true, true]);
    expect(server.doHandshake()).toBe(-1);
    expect(client.doHandshake()).toBe(1);
    expect(client.shouldRetry).toBe(false);
    expect(server.doHandshake()).toBe(1);
  });

  test('the handshake takes place in reads and writes, through a whole chain of BIOs', () => {
    const { client, server } = filters();
    const top = new BufferBio().push(client);
    const into = new Uint8Array(100);
    top.write(pattern(50));
    for (let i = 0; i < 4; i += 1) {
      expect(top.flush() === 1 || top.shouldRead).toBe(true);
      server.read(into);
    }
    expect(into.subarray(0, 50)).toEqual(pattern(50));
    expect(server.write(pattern(9))).toBe(9);
    expect(client.pending).toBeGreaterThan(9);
    expect(top.read(into)).toBe(9);
  });

  test('a full transport: retry-write', () => {
    const [half] = createBioPair(10, 10);
    const client = new SslBio(newClient()).push(half);
    expect(client.write(pattern(1))).toBe(-1);
    expect([client.shouldWrite, client.writePending]).toEqual([true, 10]);
  });

  test('close_notify is the end of input', () => {
    const { client, server } = filters();
    for (let i = 0; i < 4; i += 1) {
      client.doHandshake();
      server.doHandshake();
    }
    client.ssl.shutdown();
    expect([server.read(new Uint8Array(1)), server.shouldRetry, server.eof]).toEqual([0, false, true]);
  });

  test('a failure is no retry, and has a cause', () => {
    const { client, serverHalf } = filters();
    client.doHandshake();
    serverHalf.write(pattern(5));
    expect(client.read(new Uint8Array(1))).toBe(-1);
    expect([client.shouldRetry, client.cause]).toEqual([false, client.ssl.failure]);
  });

  test('freeing it closes the connection, unless it is told not to', () => {
    const { client, server, clientHalf } = filters();
    for (let i = 0; i < 4; i += 1) {
      client.doHandshake();
      server.doHandshake();
    }
    // Kept alive by a veto, so that what is on its way can be looked at.
    clientHalf.callback = (_, operation, __, returned) => (operation === 'free' ? 0 : (returned ?? 1));
    client.free();
    expect([server.ssl.read(new Uint8Array(1)), server.ssl.getError(0)]).toEqual([0, sslErrors.ZERO_RETURN]);
    const kept = newClient();
    const [half] = createBioPair();
    new SslBio(kept, false).push(half).free();
    expect(half.peer).toBeDefined();
  });

  test('reset: the same filters connect again', () => {
    const { client, server, clientHalf, serverHalf } = filters();
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 4; i += 1) {
        client.doHandshake();
        server.doHandshake();
      }
      expect([client.ssl.isInitFinished, server.ssl.isInitFinished]).toEqual([true, true]);
      client.reset();
      server.reset();
      clientHalf.reset();
      serverHalf.reset();
    }
  });

  test('popped, it has no transport', () => {
    const { client, clientHalf } = filters();
    expect(client.ssl.readBio).toBe(clientHalf);
    client.pop();
    expect(client.ssl.readBio).toBeUndefined();
  });

  test('freed as a chain, its transport is freed too; freed alone, the chain keeps it', () => {
    const [half, peer] = createBioPair();
    new SslBio(newClient()).push(half).freeAll();
    expect(peer.peer).toBeUndefined();
    const [other, otherPeer] = createBioPair();
    new SslBio(newClient()).push(other).free();
    expect(otherPeer.peer).toBe(other);
  });

  test('BIO_dup_chain(3): another connection of the same context, settings and role, with the same limits', () => {
    const bio = new SslBio(newServer());
    bio.ssl.setMode(sslModes.ENABLE_PARTIAL_WRITE);
    bio.setRenegotiateBytes(600);
    const copy = bio.dupChain();
    if (!(copy instanceof SslBio)) throw new Error('it is no filter');
    expect(copy.ssl).not.toBe(bio.ssl);
    expect([copy.ssl.context, copy.ssl.role, copy.ssl.mode]).toEqual([
      bio.ssl.context,
      'server',
      bio.ssl.mode,
    ]);
    expect(copy.setRenegotiateBytes(0)).toBe(600);
  });

  test('BIO_set_ssl_mode(3): the role, from the beginning', () => {
    const bio = new SslBio(newServer());
    bio.setMode('client');
    expect(bio.ssl.role).toBe('client');
    bio.setMode('server');
    expect(bio.ssl.role).toBe('server');
  });
});

describe('BIO_f_ssl(3): renegotiation by bytes and by time', () => {
  let time = 0;
  function connected() {
    time = Date.now();
    const options = { maxVersion: 'TLSv1.2' } as const;
    const client = new SslBio(newClient(clientContext(options)));
    const server = new SslBio(newServer(serverContext(options)));
    for (const { ssl } of [client, server]) {
      ssl.now = () => time;
      ssl.clearOptions(sslOptions.NO_RENEGOTIATION);
    }
    server.ssl.setOptions(sslOptions.ALLOW_CLIENT_RENEGOTIATION);
    const [near, far] = createBioPair();
    client.push(near);
    server.push(far);
    for (let i = 0; i < 4; i += 1) [client, server].map((bio) => bio.doHandshake());
    return { client, server };
  }
  /** Moves bytes, and lets both ends work until a renegotiation that has begun is over. */
  function move({ client, server }: { client: SslBio; server: SslBio }, count: number): void {
    const into = new Uint8Array(count);
    expect(client.write(pattern(count))).toBe(count);
    expect(server.read(into)).toBe(count);
    for (let i = 0; i < 6; i += 1) {
      client.read(into);
      server.read(into);
    }
  }

  test('BIO_set_ssl_renegotiate_bytes(3): after more than so many bytes, again and again; fewer than 512 are no limit', () => {
    const both = connected();
    expect([both.client.setRenegotiateBytes(511), both.client.setRenegotiateBytes(1000)]).toEqual([0, 0]);
    expect(both.client.setRenegotiateBytes(511)).toBe(1000);
    move(both, 600);
    move(both, 400);
    expect([both.client.renegotiates, both.client.ssl.totalRenegotiations]).toEqual([0, 0]);
    move(both, 1);
    expect([both.client.renegotiates, both.server.ssl.totalRenegotiations]).toEqual([1, 1]);
    move(both, 1001);
    expect([both.client.renegotiates, both.server.ssl.totalRenegotiations]).toEqual([2, 2]);
    expect(both.server.renegotiates).toBe(0);
  });

  test('BIO_set_ssl_renegotiate_timeout(3): when bytes are moved after so many seconds; fewer than 60 count as 5', () => {
    const both = connected();
    expect([both.server.setRenegotiateTimeout(59), both.server.setRenegotiateTimeout(60)]).toEqual([0, 5]);
    time += 60_000;
    move(both, 10);
    expect(both.server.renegotiates).toBe(0);
    time += 1;
    move(both, 10);
    expect([both.server.renegotiates, both.client.ssl.totalRenegotiations]).toEqual([1, 1]);
    move(both, 10);
    expect(both.server.renegotiates).toBe(1);
  });

  test('where renegotiation is refused, data goes on and the limit is counted all the same', () => {
    const both = connected();
    both.client.ssl.setOptions(sslOptions.NO_RENEGOTIATION);
    both.client.setRenegotiateBytes(512);
    move(both, 600);
    move(both, 600);
    expect([both.client.renegotiates, both.client.ssl.totalRenegotiations]).toEqual([2, 0]);
  });
});
