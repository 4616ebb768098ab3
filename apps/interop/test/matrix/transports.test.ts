import { SslContext } from '@proj/bio';
import { nobleProvider } from '@proj/crypto/noble';
import { Authority } from '@tooling/ca';
import { afterEach, describe, expect, it } from 'vitest';
import { Listener } from '../../src/drive/socket-transport.ts';
import type { TransportKind } from '../../src/matrix/model/cell.ts';
import { exchange } from '../../src/matrix/run/exchange.ts';
import { OurEnd } from '../../src/matrix/run/our-end.ts';
import { payload } from '../../src/matrix/run/payload.ts';

const root = Authority.root(nobleProvider);
const leaf = root.leaf();
const clientContext = new SslContext({ provider: nobleProvider, trust: root.pem });
const serverContext = new SslContext({
  provider: nobleProvider,
  certificate: leaf.chainPem,
  privateKey: leaf.keyPem,
});

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

/** A client and a server of ours with a real connection between them, after their handshake. */
async function connected(kind: TransportKind): Promise<{ client: OurEnd; server: OurEnd }> {
  const listener = await Listener.open();
  const accepted = listener.accept(10_000);
  const client = OurEnd.connect(clientContext, listener.port, 'localhost', kind);
  const server = new OurEnd(serverContext, 'server', await accepted, kind);
  open.push(listener, client, server);
  await Promise.all(
    [client, server].map(async (end) => {
      await end.driver.handshake();
      await end.flush();
    }),
  );
  return { client, server };
}

describe.each(['socket', 'pair', 'one-byte'] as const)('over the transport "%s"', (kind) => {
  it.each([0, 1, 16_384, 16_385, 300_000])('%d bytes go both ways at the same time', async (bytes) => {
    const { client, server } = await connected(kind);
    const move = async (end: OurEnd, sender: 'ours' | 'theirs'): Promise<Uint8Array> => {
      const received = await exchange(end, payload(bytes, sender), bytes);
      await end.flush();
      return received;
    };
    const [toClient, toServer] = await Promise.all([move(client, 'ours'), move(server, 'theirs')]);
    expect(Buffer.compare(toClient, payload(bytes, 'theirs'))).toBe(0);
    expect(Buffer.compare(toServer, payload(bytes, 'ours'))).toBe(0);
    await Promise.all([client.driver.closeBoth(), server.driver.closeBoth()]);
  });

  it('the end of the socket is the end of what can be read, and no close_notify (RFC 8446, 6.1)', async () => {
    const { client, server } = await connected(kind);
    await client.close();
    await expect(server.driver.read()).rejects.toMatchObject({ code: 'UNEXPECTED_EOF' });
  });

  it('messages are counted by name', async () => {
    const { client, server } = await connected(kind);
    expect(client.count('> clientHello')).toBe(1);
    expect(server.count('< clientHello')).toBe(1);
    expect(server.count('< keyUpdate')).toBe(0);
    expect(client.messages.at(-1)).toMatch(/^[<>] /);
  });
});

describe('a BIO that passes one byte per call', () => {
  it('passes no more, and at times none: a retry that nothing has to be waited for', async () => {
    const listener = await Listener.open();
    open.push(listener);
    const accepted = listener.accept(10_000);
    const end = OurEnd.connect(clientContext, listener.port, 'localhost', 'one-byte');
    open.push(end, await accepted);
    const { bio } = end.transport;
    const results = Array.from({ length: 130 }, () => bio.write(new Uint8Array(10)));
    expect(new Set(results)).toEqual(new Set([1, -1]));
    expect(results.filter((result) => result < 0)).toHaveLength(2);
    expect(await end.transport.poll('write', 1000)).toBe(true);
  });
});
