import { extendedKeyUsage } from '@tooling/ca';
import { describe, expect, test } from 'vitest';
import { errorString, type Ssl, sslErrors, sslModes } from '../../src/index.js';
import { BlockingBio, type Duet, duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { ca, clientContext, newClient, newServer, serverContext } from '../support/peers.js';

const weak = 'ECDHE-ECDSA-AES128-GCM-SHA256';
const strong = 'ECDHE-ECDSA-AES256-GCM-SHA384';
/** Microsoft's purpose of server-gated cryptography. */
const gated = ca.issue({ extensions: [extendedKeyUsage('1.3.6.1.4.1.311.10.3.3')] });

/** A client that steps up, and a server that lets it. */
function ends(): { readonly client: Ssl; readonly server: Ssl } {
  const clients = clientContext({ maxVersion: 'TLSv1.2', cipherList: weak });
  clients.setStepUpCipherList(strong);
  const servers = serverContext({ certificate: gated.chainPem, privateKey: gated.keyPem });
  servers.serverGatedRestart = true;
  return { client: newClient(clients), server: newServer(servers) };
}

function gatedDuet(): Duet {
  const { client, server } = ends();
  return duet(client, server);
}

const call = (ssl: Ssl): readonly unknown[] => {
  const ret = ssl.doHandshake();
  return [ret, ssl.getError(ret)];
};
const wantsRead = [-1, sslErrors.WANT_READ];

/** What calls of `ssl` come to over a BIO that blocks, the other end working meanwhile. */
function blockingCalls(ssl: Ssl, both: Duet, step: () => number = () => ssl.doHandshake()): unknown[] {
  const other = ssl === both.client ? both.server : both.client;
  const half = ssl === both.client ? both.clientBio : both.serverBio;
  const bio = new BlockingBio(half, () => other.doHandshake());
  ssl.setBio(bio, bio);
  const results: unknown[] = [];
  for (let i = 0; i < 5; i += 1) {
    const ret = step();
    results.push([ret, ssl.getError(ret)]);
    if (ret === 1) break;
  }
  return results;
}

describe('server-gated cryptography (SSL_do_handshake(3), NOTES)', () => {
  test.each(['client', 'server'] as const)(
    'on a blocking BIO the %s’s call returns −1 with WANT_READ without AUTO_RETRY, once, and is called again',
    (role) => {
      const both = gatedDuet();
      both[role].clearMode(sslModes.AUTO_RETRY);
      expect(blockingCalls(both[role], both)).toEqual([wantsRead, [1, sslErrors.NONE]]);
      expect(both[role].cipher?.openssl).toBe(strong);
      expect(both[role].readBio?.shouldRead).toBe(false);
    },
  );

  test.each(['client', 'server'] as const)('with AUTO_RETRY the %s’s call goes on inside', (role) => {
    const both = gatedDuet();
    expect(blockingCalls(both[role], both)).toEqual([[1, sslErrors.NONE]]);
    expect(both[role].cipher?.openssl).toBe(strong);
  });

  test('so does a read that finds the handshake owed', () => {
    const both = gatedDuet();
    both.server.clearMode(sslModes.AUTO_RETRY);
    const read = () => both.server.read(new Uint8Array(9));
    const bio = new BlockingBio(both.serverBio, () => {
      if (both.client.doHandshake() === 1) both.client.write(pattern(1));
    });
    both.server.setBio(bio, bio);
    expect([read(), both.server.getError(-1)]).toEqual(wantsRead);
    expect(read()).toBe(1);
  });

  test('with input that is buffered already, the call goes on', () => {
    const { client, server } = ends();
    server.clearMode(sslModes.AUTO_RETRY);
    server.readAhead = true;
    const { clientBio, serverBio } = duet(client, server);
    client.doHandshake();
    expect(call(server)).toEqual(wantsRead);
    client.doHandshake();
    // Half a record more behind the second hello: there is something to go on with.
    clientBio.write(Uint8Array.of(22, 3, 3));
    let asked = 0;
    serverBio.callback = (_, operation, __, returned) => {
      if (operation === 'read' && returned === undefined) asked += 1;
      return returned ?? 1;
    };
    expect(call(server)).toEqual(wantsRead);
    // Once for the hello and what is behind it, and once more for the rest.
    expect(asked).toBe(2);
  });

  test('our answer is out when the call returns: who waits for input before calling again gets some', () => {
    const { client, server, serverBio } = gatedDuet();
    server.clearMode(sslModes.AUTO_RETRY);
    client.doHandshake();
    server.doHandshake();
    client.doHandshake();
    expect(call(server)).toEqual(wantsRead);
    expect(serverBio.writePending).toBeGreaterThan(500);
    shakeHands({ client, server, clientBio: serverBio, serverBio });
    expect(transfer(client, server, pattern(20))).toEqual(pattern(20));
  });

  test('over a BIO of one byte, without AUTO_RETRY at both ends', () => {
    const { client, server } = ends();
    for (const ssl of [client, server]) ssl.clearMode(sslModes.AUTO_RETRY);
    const both = duet(client, server, 1);
    shakeHands(both);
    expect([client.cipher?.openssl, client.secureRenegotiationSupport]).toEqual([strong, true]);
    expect([client.numRenegotiations, server.numRenegotiations]).toEqual([0, 0]);
  });

  test('a second restart fails: multiple sgc restarts', () => {
    const { client, server, clientBio, serverBio } = gatedDuet();
    client.doHandshake();
    const hello = new Uint8Array(serverBio.pending);
    serverBio.read(hello);
    for (let i = 0; i < 2; i += 1) {
      clientBio.write(hello);
      expect(call(server)).toEqual(wantsRead);
      // From now on the records say which version was agreed on.
      hello[2] = 3;
    }
    clientBio.write(hello);
    expect(call(server)).toEqual([-1, sslErrors.SSL]);
    expect(errorString(server.context.errors.last?.code ?? 0)).toBe(
      'error:0A00015A:SSL routines::multiple sgc restarts',
    );
  });

  test('is off by default: the second ClientHello is an unexpected message', () => {
    const { client, server } = ends();
    server.serverGatedRestart = false;
    duet(client, server);
    client.doHandshake();
    server.doHandshake();
    client.doHandshake();
    expect(call(server)).toEqual([-1, sslErrors.SSL]);
    expect(errorString(server.context.errors.last?.code ?? 0)).toBe(
      'error:0A0000F4:SSL routines::unexpected message',
    );
  });
});
