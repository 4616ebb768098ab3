import { describe, expect, test } from 'vitest';
import { sslModes, sslOptions } from '../../src/index.js';
import { duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { newClient, newServer } from '../support/peers.js';

describe('SSL_dup(3)', () => {
  test('copies settings, role and context, and no more: both connections go their own ways', () => {
    const client = newClient();
    client.setMode(sslModes.ENABLE_PARTIAL_WRITE);
    client.setOptions(sslOptions.NO_TICKET);
    const copy = client.dup();
    expect([copy.context, copy.role, copy.serverName, copy.mode, copy.options]).toEqual([
      client.context,
      'client',
      'server.example',
      client.mode,
      client.options,
    ]);
    const first = duet(client, newServer());
    shakeHands(first);
    expect([copy.readBio, copy.inBefore, client.isInitFinished]).toEqual([undefined, true, true]);
    const second = duet(copy, newServer());
    shakeHands(second);
    expect(transfer(copy, second.server, pattern(30))).toEqual(pattern(30));
    expect(transfer(client, first.server, pattern(20))).toEqual(pattern(20));
    copy.clearMode(sslModes.ENABLE_PARTIAL_WRITE);
    expect(client.mode & sslModes.ENABLE_PARTIAL_WRITE).not.toBe(0);
  });

  test('of a client that has run: a new one with its session to resume', () => {
    const client = newClient();
    const server = newServer();
    shakeHands(duet(client, server));
    const copy = client.dup();
    expect([copy.inBefore, copy.session]).toEqual([true, client.session]);
    shakeHands(duet(copy, newServer(server.context)));
    expect(copy.sessionReused).toBe(true);
  });

  test('of a server: its certificates too', () => {
    const server = newServer();
    const copy = server.dup();
    expect(copy.role).toBe('server');
    const both = duet(newClient(), copy);
    shakeHands(both);
    expect(both.client.isInitFinished).toBe(true);
  });
});
