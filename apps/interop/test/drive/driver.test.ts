import { once } from 'node:events';
import { connect } from 'node:net';
import { Ssl, SslContext } from '@proj/bio';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';
import { afterEach, describe, expect, it } from 'vitest';
import type { Call } from '../../src/drive/call.ts';
import { Driver, SilenceError } from '../../src/drive/driver.ts';
import { Listener, SocketTransport } from '../../src/drive/socket-transport.ts';

const root = Authority.root(nobleProvider);
const leaf = root.leaf();
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface End {
  readonly driver: Driver;
  readonly ssl: Ssl;
  readonly calls: Call[];
}

function end(transport: SocketTransport, ssl: Ssl, patience = 10_000): End {
  closing.push(() => transport.close());
  ssl.setBio(transport.bio, transport.bio);
  const calls: Call[] = [];
  const driver = new Driver(ssl, transport, { patience, onCall: (call) => calls.push(call) });
  return { driver, ssl, calls };
}

function clientSsl(): Ssl {
  const ssl = new Ssl(new SslContext({ provider: nobleProvider, trust: root.pem }));
  ssl.serverName = 'localhost';
  ssl.setConnectState();
  return ssl;
}

function serverSsl(): Ssl {
  const { chainPem, keyPem } = leaf;
  const ssl = new Ssl(new SslContext({ provider: nobleProvider, certificate: chainPem, privateKey: keyPem }));
  ssl.setAcceptState();
  return ssl;
}

/** Both ends of a connection over loopback. */
async function pair(): Promise<{ readonly client: End; readonly server: End }> {
  const listener = await Listener.open();
  closing.push(() => listener.close());
  const accepting = listener.accept(10_000);
  const client = end(SocketTransport.connect({ host: '127.0.0.1', port: listener.port }), clientSsl());
  return { client, server: end(await accepting, serverSsl()) };
}

describe('the driver', () => {
  it('repeats SSL_do_handshake() over a non-blocking socket until it returns 1', async () => {
    const { client, server } = await pair();
    await Promise.all([client.driver.handshake(), server.driver.handshake()]);
    for (const { calls } of [client, server]) {
      expect(calls.length).toBeGreaterThan(1);
      expect(calls.slice(0, -1).every(({ ret, error }) => ret === -1 && error.includes('WANT_'))).toBe(true);
      expect(calls.at(-1)).toMatchObject({ ret: 1, error: 'SSL_ERROR_NONE' });
    }
  });

  it('moves more than the socket takes at once, and closes both ways', async () => {
    const { client, server } = await pair();
    await Promise.all([client.driver.handshake(), server.driver.handshake()]);
    const data = new Uint8Array(4 << 20).map((_byte, i) => i % 251);
    const sending = client.driver.write(data);
    const received = await server.driver.readAtLeast(data.length);
    await sending;
    expect(Buffer.from(data).equals(received)).toBe(true);
    expect(client.calls.some(({ error }) => error === 'SSL_ERROR_WANT_WRITE')).toBe(true);
    await Promise.all([client.driver.closeBoth(), server.driver.closeBoth()]);
    expect(client.ssl.shutdownState).toBe(3);
    expect(server.ssl.shutdownState).toBe(3);
  });

  it('says so when the peer is silent for too long', async () => {
    const listener = await Listener.open();
    closing.push(() => listener.close());
    const transport = SocketTransport.connect({ host: '127.0.0.1', port: listener.port });
    const { driver } = end(transport, clientSsl(), 50);
    const failure = driver.handshake();
    await expect(failure).rejects.toThrow(SilenceError);
    await expect(failure).rejects.toThrow('the peer did nothing for 0.05 s');
  });

  it('passes on what made the socket fail', async () => {
    const listener = await Listener.open();
    const { port } = listener;
    listener.close();
    const { driver } = end(SocketTransport.connect({ host: '127.0.0.1', port }), clientSsl());
    await expect(driver.handshake()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('gives a listener time for a client to come, and not more', async () => {
    const listener = await Listener.open();
    closing.push(() => listener.close());
    await expect(listener.accept(20)).rejects.toThrow();
    const accepting = listener.accept(10_000);
    const socket = connect(listener.port, '127.0.0.1');
    await once(socket, 'connect');
    await (await accepting).close();
    socket.destroy();
  });
});
