import { describe, expect, test } from 'vitest';
import { createBioPair, errorString, Ssl, sslErrors } from '../../src/index.js';
import { BlockingBio, duet, shakeHands } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const lastError = (ssl: Ssl): string => errorString(ssl.context.errors.last?.code ?? 0);

describe('SSL_do_handshake(3), DESCRIPTION', () => {
  test('1. waits for a handshake to take place', () => {
    const client = newClient();
    const server = newServer();
    const [near, far] = createBioPair();
    client.setBio(near, near);
    // The server says nothing first: until the client begins, it waits, and so until the handshake is over.
    const bio = new BlockingBio(far, () => client.doHandshake());
    server.setBio(bio, bio);
    expect([server.inBefore, server.isInitFinished]).toEqual([true, false]);
    expect(server.doHandshake()).toBe(1);
    expect([server.inInit, server.isInitFinished]).toEqual([false, true]);
  });

  test('2. in client mode, it starts the handshake', () => {
    const { client, server, clientBio, serverBio } = duet();
    server.doHandshake();
    expect([clientBio.pending, serverBio.pending]).toEqual([0, 0]);
    client.doHandshake();
    const started = serverBio.nread(6);
    // A handshake record that holds a ClientHello.
    expect(started instanceof Uint8Array && [started[0], started[5]]).toEqual([22, 1]);
  });

  test('3. the role has to be set before, by SSL_set_connect_state(3) or SSL_set_accept_state(3)', () => {
    const client = new Ssl(clientContext());
    client.serverName = 'server.example';
    const server = new Ssl(serverContext());
    const both = duet(client, server);
    for (const ssl of [client, server]) {
      expect([ssl.doHandshake(), ssl.getError(-1)]).toEqual([-1, sslErrors.SSL]);
      expect(lastError(ssl)).toBe('error:0A000090:SSL routines::connection type not set');
    }
    client.setConnectState();
    server.setAcceptState();
    shakeHands(both);
  });
});
