import { nobleProvider } from '@proj/crypto/noble';
import { later, type Signer } from '@proj/handshake';
import { describe, expect, test } from 'vitest';
import { acceptTls, type ByteTransport, connectTls, type TlsStreams } from '../src/web-streams.js';
import { pattern } from './support/drive.js';
import { clientContext, serverContext, serverLeaf } from './support/peers.js';

interface Wire {
  readonly client: ByteTransport;
  readonly server: ByteTransport;
  /** Bytes that went each way. */
  readonly sent: { client: number; server: number };
}

/** Two pairs of streams, each end's writable side being the other's readable one. */
function wire(): Wire {
  const sent = { client: 0, server: 0 };
  const way = (from: 'client' | 'server') =>
    new TransformStream<Uint8Array, Uint8Array>({
      transform: (chunk, controller) => {
        sent[from] += chunk.length;
        controller.enqueue(chunk);
      },
    });
  const up = way('client');
  const down = way('server');
  return {
    client: { readable: down.readable, writable: up.writable },
    server: { readable: up.readable, writable: down.writable },
    sent,
  };
}

function connect(between: Wire = wire()): { client: TlsStreams; server: TlsStreams } {
  return {
    client: connectTls(between.client, clientContext({ alpn: ['h2'] }), { serverName: 'server.example' }),
    server: acceptTls(between.server, serverContext({ alpn: ['h2'] })),
  };
}

async function readAll(streams: TlsStreams): Promise<Uint8Array> {
  const reader = streams.readable.getReader();
  const bytes: number[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Uint8Array.from(bytes);
    for (const byte of value) bytes.push(byte);
  }
}

async function writeAll(streams: TlsStreams, ...chunks: Uint8Array[]): Promise<void> {
  const writer = streams.writable.getWriter();
  for (const chunk of chunks) await writer.write(chunk);
  await writer.close();
}

describe('TLS over Web Streams', () => {
  test('both ends agree, and each reads what the other wrote until its close_notify', async () => {
    const { client, server } = connect();
    const [mine, theirs] = await Promise.all([client.ready, server.ready]);
    expect([mine.version, mine.alpn, theirs.serverName]).toEqual(['TLSv1.3', 'h2', 'server.example']);
    expect(mine.verifiedChain?.path).toHaveLength(2);
    expect(mine.cipherSuite).toMatch(/^TLS_/);
    const data = pattern(100_000);
    const [atServer, atClient] = await Promise.all([
      readAll(server),
      readAll(client),
      writeAll(client, data.subarray(0, 7), new Uint8Array(0), data.subarray(7)),
      writeAll(server, Uint8Array.of(1, 2, 3)),
    ]);
    expect(atServer).toEqual(data);
    expect(atClient).toEqual(Uint8Array.of(1, 2, 3));
  });

  test('it can be piped through', async () => {
    const { client, server } = connect();
    const echoed = server.readable.pipeTo(server.writable);
    const [text] = await Promise.all([
      readAll(client),
      writeAll(client, new TextEncoder().encode('hello')),
      echoed,
    ]);
    expect(new TextDecoder().decode(text)).toBe('hello');
  });

  test('half-closed: the other direction goes on', async () => {
    const { client, server } = connect();
    const reading = readAll(server);
    await writeAll(client, pattern(3));
    expect(await reading).toEqual(pattern(3));
    const [answer] = await Promise.all([readAll(client), writeAll(server, pattern(5000))]);
    expect(answer).toEqual(pattern(5000));
  });

  test('backpressure: what no one reads is not taken from the transport', async () => {
    const between = wire();
    const { client, server } = connect(between);
    await Promise.all([client.ready, server.ready]);
    const before = between.sent.client;
    const writer = client.writable.getWriter();
    let written = 0;
    for (let i = 0; i < 50; i += 1) {
      void writer.write(pattern(100_000)).then(
        () => {
          written += 1;
        },
        () => {},
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(written).toBeLessThan(3);
    expect(between.sent.client - before).toBeLessThan(300_000);
    const reader = server.readable.getReader();
    let count = 0;
    while (count < 5_000_000) count += (await reader.read()).value.length;
    expect(count).toBe(5_000_000);
  });

  test('a transport that ends without close_notify is an error, not an end', async () => {
    const between = wire();
    let cut: (() => void) | undefined;
    const truncated = between.client.readable as ReadableStream<Uint8Array>;
    const readable = truncated.pipeThrough(
      new TransformStream({
        start: (controller) => {
          cut = () => controller.terminate();
        },
      }),
    );
    const { client, server } = connect({ ...between, client: { ...between.client, readable } });
    await Promise.all([client.ready, server.ready]);
    const reading = readAll(client);
    cut?.();
    await expect(reading).rejects.toMatchObject({ code: 'UNEXPECTED_EOF' });
    await expect(client.writable.getWriter().write(pattern(1))).rejects.toMatchObject({
      code: 'UNEXPECTED_EOF',
    });
  });

  test('a refused certificate: each end gets its error, from `ready` and from the streams', async () => {
    const between = wire();
    const client = connectTls(between.client, clientContext(), { serverName: 'other.example' });
    const server = acceptTls(between.server, serverContext());
    await expect(client.ready).rejects.toMatchObject({ code: 'CERTIFICATE_NAME_MISMATCH' });
    await expect(server.ready).rejects.toMatchObject({ code: 'ALERT_RECEIVED', alert: 'bad_certificate' });
    await expect(readAll(client)).rejects.toMatchObject({ code: 'CERTIFICATE_NAME_MISMATCH' });
    await expect(writeAll(server, pattern(1))).rejects.toMatchObject({ code: 'ALERT_RECEIVED' });
  });

  test('a transport that fails: its error', async () => {
    const between = wire();
    const reason = new Error('connection reset');
    const readable = new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(reason) });
    const client = connectTls({ ...between.client, readable }, clientContext(), {
      serverName: 'server.example',
    });
    await expect(client.ready).rejects.toBe(reason);
    await expect(readAll(client)).rejects.toBe(reason);
  });

  test('aborting ends everything with the reason, before and after the handshake', async () => {
    const early = new AbortController();
    const between = wire();
    const options = { serverName: 'server.example', signal: early.signal };
    const client = connectTls(between.client, clientContext(), options);
    early.abort(new Error('too late'));
    await expect(client.ready).rejects.toThrow();
    await expect(readAll(client)).rejects.toThrow('too late');

    const later1 = new AbortController();
    const again = wire();
    const second = connectTls(again.client, clientContext(), { ...options, signal: later1.signal });
    const server = acceptTls(again.server, serverContext());
    await Promise.all([second.ready, server.ready]);
    const reading = readAll(server);
    later1.abort(new Error('enough'));
    await expect(second.writable.getWriter().write(pattern(1))).rejects.toThrow('enough');
    await expect(reading).rejects.toThrow('enough');
  });

  test('a signature made elsewhere is waited for', async () => {
    const key = nobleProvider.importPrivateKey(serverLeaf.key.pkcs8);
    const privateKey: Signer = {
      keyType: key.type,
      sign: ({ scheme, message }, decision) => {
        const copy = message.slice();
        setTimeout(() => decision.complete(key.sign(scheme.algorithm, copy, nobleProvider.random)), 5);
        return later;
      },
    };
    const between = wire();
    const client = connectTls(between.client, clientContext(), { serverName: 'server.example' });
    const server = acceptTls(between.server, serverContext({ privateKey }));
    await Promise.all([client.ready, server.ready]);
    const [text] = await Promise.all([readAll(server), writeAll(client, pattern(9))]);
    expect(text).toEqual(pattern(9));
  });
});
