import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { poll } from '../../src/bio/poll.js';
import { SocketBio } from '../../src/bio/socket-bio.js';

const open: { destroy(): void }[] = [];
const servers: Server[] = [];

async function listen(): Promise<Server> {
  const server = createServer();
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function pair(): Promise<{ client: SocketBio; server: SocketBio }> {
  const listener = await listen();
  const accepted = once(listener, 'connection');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [server] = (await accepted) as [Socket];
  await once(client, 'connect');
  open.push(client, server);
  return { client: new SocketBio(client), server: new SocketBio(server) };
}

afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('SocketBio', () => {
  it('asks to be retried for reading when nothing has come', async () => {
    const { client } = await pair();
    expect(client.read(new Uint8Array(5))).toBe(-1);
    expect([client.shouldRetry, client.shouldRead]).toEqual([true, true]);
  });

  it('gives exactly as many bytes as it is asked for and keeps the rest', async () => {
    const { client, server } = await pair();
    expect(server.write(bytes('hello world'))).toBe(11);
    await poll(client, { read: true });
    const five = new Uint8Array(5);
    expect(client.read(five)).toBe(5);
    expect(new TextDecoder().decode(five)).toBe('hello');
    expect(client.pending).toBe(6);
    expect(client.read(new Uint8Array(100))).toBe(6);
  });

  it('answers 0 at the end of input, after what came before it', async () => {
    const { client, server } = await pair();
    server.write(bytes('bye'));
    server.endWriting();
    await poll(client, { read: true });
    while (!client.eof) {
      await poll(client, { read: true });
      const count = client.read(new Uint8Array(2));
      expect(count).toBeGreaterThanOrEqual(0);
      if (count === 0) break;
    }
    expect(client.read(new Uint8Array(2))).toBe(0);
    expect(client.shouldRetry).toBe(false);
  });

  it('learns of the end of input while it waits, over any Duplex', async () => {
    const stream = new Duplex({ read: () => {}, write: (_chunk, _encoding, done) => done() });
    const bio = new SocketBio(stream);
    expect(bio.read(new Uint8Array(1))).toBe(-1);
    const waiting = poll(bio, { read: true, timeout: 5000 });
    stream.push(null);
    expect(await waiting).toEqual({ readable: true, writable: false });
    expect([bio.read(new Uint8Array(1)), bio.shouldRetry, bio.eof]).toEqual([0, false, true]);
  });

  it('fetches no more than the stream’s high-water mark while nobody reads', async () => {
    const { client, server } = await pair();
    const block = new Uint8Array(65536);
    let written = 0;
    while (written < 64 * 1024 * 1024 && (await poll(server, { write: true, timeout: 200 })).writable) {
      written += Math.max(0, server.write(block));
    }
    expect(written).toBeLessThan(64 * 1024 * 1024);
    expect(client.pending).toBeGreaterThan(0);
    expect(client.pending).toBeLessThanOrEqual(2 * client.stream.readableHighWaterMark);
    expect(server.writePending).toBeLessThanOrEqual(server.stream.writableHighWaterMark + block.length);
  });

  it('refuses a stream that gives strings', async () => {
    const { client, server } = await pair();
    client.stream.setEncoding('utf8');
    server.write(bytes('text'));
    await poll(client, { read: true });
    expect(() => client.read(new Uint8Array(4))).toThrow(TypeError);
  });

  it('asks to be retried for writing when the stream has no room, and goes on when it has', async () => {
    const { client, server } = await pair();
    const block = new Uint8Array(65536);
    let written = 0;
    for (;;) {
      const count = client.write(block);
      if (count < 0) break;
      written += count;
    }
    expect(client.shouldWrite).toBe(true);
    const sink = new Uint8Array(65536);
    let received = 0;
    while (received < written) {
      const count = server.read(sink);
      if (count > 0) received += count;
      else await poll(server, { read: true });
    }
    expect(await poll(client, { write: true, timeout: 5000 })).toEqual({ readable: false, writable: true });
    expect(client.write(block)).toBe(block.length);
  });

  it('reports a refused connection as the cause', async () => {
    const listener = await listen();
    const { port } = listener.address() as AddressInfo;
    listener.close();
    await once(listener, 'close');
    const bio = new SocketBio(connect(port, '127.0.0.1'));
    expect(bio.write(bytes('x'))).toBe(-1);
    expect([bio.shouldIoSpecial, bio.retryReason]).toEqual([true, 'connect']);
    await poll(bio, { write: true });
    expect(bio.write(bytes('x'))).toBe(-1);
    expect(bio.shouldRetry).toBe(false);
    expect(bio.cause).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('reports a reset connection as the cause', async () => {
    const { client, server } = await pair();
    (server.stream as Socket).resetAndDestroy();
    await poll(client, { read: true });
    expect(client.read(new Uint8Array(1))).toBe(-1);
    expect(client.cause).toMatchObject({ code: 'ECONNRESET' });
  });

  it('leaves the socket open when freed with close: false, and destroys it otherwise', async () => {
    const { client, server } = await pair();
    client.free();
    expect(client.stream.destroyed).toBe(true);
    const kept = new SocketBio(server.stream, { close: false });
    kept.free();
    expect(server.stream.destroyed).toBe(false);
  });

  it('gives back to the stream what it had fetched when it is freed with close: false', async () => {
    const { client, server } = await pair();
    server.write(bytes('TLS, then text'));
    const kept = new SocketBio(client.stream, { close: false });
    await poll(kept, { read: true });
    expect(kept.read(new Uint8Array(5))).toBe(5);
    kept.free();
    expect(String(client.stream.read())).toBe('then text');
  });
});

describe('poll()', () => {
  it('resolves with nothing when the time is up', async () => {
    const { client } = await pair();
    expect(await poll(client, { read: true, timeout: 20 })).toEqual({ readable: false, writable: false });
  });

  it('rejects with the reason of its signal, before and while it waits', async () => {
    const { client } = await pair();
    await expect(
      poll(client, { read: true, signal: AbortSignal.abort(new Error('before')) }),
    ).rejects.toThrow('before');
    const controller = new AbortController();
    const waiting = poll(client, { read: true, signal: controller.signal });
    controller.abort(new Error('meanwhile'));
    await expect(waiting).rejects.toThrow('meanwhile');
  });

  it('resolves at once when the condition holds already', async () => {
    const { client } = await pair();
    expect(await poll(client, { read: true, write: true })).toEqual({ readable: false, writable: true });
  });
});
