import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { Duplex, PassThrough } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { poll } from '../../src/bio/poll.js';
import { SocketBio } from '../../src/bio/socket-bio.js';

const open: Duplex[] = [];
const servers: Server[] = [];

async function sockets(): Promise<{ client: Socket; server: Socket }> {
  const listener = createServer();
  servers.push(listener);
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const accepted = once(listener, 'connection');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  const [server] = (await accepted) as [Socket];
  open.push(client, server);
  return { client, server };
}

afterEach(() => {
  for (const stream of open.splice(0)) stream.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Bytes that tell where they stand. */
const numbered = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 31) % 251);

describe('writes of a SocketBio', () => {
  it('leave together at the end of a turn, in order', async () => {
    const pieces: Buffer[] = [];
    const stream = new Duplex({
      read: () => {},
      writev: (chunks, done) => {
        pieces.push(Buffer.concat(chunks.map(({ chunk }) => chunk)));
        done();
      },
    });
    const bio = new SocketBio(stream);
    for (let i = 0; i < 100; i++) expect(bio.write(Uint8Array.of(i))).toBe(1);
    expect(bio.writePending).toBe(100);
    await poll(bio, { write: true });
    await new Promise((resolve) => setImmediate(resolve));
    expect(pieces.map((piece) => [...piece])).toEqual([Array.from({ length: 100 }, (_, i) => i)]);
    expect(bio.writePending).toBe(0);
  });

  it('are the stream’s at once: who ends it loses none of them', async () => {
    const { client, server } = await sockets();
    const bio = new SocketBio(client);
    await poll(bio, { write: true });
    bio.write(Uint8Array.of(1, 2));
    bio.write(Uint8Array.of(3));
    client.end();
    const received: number[] = [];
    for await (const chunk of server) received.push(...chunk);
    expect(received).toEqual([1, 2, 3]);
  });

  it('are copied: the caller may use its memory again at once', async () => {
    const { client, server } = await sockets();
    const bio = new SocketBio(client);
    await poll(bio, { write: true });
    const memory = Uint8Array.of(1, 2, 3);
    bio.write(memory);
    memory.fill(9);
    const [received] = (await once(server, 'data')) as [Buffer];
    expect([...received]).toEqual([1, 2, 3]);
  });

  it('come out as they went in, more of them than wait at once', async () => {
    const { client, server } = await sockets();
    const bio = new SocketBio(client);
    await poll(bio, { write: true });
    const sent = numbered(3_000_000);
    const received: Buffer[] = [];
    server.on('data', (chunk: Buffer) => received.push(chunk));
    let refused = 0;
    for (let at = 0; at < sent.length; ) {
      const count = bio.write(sent.subarray(at, at + 16_384));
      if (count > 0) at += count;
      else {
        refused += 1;
        expect(bio.shouldRetry).toBe(true);
        expect(bio.writePending).toBeGreaterThan(0);
        await poll(bio, { write: true });
      }
    }
    bio.endWriting();
    await once(server, 'end');
    expect(Buffer.concat(received).equals(sent)).toBe(true);
    expect(refused).toBeGreaterThan(0);
  });

  it('are not overwritten by later ones where a stream hands on the memory it is given', async () => {
    const stream = new PassThrough();
    open.push(stream);
    const bio = new SocketBio(stream);
    const sent = numbered(200_000);
    const kept: Buffer[] = [];
    stream.removeAllListeners('readable');
    stream.on('data', (chunk: Buffer) => kept.push(chunk));
    for (let at = 0; at < sent.length; at += 1000) {
      while (bio.write(sent.subarray(at, at + 1000)) < 0) await poll(bio, { write: true });
      await new Promise((resolve) => setImmediate(resolve));
    }
    bio.endWriting();
    await once(stream, 'end');
    expect(Buffer.concat(kept).equals(sent)).toBe(true);
  });

  it('still leave when the BIO is freed in the same turn', async () => {
    const { client, server } = await sockets();
    const bio = new SocketBio(client);
    await poll(bio, { write: true });
    bio.write(Uint8Array.of(1, 2, 3));
    bio.free();
    const [received] = (await once(server, 'data')) as [Buffer];
    expect([...received]).toEqual([1, 2, 3]);
  });

  it('are dropped without an error when the stream was ended meanwhile', async () => {
    const { client } = await sockets();
    const bio = new SocketBio(client, { close: false });
    await poll(bio, { write: true });
    bio.write(Uint8Array.of(1));
    client.end();
    bio.free();
    await new Promise((resolve) => setImmediate(resolve));
    expect(client.errored).toBeNull();
  });
});
