import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { BufferBio, createBioPair, MemoryBio, Ssl, SslBio, SslContext, sslErrors } from '@proj/bio';
import { afterEach, describe, expect, test } from 'vitest';
import { AcceptBio, ConnectBio, poll, nodeProvider as provider, SocketBio } from '../../src/index.js';
import { serverMaterial } from '../support/server-material.js';

const { trust, certificate, key } = serverMaterial();
const clients = new SslContext({ provider, trust });
const servers = new SslContext({ provider, certificate, privateKey: key });
const open: { free(): unknown }[] = [];
const listeners: Server[] = [];

afterEach(() => {
  for (const bio of open.splice(0)) bio.free();
  for (const server of listeners.splice(0)) server.close();
});

/** An accept BIO that listens on a free port of loopback. */
async function accepting(): Promise<AcceptBio> {
  const bio = new AcceptBio('127.0.0.1:0');
  bio.nonBlocking = true;
  open.push(bio);
  while (bio.doHandshake() !== 1) {
    expect([bio.shouldIoSpecial, bio.retryReason]).toEqual([true, 'accept']);
    await poll(bio, { read: true, timeout: 5000 });
  }
  return bio;
}

/** A connect BIO for it. */
function connecting(to: AcceptBio): ConnectBio {
  const bio = new ConnectBio(`127.0.0.1:${to.address.port}`);
  bio.nonBlocking = true;
  open.push(bio);
  return bio;
}

/** Accepts a connection, and takes it out of the chain. */
async function accepted(bio: AcceptBio): Promise<SocketBio> {
  while (bio.doHandshake() !== 1) await poll(bio, { read: true, timeout: 5000 });
  const connection = bio.pop();
  if (!(connection instanceof SocketBio)) throw new Error('no socket was accepted');
  open.push(connection);
  return connection;
}

const text = (bytes: Uint8Array, count: number): string => new TextDecoder().decode(bytes.subarray(0, count));

describe('BIO_s_connect(3)', () => {
  test('BIO_do_connect(3) asks to be retried for the reason connect, and poll() waits for the connection', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    expect([bio.doHandshake(), bio.shouldRetry, bio.shouldIoSpecial, bio.retryReason]).toEqual([
      -1,
      true,
      true,
      'connect',
    ]);
    expect(await poll(bio, { write: true, timeout: 5000 })).toEqual({ readable: false, writable: true });
    expect([bio.doHandshake(), bio.shouldRetry, bio.remoteAddress.port]).toEqual([
      1,
      false,
      listener.address.port,
    ]);
  });

  test('connects in the first read or write', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    expect([bio.write(Uint8Array.of(1)), bio.retryReason]).toEqual([-1, 'connect']);
    await poll(bio, { write: true, timeout: 5000 });
    expect(bio.write(Uint8Array.of(1))).toBe(1);
    const far = await accepted(listener);
    await poll(far, { read: true, timeout: 5000 });
    expect(far.read(new Uint8Array(3))).toBe(1);
  });

  test('SSL_do_handshake(3) over it: SSL_ERROR_WANT_CONNECT, then SSL_ERROR_WANT_READ', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    const ssl = new Ssl(clients);
    ssl.serverName = 'server.example';
    ssl.setBio(bio, bio);
    expect([ssl.connect(), ssl.getError(-1)]).toEqual([-1, sslErrors.WANT_CONNECT]);
    await poll(bio, { write: true, timeout: 5000 });
    expect([ssl.connect(), ssl.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
  });

  test('through a chain of filters, the reason comes up', async () => {
    const listener = await accepting();
    const ssl = new Ssl(clients);
    ssl.serverName = 'server.example';
    ssl.setConnectState();
    const top = new BufferBio().push(new SslBio(ssl)).push(connecting(listener));
    expect([top.doHandshake(), top.shouldIoSpecial, top.retryReason]).toEqual([-1, true, 'connect']);
  });

  test('a refused connection is −1 and SSL_ERROR_SYSCALL with the cause', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    listener.free();
    const ssl = new Ssl(clients);
    ssl.serverName = 'server.example';
    ssl.setBio(bio, bio);
    ssl.connect();
    await poll(bio, { write: true, timeout: 5000 });
    expect([ssl.connect(), ssl.getError(-1)]).toEqual([-1, sslErrors.SYSCALL]);
    expect(bio.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('without a host and a port, or with a port that is none, it fails and says what to set', () => {
    const bio = new ConnectBio();
    expect([bio.doHandshake(), bio.shouldRetry]).toEqual([-1, false]);
    expect(bio.cause).toMatchObject({ code: 'NO_HOSTNAME_OR_SERVICE_SPECIFIED' });
    bio.setHostname('localhost');
    bio.doHandshake();
    expect(bio.cause).toMatchObject({ code: 'NO_PORT_DEFINED' });
    bio.port = 'no-such-service';
    bio.doHandshake();
    expect(bio.cause).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  test('BIO_reset(3) closes the connection; the next call makes another one to the same host', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    for (let round = 0; round < 2; round += 1) {
      while (bio.doHandshake() !== 1) await poll(bio, { write: true, timeout: 5000 });
      const far = await accepted(listener);
      expect(bio.reset()).toBe(0);
      await poll(far, { read: true, timeout: 5000 });
      expect(far.read(new Uint8Array(1))).toBe(0);
    }
  });

  test('freed with BIO_NOCLOSE it leaves the connection open', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    while (bio.doHandshake() !== 1) await poll(bio, { write: true, timeout: 5000 });
    const far = await accepted(listener);
    bio.closes = false;
    bio.free();
    expect(await poll(far, { read: true, timeout: 100 })).toEqual({ readable: false, writable: false });
    bio.reset();
  });
});

describe('BIO_s_accept(3)', () => {
  test('BIO_do_accept(3): the first call listens, the next asks for a connection with the reason accept', async () => {
    const bio = await accepting();
    expect([bio.doHandshake(), bio.shouldIoSpecial, bio.retryReason]).toEqual([-1, true, 'accept']);
    expect(await poll(bio, { read: true, timeout: 50 })).toEqual({ readable: false, writable: false });
    const near = connecting(bio);
    near.doHandshake();
    expect(await poll(bio, { read: true, timeout: 5000 })).toEqual({ readable: true, writable: false });
    expect([bio.doHandshake(), bio.next instanceof SocketBio, bio.doHandshake()]).toEqual([1, true, 1]);
    bio.pop()?.free();
    expect([bio.doHandshake(), bio.retryReason]).toEqual([-1, 'accept']);
  });

  test('reads and writes wait for a connection, then go to it', async () => {
    const bio = await accepting();
    const into = new Uint8Array(9);
    expect([bio.read(into), bio.retryReason, bio.write(into), bio.retryReason]).toEqual([
      -1,
      'accept',
      -1,
      'accept',
    ]);
    const near = connecting(bio);
    while (near.doHandshake() !== 1) await poll(near, { write: true, timeout: 5000 });
    near.puts('to you');
    while (bio.read(into) < 0) await poll(bio, { read: true, timeout: 5000 });
    expect(text(into, 6)).toBe('to you');
    expect([bio.puts('back'), bio.flush()]).toEqual([4, 1]);
    await poll(near, { read: true, timeout: 5000 });
    expect(near.read(into)).toBe(4);
  });

  test('SSL_do_handshake(3) over it: SSL_ERROR_WANT_ACCEPT; poll() waits with a time limit and a signal', async () => {
    const bio = await accepting();
    const ssl = new Ssl(servers);
    ssl.setBio(bio, bio);
    expect([ssl.accept(), ssl.getError(-1)]).toEqual([-1, sslErrors.WANT_ACCEPT]);
    expect(await poll(bio, { read: true, timeout: 30 })).toEqual({ readable: false, writable: false });
    await expect(poll(bio, { read: true, signal: AbortSignal.timeout(30) })).rejects.toThrow();
    const near = connecting(bio);
    near.doHandshake();
    await poll(bio, { read: true, timeout: 5000 });
    expect([ssl.accept(), ssl.getError(-1)]).toEqual([-1, sslErrors.WANT_READ]);
  });

  test('BIO_set_accept_bios(3): each connection gets a copy of the chain: accept, buffer, ssl, socket', async () => {
    const bio = await accepting();
    const filter = new SslBio(new Ssl(servers));
    filter.setMode('server');
    bio.acceptBios = new BufferBio().push(filter);
    const names: string[] = [];
    for (let round = 0; round < 2; round += 1) {
      const ssl = new Ssl(clients);
      ssl.serverName = 'server.example';
      const near = connecting(bio);
      ssl.setBio(near, near);
      const done = (async () => {
        for (let ret = ssl.connect(); ret !== 1; ret = ssl.connect()) {
          await poll(near, { want: ssl.getError(ret) });
        }
        ssl.write(new TextEncoder().encode('a line\nand more'));
      })();
      while (bio.doHandshake() !== 1) await poll(bio, { read: true, timeout: 5000 });
      const chain = bio.pop();
      if (!chain) throw new Error('nothing was accepted');
      open.push({ free: () => chain.freeAll() });
      const into = new Uint8Array(40);
      let count = chain.gets(into);
      while (count < 0) {
        await poll(chain, { read: true, timeout: 5000 });
        count = chain.gets(into);
      }
      await done;
      names.push(text(into, count), chain.name, chain.next?.name ?? '', chain.find(SocketBio)?.name ?? '');
    }
    const once = ['a line\n', 'buffer', 'ssl', 'socket'];
    expect(names).toEqual([...once, ...once]);
  });

  test('a chain that can not be copied fails the accept', async () => {
    const bio = await accepting();
    bio.acceptBios = new BufferBio().push(new SocketBio(connect(bio.address.port ?? 0, '127.0.0.1')));
    while (bio.doHandshake() < 0 && bio.shouldRetry) await poll(bio, { read: true, timeout: 5000 });
    expect(bio.cause).toMatchObject({ code: 'UNSUPPORTED_METHOD' });
  });

  test('a port that is taken fails with the cause; the next call tries again', async () => {
    const taken = createServer();
    listeners.push(taken);
    taken.listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const bio = new AcceptBio(`127.0.0.1:${(taken.address() as AddressInfo).port}`);
    bio.nonBlocking = true;
    open.push(bio);
    while (bio.doHandshake() < 0 && bio.shouldRetry) await poll(bio, { read: true, timeout: 5000 });
    expect([bio.shouldRetry, bio.cause]).toMatchObject([false, { code: 'EADDRINUSE' }]);
    taken.close();
    await once(taken, 'close');
    let ret = bio.doHandshake();
    for (; ret < 0 && bio.shouldRetry; ret = bio.doHandshake())
      await poll(bio, { read: true, timeout: 5000 });
    expect(ret).toBe(1);
  });

  test('without a port it fails and says what to set', () => {
    const bio = new AcceptBio();
    expect([bio.doHandshake(), bio.shouldRetry]).toEqual([-1, false]);
    expect(bio.cause).toMatchObject({ code: 'NO_ACCEPT_ADDR_OR_SERVICE_SPECIFIED' });
  });

  test('BIO_reset(3) closes the connection and stops listening', async () => {
    const bio = await accepting();
    const near = connecting(bio);
    while (near.doHandshake() !== 1) await poll(near, { write: true, timeout: 5000 });
    while (bio.doHandshake() !== 1) await poll(bio, { read: true, timeout: 5000 });
    expect(bio.reset()).toBe(0);
    expect([bio.next, bio.address]).toEqual([undefined, {}]);
    await poll(near, { read: true, timeout: 5000 });
    expect(near.read(new Uint8Array(1))).toBeLessThanOrEqual(0);
  });
});

test('BIO_push(3) behind filters: BIO_do_accept(3) goes down to the accept BIO', async () => {
  const bio = await accepting();
  const top = new BufferBio().push(bio);
  expect([top.doHandshake(), top.retryReason]).toEqual([-1, 'accept']);
  const [half] = createBioPair();
  expect([new BufferBio().push(half).doHandshake(), new MemoryBio().doHandshake()]).toEqual([0, 0]);
});

describe('poll() with what SSL_get_error(3) has answered', () => {
  test('WANT_READ and WANT_ACCEPT wait for reading, WANT_WRITE and WANT_CONNECT for writing', async () => {
    const listener = await accepting();
    const bio = connecting(listener);
    const idle = { readable: false, writable: false };
    expect(await poll(listener, { want: sslErrors.WANT_ACCEPT, timeout: 20 })).toEqual(idle);
    bio.doHandshake();
    expect(await poll(bio, { want: sslErrors.WANT_CONNECT })).toEqual({ readable: false, writable: true });
    expect(await poll(listener, { want: sslErrors.WANT_ACCEPT })).toEqual({
      readable: true,
      writable: false,
    });
    expect(await poll(bio, { want: sslErrors.WANT_READ, timeout: 20 })).toEqual(idle);
    expect(await poll(bio, { want: sslErrors.WANT_WRITE })).toEqual({ readable: false, writable: true });
  });

  test('other answers, and chains without a socket, are refused: waiting would not help', async () => {
    const listener = await accepting();
    await expect(poll(listener, { want: sslErrors.SYSCALL })).rejects.toThrow(RangeError);
    await expect(poll(listener, { want: sslErrors.WANT_X509_LOOKUP })).rejects.toThrow(RangeError);
    await expect(poll(new BufferBio().push(new MemoryBio()), { read: true })).rejects.toThrow(TypeError);
  });
});
