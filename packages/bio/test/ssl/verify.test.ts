import { describe, expect, test } from 'vitest';
import { Ssl, sslErrors, verifyModes } from '../../src/index.js';
import { duet, shakeHands } from '../support/drive.js';
import {
  ca,
  clientContext,
  clientLeaf,
  newClient,
  newServer,
  serverContext,
  TestCa,
} from '../support/peers.js';

const versions = ['TLSv1.2', 'TLSv1.3'] as const;
const of = (version: (typeof versions)[number]) => ({ minVersion: version, maxVersion: version });
const strangers = new TestCa('Another Root');

describe('SSL_set_verify(3)', () => {
  test('NONE: a client goes on with any certificate, and SSL_get_verify_result(3) says what is wrong', () => {
    const context = clientContext({ verifyMode: verifyModes.NONE, trust: strangers.root.pem });
    const both = duet(newClient(context));
    shakeHands(both);
    expect(both.client.verifyResult).toBe(21);
    expect(both.client.verifiedChain).toBeUndefined();
    expect(both.client.peerCertificate?.subject.toString()).toContain('localhost');
  });

  test('PEER: a client refuses what does not hold', () => {
    const { client, server } = duet(newClient(clientContext({ trust: strangers.root.pem })));
    client.doHandshake();
    server.doHandshake();
    expect(client.doHandshake()).toBe(-1);
    expect(client.failure?.alert).toBe('unknown_ca');
  });

  test('a callback may go on in spite of a failure, and refuse in spite of success', () => {
    const lenient = newClient(clientContext({ trust: strangers.root.pem }));
    lenient.verifyCallback = ({ ok, code }) => !ok && code === 21;
    shakeHands(duet(lenient));
    const strict = newClient();
    strict.verifyCallback = () => false;
    const { server } = duet(strict);
    strict.doHandshake();
    server.doHandshake();
    expect([strict.doHandshake(), strict.getError(-1)]).toEqual([-1, sslErrors.SSL]);
    expect(strict.failure?.code).toBe('CERTIFICATE_UNKNOWN');
  });

  test('SSL_set1_host(3): the name to verify need not be the name to ask for', () => {
    const asks = newClient();
    asks.verification.hosts = ['server.example'];
    asks.serverName = 'front.example';
    const both = duet(asks);
    shakeHands(both);
    expect(both.server.requestedServerName).toBe('front.example');
    const wrong = newClient();
    wrong.verification.hosts = ['else.example'];
    const { server } = duet(wrong);
    wrong.doHandshake();
    server.doHandshake();
    wrong.doHandshake();
    expect(wrong.failure?.code).toBe('CERTIFICATE_NAME_MISMATCH');
  });

  test('PEER without any name, chosen knowingly: the chain alone counts, as in libssl', () => {
    const client = new Ssl(clientContext({ verifyMode: verifyModes.PEER }));
    client.setConnectState();
    const both = duet(client);
    shakeHands(both);
    expect(both.client.verifyResult).toBe(0);
  });

  test.each(versions)('%s: a server that asks gets and verifies a client’s certificate', (version) => {
    const asking = serverContext({
      ...of(version),
      trust: ca.root.pem,
      verifyMode: verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT,
    });
    const context = clientContext({ certificate: clientLeaf.chainPem, privateKey: clientLeaf.keyPem });
    const both = duet(newClient(context), newServer(asking));
    shakeHands(both);
    expect(both.server.peerCertificate?.der).toEqual(clientLeaf.certificate);
    expect(both.server.verifyResult).toBe(0);
    expect(both.client.negotiated?.certificateRequested).toBe(true);
  });

  test.each(versions)('%s: PEER goes on without one, FAIL_IF_NO_PEER_CERT does not', (version) => {
    const options = { ...of(version), trust: ca.root.pem };
    const lenient = newServer(serverContext({ ...options, verifyMode: verifyModes.PEER }));
    const both = duet(newClient(), lenient);
    shakeHands(both);
    expect([lenient.peerCertificate, lenient.verifyResult]).toEqual([undefined, 0]);
    const mode = verifyModes.PEER | verifyModes.FAIL_IF_NO_PEER_CERT;
    const { client, server } = duet(newClient(), newServer(serverContext({ ...options, verifyMode: mode })));
    for (let i = 0; i < 4 && !server.failure; i += 1) {
      client.doHandshake();
      server.doHandshake();
    }
    expect(server.context.errors.last?.code).toBe(0x0a00_00c7);
  });

  test('SSL_set_verify_depth(3): authorities between leaf and anchor', () => {
    const leaf = ca.root.authority().leaf({ names: [{ dns: 'server.example' }] });
    const context = serverContext({ certificate: leaf.chainPem, privateKey: leaf.keyPem });
    const deep = newClient();
    deep.verification.depth = 1;
    shakeHands(duet(deep, newServer(context)));
    const shallow = newClient();
    shallow.verification.depth = 0;
    const { server } = duet(shallow, newServer(context));
    shallow.doHandshake();
    server.doHandshake();
    expect(shallow.doHandshake()).toBe(-1);
  });
});

describe('what a context remembers of peers', () => {
  const handshake = (context: ReturnType<typeof clientContext>) => {
    const both = duet(newClient(context));
    shakeHands(both);
    return both.client;
  };

  test('a certificate that is sent again is not read again, and its chain not verified again', () => {
    const context = clientContext();
    const [first, second] = [handshake(context), handshake(context)];
    expect(first.peerCertificate).toBeDefined();
    expect(second.peerCertificate).toBe(first.peerCertificate);
    expect(second.verifiedChain).toBe(first.verifiedChain);
  });

  test('with `none` the chain is verified each time', () => {
    const context = clientContext({ verificationCache: 'none' });
    const [first, second] = [handshake(context), handshake(context)];
    expect(second.peerCertificate).toBe(first.peerCertificate);
    expect(second.verifiedChain).toBeDefined();
    expect(second.verifiedChain).not.toBe(first.verifiedChain);
  });
});
