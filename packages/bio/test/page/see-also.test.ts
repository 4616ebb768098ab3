import { describe, expect, test } from 'vitest';
import { Ssl, sslErrors } from '../../src/index.js';
import * as ossl from '../../src/openssl.js';
import { duet, pattern, shakeHands, transfer } from '../support/drive.js';
import { clientContext, newClient, newServer, serverContext } from '../support/peers.js';

describe('SSL_do_handshake(3), SEE ALSO', () => {
  test('21. SSL_get_error(3): thirteen answers, with their numbers; get-error.test.ts brings each about', () => {
    expect(Object.entries(sslErrors)).toEqual([
      ['NONE', 0],
      ['SSL', 1],
      ['WANT_READ', 2],
      ['WANT_WRITE', 3],
      ['WANT_X509_LOOKUP', 4],
      ['SYSCALL', 5],
      ['ZERO_RETURN', 6],
      ['WANT_CONNECT', 7],
      ['WANT_ACCEPT', 8],
      ['WANT_ASYNC', 9],
      ['WANT_ASYNC_JOB', 10],
      ['WANT_CLIENT_HELLO_CB', 11],
      ['WANT_RETRY_VERIFY', 12],
    ]);
  });

  test('22. SSL_connect(3), SSL_accept(3): the same, and they set the role where none is set', () => {
    const client = new Ssl(clientContext());
    client.serverName = 'server.example';
    const server = new Ssl(serverContext());
    duet(client, server);
    expect([client.connect(), client.getError(-1), client.role]).toEqual([-1, sslErrors.WANT_READ, 'client']);
    expect([server.accept(), server.getError(-1), server.role]).toEqual([-1, sslErrors.WANT_READ, 'server']);
    expect([client.connect(), server.accept(), client.connect(), server.accept()]).toEqual([1, 1, 1, 1]);
    // A role that is set stays, whichever is called.
    const other = newClient();
    duet(other);
    expect([other.accept(), other.role, other.state.short]).toEqual([-1, 'client', 'TWCH']);
  });

  test('23. ssl(7), bio(7): the pages’ names are there, each a line onto the classes', () => {
    const names = Object.keys(ossl);
    const families = ['SSL_CTX_', 'SSL_', 'BIO_', 'ERR_'].map((prefix) =>
      names.some((name) => name.startsWith(prefix)),
    );
    expect(families).toEqual([true, true, true, true]);
    expect(names).toEqual(expect.arrayContaining(['SSL_do_handshake', 'BIO_do_handshake', 'SSL_get_error']));
  });

  test('24. SSL_set_connect_state(3), SSL_set_accept_state(3): once more, they begin anew', () => {
    const both = duet(newClient(), newServer());
    shakeHands(both);
    both.client.shutdown();
    both.client.setConnectState();
    both.server.setAcceptState();
    for (const bio of [both.clientBio, both.serverBio]) bio.reset();
    expect([both.client.inBefore, both.client.inInit, both.client.shutdownState]).toEqual([true, true, 0]);
    shakeHands(both);
    expect(transfer(both.client, both.server, pattern(9))).toEqual(pattern(9));
  });
});
