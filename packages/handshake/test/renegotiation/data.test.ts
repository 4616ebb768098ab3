import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { Connection, clientConfig, serverConfig } from '../../src/index.js';
import { TestCa, testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';
import { renegotiatingVersions } from '../support/versions.js';

const ca = new TestCa();
const credential = ca.issue(nobleProvider);

describe.each(renegotiatingVersions)('%s', (_version, spoken) => {
  const common = {
    provider: nobleProvider,
    now: () => testTime,
    ...spoken,
    renegotiation: { refuse: false, allowClientRenegotiation: true },
  } as const;

  /** A client and a server whose first handshake is complete. */
  function connected(): { client: Connection; server: Connection } {
    const client = new Connection(
      clientConfig({ ...common, anchors: ca.anchors, serverName: 'server.example' }),
    );
    const server = new Connection(serverConfig({ ...common, credentials: [credential] }));
    handshakeBoth(client, server);
    return { client, server };
  }

  const word = Uint8Array.of(1, 2, 3);

  function take(connection: Connection): Uint8Array {
    const into = new Uint8Array(16);
    return into.subarray(0, connection.read(into));
  }

  /** Lets both go on by records until nothing moves any more; what each has read. */
  function settle(client: Connection, server: Connection): { client: number[]; server: number[] } {
    const read = { client: [] as number[], server: [] as number[] };
    const drain = (connection: Connection, into: number[]): void => {
      for (;;) {
        const { kind } = connection.processRecord();
        if (kind === 'has-data') into.push(...take(connection));
        else if (kind !== 'done') return;
      }
    };
    do {
      drain(client, read.client);
      drain(server, read.server);
    } while (transfer(client, server) + transfer(server, client) > 0);
    return read;
  }

  describe('renegotiate() on a client', () => {
    it('does nothing until it is driven, then runs the whole handshake', () => {
      const { client, server } = connected();
      client.renegotiate();
      expect([client.isHandshaking, client.renegotiationPending, client.output.pending]).toEqual([
        false,
        true,
        0,
      ]);
      client.handshake();
      expect([client.isHandshaking, client.stateName, client.renegotiations]).toEqual([
        true,
        'client-server-hello',
        1,
      ]);
      settle(client, server);
      expect([client.isHandshaking, client.renegotiationPending, server.renegotiations]).toEqual([
        false,
        false,
        1,
      ]);
    });

    it('changes the keys and the exporter (RFC 5705, 4)', () => {
      const { client, server } = connected();
      const before = client.exportKeyingMaterial('EXPERIMENTAL', undefined, 16);
      client.renegotiate();
      settle(client, server);
      const after = client.exportKeyingMaterial('EXPERIMENTAL', undefined, 16);
      expect(after).not.toEqual(before);
      expect(after).toEqual(server.exportKeyingMaterial('EXPERIMENTAL', undefined, 16));
      client.write(word);
      expect(settle(client, server).server).toEqual([1, 2, 3]);
    });

    it('can be done again, each time bound to the one before (RFC 5746, 3.5)', () => {
      const { client, server } = connected();
      for (let i = 0; i < 3; i++) {
        client.renegotiate();
        settle(client, server);
      }
      expect([client.renegotiations, server.renegotiations]).toEqual([3, 3]);
    });

    it('waits until nothing is on its way', () => {
      const { client, server } = connected();
      client.write(word);
      client.renegotiate();
      client.handshake();
      expect(client.isHandshaking).toBe(false);
      transfer(client, server);
      client.handshake();
      expect(client.isHandshaking).toBe(true);
    });

    it('takes data that the server sent before it knew (SSL_read)', () => {
      const { client, server } = connected();
      client.renegotiate();
      client.handshake();
      server.write(word);
      transfer(server, client);
      expect(settle(client, server)).toEqual({ client: [1, 2, 3], server: [] });
      expect(client.isHandshaking).toBe(false);
    });

    it('takes no data within handshake() (SSL_do_handshake)', () => {
      const { client, server } = connected();
      client.renegotiate();
      client.handshake();
      server.write(word);
      transfer(server, client);
      expect(() => client.handshake()).toThrow(
        expect.objectContaining({ code: 'UNEXPECTED_APPLICATION_DATA', alert: 'unexpected_message' }),
      );
    });

    it('takes no data once the server has answered', () => {
      const { client, server } = connected();
      client.renegotiate();
      client.handshake();
      transfer(client, server);
      server.processRecord();
      expect(server.isHandshaking).toBe(true);
      expect(() => server.write(word)).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
      transfer(server, client);
      client.processRecord();
      expect(client.stateName).not.toBe('client-server-hello');
    });

    it('is refused before the first handshake, in TLS 1.3, by default and after close()', () => {
      const trust = { anchors: ca.anchors, serverName: 'server.example' };
      const fresh = new Connection(clientConfig({ ...common, ...trust }));
      expect(() => fresh.renegotiate()).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
      const both = { provider: nobleProvider, now: common.now, renegotiation: common.renegotiation };
      const modern = new Connection(clientConfig({ ...both, ...trust }));
      const server = new Connection(serverConfig({ ...both, credentials: [credential] }));
      handshakeBoth(modern, server);
      expect(() => modern.renegotiate()).toThrow(expect.objectContaining({ code: 'NOT_READY' }));
      const { client } = connected();
      client.close();
      expect(() => client.renegotiate()).toThrow(expect.objectContaining({ code: 'CLOSED' }));
      expect(client.failure).toBeUndefined();
    });
  });

  describe('renegotiate() on a server', () => {
    it('lets data go both ways until the client answers', () => {
      const { client, server } = connected();
      server.renegotiate();
      server.handshake();
      server.write(word);
      client.write(word);
      transfer(client, server);
      expect(settle(client, server)).toEqual({ client: [1, 2, 3], server: [1, 2, 3] });
      expect([server.renegotiations, server.renegotiationPending, client.isHandshaking]).toEqual([
        1,
        false,
        false,
      ]);
    });
  });
});
