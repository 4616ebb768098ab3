import { describe, expect, test } from 'vitest';
import {
  BufferBio,
  createBioPair,
  errorString,
  MemoryBio,
  Ssl,
  sslErrors,
  sslOptions,
  wants,
} from '../../src/index.js';
import { BlockingBio, closeBoth, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const of = (version: (typeof versions)[number]) => ({ minVersion: version, maxVersion: version });

describe('SSL_do_handshake(3)', () => {
  test('the role must be set before', () => {
    const context = clientContext();
    const ssl = new Ssl(context);
    const bio = new MemoryBio();
    ssl.setBio(bio, bio);
    expect(ssl.doHandshake()).toBe(-1);
    expect(ssl.getError(-1)).toBe(sslErrors.SSL);
    expect(errorString(context.errors.last?.code ?? 0)).toBe(
      'error:0A000090:SSL routines::connection type not set',
    );
    expect(ssl.inBefore).toBe(true);
  });

  test('without a BIO it fails below the protocol, and nothing is in the queue', () => {
    const ssl = newClient();
    expect(ssl.doHandshake()).toBe(-1);
    expect([ssl.getError(-1), ssl.want]).toEqual([sslErrors.SYSCALL, wants.WRITING]);
    expect(ssl.context.errors.length).toBe(0);
  });

  test('SSL_connect(3) and SSL_accept(3) set the role themselves', () => {
    const client = new Ssl(clientContext());
    client.serverName = 'server.example';
    const server = new Ssl(serverContext());
    duet(client, server);
    expect([client.connect(), server.accept()]).toEqual([-1, -1]);
    expect([client.role, server.role]).toEqual(['client', 'server']);
    expect([client.connect(), server.accept()]).toEqual([1, 1]);
    expect([client.connect(), server.accept()]).toEqual([1, 1]);
  });

  test('if the connection is in client mode, the handshake is started', () => {
    const { client, server, serverBio } = duet();
    expect(server.doHandshake()).toBe(-1);
    expect(server.getError(-1)).toBe(sslErrors.WANT_READ);
    expect(serverBio.peer?.readRequest).toBe(5);
    expect(client.doHandshake()).toBe(-1);
    expect(serverBio.pending).toBeGreaterThan(100);
  });

  test.each(versions)('%s: over a blocking BIO it returns only when the handshake is finished', (version) => {
    const client = newClient(clientContext(of(version)));
    const server = newServer();
    const [clientHalf, serverHalf] = createBioPair(100, 100);
    const bio = new BlockingBio(clientHalf, () => server.doHandshake());
    client.setBio(bio, bio);
    server.setBio(serverHalf, serverHalf);
    expect(client.doHandshake()).toBe(1);
    expect(client.version).toBe(version);
  });

  test('over a blocking BIO it returns when an error occurred', () => {
    const client = newClient();
    const server = newServer(serverContext({ certificate: undefined, privateKey: undefined }));
    const [clientHalf, serverHalf] = createBioPair();
    const bio = new BlockingBio(clientHalf, () => server.doHandshake());
    client.setBio(bio, bio);
    server.setBio(serverHalf, serverHalf);
    expect(client.doHandshake()).toBe(0);
    expect(client.getError(0)).toBe(sslErrors.SSL);
  });

  for (const version of versions) {
    for (const capacity of [1, 2, 16, 17, 512, 17 * 1024]) {
      test(`${version} over a BIO pair of ${capacity} bytes: handshake, data both ways, shutdown`, () => {
        const both = duet(newClient(clientContext(of(version))), newServer(), capacity);
        shakeHands(both);
        const { client, server } = both;
        expect([client.doHandshake(), server.doHandshake()]).toEqual([1, 1]);
        expect([client.version, server.version]).toEqual([version, version]);
        for (const length of [0, 1, 100, 20_000]) {
          expect(transfer(client, server, pattern(length))).toEqual(pattern(length));
          expect(transfer(server, client, pattern(length))).toEqual(pattern(length));
        }
        closeBoth(both);
      });
    }
  }

  test.each(versions)('%s: WANT_WRITE in the middle of a flight, and the call is repeated', (version) => {
    const { client, server, serverBio } = duet(newClient(clientContext(of(version))), newServer(), 64);
    let blocked = 0;
    const client1 = client.doHandshake();
    expect([client1, client.getError(client1), client.want]).toEqual([
      -1,
      sslErrors.WANT_WRITE,
      wants.WRITING,
    ]);
    expect([serverBio.pending, serverBio.peer?.writeGuarantee]).toEqual([64, 0]);
    for (let i = 0; i < 10_000 && !(client.isInitFinished && server.isInitFinished); i += 1) {
      for (const ssl of [client, server]) {
        const ret = ssl.isInitFinished ? ssl.peek(new Uint8Array(1)) : ssl.doHandshake();
        if (ret !== 1 && ssl.getError(ret) === sslErrors.WANT_WRITE) blocked += 1;
      }
    }
    expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
    expect(blocked).toBeGreaterThan(10);
  });

  test.each(versions)('%s: asks the BIO for exactly the bytes of the next record', (version) => {
    const { client, server, clientBio, serverBio } = duet(newClient(clientContext(of(version))));
    client.doHandshake();
    expect(clientBio.readRequest).toBe(0);
    expect(serverBio.readRequest).toBe(5);
    server.doHandshake();
    const header = new Uint8Array(5);
    const [rawBio, farBio] = createBioPair();
    client.setBio(rawBio, clientBio);
    clientBio.read(header);
    farBio.write(header);
    client.doHandshake();
    expect(farBio.readRequest).toBe(((header[3] ?? 0) << 8) | (header[4] ?? 0));
  });

  test('SSL_set_read_ahead(3): asks for a whole record of the largest size at once', () => {
    const { client, server, serverBio } = duet();
    client.readAhead = true;
    client.doHandshake();
    expect(serverBio.readRequest).toBe(16 * 1024 + 256 + 5);
    for (let i = 0; i < 9; i += 1) {
      server.doHandshake();
      client.doHandshake();
    }
    expect([client.isInitFinished, server.isInitFinished]).toEqual([true, true]);
    server.write(pattern(10));
    server.write(pattern(20));
    expect(client.read(new Uint8Array(100))).toBe(10);
    expect(client.hasPending).toBe(true);
    expect(client.pending).toBe(0);
    expect(client.read(new Uint8Array(100))).toBe(20);
    expect(client.hasPending).toBe(false);
  });

  test('a flight goes out when the BIO is flushed, as a buffering BIO needs it', () => {
    const { client, server, clientBio, serverBio } = duet();
    client.setBio(clientBio, new BufferBio().push(clientBio));
    server.setBio(serverBio, new BufferBio().push(serverBio));
    shakeHands({ client, server, clientBio, serverBio });
    expect(client.write(pattern(10))).toBe(10);
    expect(server.read(new Uint8Array(10))).toBe(-1);
    client.writeBio?.flush();
    expect(server.read(new Uint8Array(10))).toBe(10);
  });

  test('a complete one returns 1 at once, without touching the BIO', () => {
    const both = duet();
    shakeHands(both);
    const { client, clientBio } = both;
    clientBio.callback = () => {
      throw new Error('touched');
    };
    expect(client.doHandshake()).toBe(1);
  });

  test('SSL_clear(3): the same object makes another connection', () => {
    const both = duet();
    shakeHands(both);
    both.client.clear();
    both.server.clear();
    expect([both.client.inBefore, both.client.role]).toEqual([true, 'client']);
    shakeHands(both);
    expect(transfer(both.client, both.server, pattern(5))).toEqual(pattern(5));
  });

  test('SSL_set_accept_state(3) begins anew, in the other role', () => {
    const context = serverContext();
    const ssl = new Ssl(context);
    ssl.setConnectState();
    ssl.setAcceptState();
    expect([ssl.role, ssl.inBefore, ssl.inInit, ssl.shutdownState]).toEqual(['server', true, true, 0]);
    shakeHands(duet(newClient(), ssl));
  });

  test('a context for one role refuses the other', () => {
    const ssl = new Ssl(serverContext({ onlyRole: 'server' }));
    ssl.setConnectState();
    const bio = new MemoryBio();
    ssl.setBio(bio, bio);
    expect(ssl.doHandshake()).toBe(0);
    expect(ssl.getError(0)).toBe(sslErrors.SSL);
    expect(errorString(ssl.context.errors.last?.code ?? 0)).toBe(
      'error:0A0C0101:SSL routines::called a function you should not call',
    );
  });

  test('settings that can not work are reported before anything is sent', () => {
    const context = clientContext();
    context.setOptions(sslOptions.NO_TLSv1_2 | sslOptions.NO_TLSv1_3);
    const { client, serverBio } = duet(newClient(context));
    expect(client.doHandshake()).toBe(-1);
    expect(client.getError(-1)).toBe(sslErrors.SSL);
    expect(errorString(context.errors.last?.code ?? 0)).toBe(
      'error:0A0000BF:SSL routines::no protocols available',
    );
    expect(serverBio.pending).toBe(0);
  });

  test('a client that does not say whom it wants is told to', () => {
    const { client } = duet(new Ssl(clientContext()));
    client.setConnectState();
    expect(client.doHandshake()).toBe(-1);
    expect(client.failure?.message).toContain('set serverName');
  });
});
