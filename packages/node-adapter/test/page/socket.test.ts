import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Ssl, SslContext, sslErrors } from '@proj/bio';
import { Authority } from '@tooling/ca';
import { afterEach, describe, expect, test } from 'vitest';
import { poll, nodeProvider as provider, SocketBio } from '../../src/index.js';

const root = Authority.root(provider, { subject: 'Test Root' });
const leaf = root.leaf({ names: [{ dns: 'server.example' }] });
const open: { destroy(): void }[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Both ends of a TCP connection. */
async function sockets(): Promise<{ readonly near: Socket; readonly far: Socket }> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const near = connect(port, '127.0.0.1');
  const [[far]] = (await Promise.all([once(listener, 'connection'), once(near, 'connect')])) as [
    [Socket],
    [],
  ];
  listener.close();
  open.push(near, far);
  return { near, far };
}

function end(role: 'client' | 'server', socket: Socket, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Ssl {
  const ssl = new Ssl(
    role === 'client'
      ? new SslContext({ provider, trust: root.pem, maxVersion })
      : new SslContext({ provider, certificate: leaf.chainPem, privateKey: leaf.keyPem }),
  );
  const bio = new SocketBio(socket);
  ssl.setBio(bio, bio);
  if (role === 'client') {
    ssl.serverName = 'server.example';
    ssl.setConnectState();
  } else ssl.setAcceptState();
  return ssl;
}

/** Calls, and waits for nothing but what SSL_get_error(3) says: what it said, in order. */
async function shakeHands(ssl: Ssl): Promise<number[]> {
  const waits: number[] = [];
  for (let ret = ssl.doHandshake(); ret !== 1; ret = ssl.doHandshake()) {
    const error = ssl.getError(ret);
    waits.push(error);
    expect([sslErrors.WANT_READ, sslErrors.WANT_WRITE]).toContain(error);
    const bio = ssl.readBio;
    if (!(bio instanceof SocketBio)) throw new Error('no socket');
    const read = error === sslErrors.WANT_READ;
    expect(await poll(bio, { read, write: !read, timeout: 10_000 })).toEqual({
      readable: read,
      writable: !read,
    });
  }
  return waits;
}

describe('SSL_do_handshake(3), NOTES', () => {
  test.each(['TLSv1.2', 'TLSv1.3'] as const)(
    '11. non-blocking socket: %s: nothing is to be done, but select() tells when to call again',
    async (version) => {
      const { near, far } = await sockets();
      const client = end('client', near, version);
      const server = end('server', far, version);
      const [clientWaits, serverWaits] = await Promise.all([shakeHands(client), shakeHands(server)]);
      expect([client.version, server.version]).toEqual([version, version]);
      // Each was called again only when it could go on: once for each of the other's flights, or a part of one.
      expect(clientWaits).toContain(sslErrors.WANT_READ);
      expect(serverWaits).toContain(sslErrors.WANT_READ);
      expect(Math.max(clientWaits.length, serverWaits.length)).toBeLessThan(12);
    },
  );

  test('11. non-blocking socket: what it waits for does not hold before the peer has answered', async () => {
    const { near } = await sockets();
    const client = end('client', near, 'TLSv1.3');
    expect([client.doHandshake(), client.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
    const bio = client.readBio;
    if (!(bio instanceof SocketBio)) throw new Error('no socket');
    expect(await poll(bio, { read: true, timeout: 50 })).toEqual({ readable: false, writable: false });
    await expect(poll(bio, { read: true, signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout');
  });
});
