import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, it } from 'vitest';
import { Pair, serverOptions } from '../resumption/pair.js';
import { transfer } from '../support/pump.js';

const renegotiation = { refuse: false, allowClientRenegotiation: true };
const only12 = { maxVersion: 'TLSv1.2', renegotiation } as const;

const connected = (): Pair => new Pair(only12, serverOptions({ ...only12, provider: nobleProvider })).run();

/** What is left for the other end once close_notify has been taken out. */
function closed(end: Pair['client'], other: Pair['client']): void {
  end.close();
  transfer(end, other);
  while (other.processRecord().kind === 'done');
  expect(other.peerClosed).toBe(true);
}

describe('after our close_notify nothing follows (RFC 5246, 7.2.1; RFC 8446, 6.1)', () => {
  it('not the renegotiation that was wanted before', () => {
    for (const end of ['client', 'server'] as const) {
      const pair = connected();
      pair[end].renegotiate();
      closed(pair[end], pair[end === 'client' ? 'server' : 'client']);
      pair[end].processRecord();
      expect(pair[end].output.pending).toBe(0);
      expect(pair[end].isHandshaking).toBe(false);
    }
  });

  it('not a ClientHello, nor a warning, when a HelloRequest comes', () => {
    const { client, server } = connected();
    server.renegotiate();
    server.handshake();
    client.close();
    client.output.consume(client.output.pending);
    transfer(server, client);
    while (client.processRecord().kind === 'done');
    expect([client.isHandshaking, client.output.pending]).toEqual([false, 0]);
  });

  it('not an answer to a ClientHello, and what else comes is still read', () => {
    const { client, server } = connected();
    client.write(Uint8Array.of(7));
    transfer(client, server);
    client.renegotiate();
    client.handshake();
    server.close();
    server.output.consume(server.output.pending);
    transfer(client, server);
    server.processRecord();
    expect(server.read(new Uint8Array(4))).toBe(1);
    while (server.processRecord().kind === 'done');
    expect([server.isHandshaking, server.output.pending]).toEqual([false, 0]);
  });

  it('not a certificate that is asked for after the handshake of TLS 1.3 (RFC 8446, 4.6.2)', () => {
    const pair = new Pair(
      { postHandshakeAuth: true },
      serverOptions({ provider: nobleProvider, verifyChain: () => 'unverified' }),
    ).run();
    pair.server.requestClientCertificate(false);
    pair.client.close();
    pair.client.output.consume(pair.client.output.pending);
    transfer(pair.server, pair.client);
    while (pair.client.processRecord().kind === 'done');
    expect(pair.client.output.pending).toBe(0);
  });
});
