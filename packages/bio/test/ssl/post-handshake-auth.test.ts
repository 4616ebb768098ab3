import { TLS12 } from '@proj/crypto';
import { describe, expect, test } from 'vitest';
import { type Ssl, sslOptions, verifyModes } from '../../src/index.js';
import * as ossl from '../../src/openssl.js';
import { duet, shakeHands, transfer } from '../support/drive.js';
import { ca, clientContext, clientLeaf, newClient, newServer, serverContext } from '../support/peers.js';

const { PEER, POST_HANDSHAKE, FAIL_IF_NO_PEER_CERT } = verifyModes;
const asking = (verifyMode: number = PEER | POST_HANDSHAKE): Ssl =>
  newServer(serverContext({ verifyMode, trust: ca.root.pem }));

function willing(certificate = true): Ssl {
  const client = newClient(
    clientContext(certificate ? { certificate: clientLeaf.chainPem, privateKey: clientLeaf.keyPem } : {}),
  );
  ossl.SSL_set_post_handshake_auth(client, true);
  return client;
}

/** Lets both take what is on its way. */
function settle(...ends: readonly Ssl[]): void {
  for (let i = 0; i < 4; i += 1) for (const ssl of ends) ssl.peek(new Uint8Array(1));
}

describe('SSL_verify_client_post_handshake(3)', () => {
  test('POST_HANDSHAKE asks for no certificate in the handshake, and gets it when it is told to', () => {
    const both = duet(willing(), asking());
    shakeHands(both);
    const { client, server } = both;
    expect(server.peerCertificate).toBeUndefined();
    expect(ossl.SSL_verify_client_post_handshake(server)).toBe(1);
    expect(ossl.SSL_do_handshake(server)).toBe(1);
    settle(client, server);
    expect(server.peerCertificate?.der).toEqual(new Uint8Array(clientLeaf.certificate));
    expect([server.verifyResult, server.verifiedChain?.path.length]).toEqual([0, 2]);
    const data = Uint8Array.of(1, 2, 3);
    expect(transfer(client, server, data)).toEqual(data);
    expect(ossl.SSL_verify_client_post_handshake(server)).toBe(1);
  });

  test('a client without a certificate is let pass, or not', () => {
    const lenient = duet(willing(false), asking());
    shakeHands(lenient);
    lenient.server.verifyClientPostHandshake();
    lenient.server.doHandshake();
    settle(lenient.client, lenient.server);
    expect(lenient.server.failure).toBeUndefined();
    const strict = duet(willing(false), asking(PEER | POST_HANDSHAKE | FAIL_IF_NO_PEER_CERT));
    shakeHands(strict);
    strict.server.verifyClientPostHandshake();
    strict.server.doHandshake();
    settle(strict.client, strict.server);
    expect(strict.server.failure?.code).toBe('CERTIFICATE_REQUIRED');
  });

  test.each<[string, () => Ssl, (server: Ssl) => void, number]>([
    ['of a client', () => willing(), () => {}, 284],
    ['before the handshake is complete', () => asking(), () => {}, 121],
  ])('says why not: %s', (_, make, prepare, reason) => {
    const ssl = make();
    prepare(ssl);
    expect(ssl.verifyClientPostHandshake()).toBe(0);
    expect((ssl.context.errors.last?.code ?? 0) & 0xfff).toBe(reason);
  });

  test.each<[string, () => Ssl, () => Ssl, number]>([
    ['TLS 1.2', () => newClient(clientContext({ maxVersion: 'TLSv1.2' })), () => asking(), 266],
    ['a client that did not offer it', () => newClient(), () => asking(), 279],
    ['a mode without PEER', () => willing(), () => asking(verifyModes.NONE), 283],
  ])('says why not: %s', (_, client, server, reason) => {
    const both = duet(client(), server());
    shakeHands(both);
    expect(both.server.verifyClientPostHandshake()).toBe(0);
    expect((both.server.context.errors.last?.code ?? 0) & 0xfff).toBe(reason);
  });

  test('CLIENT_ONCE: a certificate is asked for once', () => {
    const both = duet(willing(), asking(PEER | POST_HANDSHAKE | verifyModes.CLIENT_ONCE));
    shakeHands(both);
    expect(both.server.verifyClientPostHandshake()).toBe(1);
    both.server.doHandshake();
    settle(both.client, both.server);
    expect(both.server.peerCertificate).toBeDefined();
    expect(both.server.verifyClientPostHandshake()).toBe(0);
    expect((both.server.context.errors.last?.code ?? 0) & 0xfff).toBe(283);
  });

  test.each([verifyModes.NONE, verifyModes.CLIENT_ONCE])(
    'CLIENT_ONCE: nor again in a renegotiation of TLS 1.2 (%i)',
    (once) => {
      const { NO_RENEGOTIATION } = sslOptions;
      const client = willing();
      client.maxVersion = TLS12;
      const server = asking(PEER | FAIL_IF_NO_PEER_CERT | once);
      for (const ssl of [client, server]) ssl.clearOptions(NO_RENEGOTIATION);
      const both = duet(client, server);
      shakeHands(both);
      expect(client.negotiated?.certificateRequested).toBe(true);
      expect(server.renegotiate()).toBe(1);
      server.doHandshake();
      settle(client, server);
      expect([server.totalRenegotiations, server.inInit]).toEqual([1, false]);
      expect(client.negotiated?.certificateRequested).toBe(once === verifyModes.NONE);
      expect(server.peerCertificate).toBeDefined();
    },
  );

  test('says why not: the request has been sent', () => {
    const both = duet(willing(), asking());
    shakeHands(both);
    expect(both.server.verifyClientPostHandshake()).toBe(1);
    expect(both.server.verifyClientPostHandshake()).toBe(0);
    expect((both.server.context.errors.last?.code ?? 0) & 0xfff).toBe(286);
  });
});
