import { describe, expect, test } from 'vitest';
import { BufferBio, createBioPair, SslBio, sslErrors } from '../../src/index.js';
import { pattern } from '../support/drive.js';
import { newClient, newServer } from '../support/peers.js';

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
});
