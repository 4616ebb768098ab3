import { nobleProvider } from '@proj/crypto/noble';
import { describe, expect, test } from 'vitest';
import * as ossl from '../src/openssl.js';
import { ca, serverLeaf } from './support/peers.js';

const clients = () => {
  const context = ossl.SSL_CTX_new(ossl.TLS_client_method(), nobleProvider);
  ossl.SSL_CTX_load_verify_locations(context, ca.root.pem);
  return context;
};

function servers() {
  const context = ossl.SSL_CTX_new(ossl.TLS_server_method(), nobleProvider);
  ossl.SSL_CTX_use_certificate(context, serverLeaf.chainPem);
  ossl.SSL_CTX_use_PrivateKey(context, serverLeaf.keyPem);
  return context;
}

function pair(clientContext = clients(), serverContext = servers()) {
  const client = ossl.SSL_new(clientContext);
  const server = ossl.SSL_new(serverContext);
  const [near, far] = ossl.BIO_new_bio_pair(0, 0);
  ossl.SSL_set_bio(client, near, near);
  ossl.SSL_set_bio(server, far, far);
  ossl.SSL_set_tlsext_host_name(client, 'server.example');
  ossl.SSL_set_connect_state(client);
  ossl.SSL_set_accept_state(server);
  return { client, server };
}

const bytes = new Uint8Array(20);

describe('early data by the manual pages’ names', () => {
  test('is offered, taken and counted', () => {
    const context = servers();
    expect([
      ossl.SSL_CTX_set_max_early_data(context, 100),
      ossl.SSL_CTX_get_max_early_data(context),
      ossl.SSL_CTX_get_recv_max_early_data(context),
      ossl.SSL_CTX_set_recv_max_early_data(context, 50),
    ]).toEqual([1, 100, 16_384, 1]);
    let asked = 0;
    ossl.SSL_CTX_set_allow_early_data_cb(context, () => {
      asked += 1;
      return true;
    });
    const first = pair(clients(), context);
    for (let i = 0; i < 3; i += 1) for (const ssl of [first.client, first.server]) ossl.SSL_do_handshake(ssl);
    ossl.SSL_read(first.client, bytes);
    const session = ossl.SSL_get1_session(first.client);
    if (!session) throw new Error('no session');
    expect(ossl.SSL_SESSION_get_max_early_data(session)).toBe(100);

    const { client, server } = pair(clients(), context);
    expect([ossl.SSL_get_max_early_data(server), ossl.SSL_get_recv_max_early_data(server)]).toEqual([
      100, 50,
    ]);
    ossl.SSL_set_session(client, session);
    expect(ossl.SSL_write_early_data(client, bytes.subarray(0, 7))).toEqual({ ret: 1, written: 7 });
    expect(ossl.SSL_get_early_data_status(client)).toBe(ossl.SSL_EARLY_DATA_REJECTED);
    expect(ossl.SSL_read_early_data(server, bytes)).toEqual({
      ret: ossl.SSL_READ_EARLY_DATA_SUCCESS,
      readbytes: 7,
    });
    expect(ossl.SSL_read_early_data(server, bytes).ret).toBe(ossl.SSL_READ_EARLY_DATA_ERROR);
    expect(ossl.SSL_connect(client)).toBe(1);
    expect(ossl.SSL_read_early_data(server, bytes).ret).toBe(ossl.SSL_READ_EARLY_DATA_FINISH);
    expect(ossl.SSL_accept(server)).toBe(1);
    expect([
      asked,
      ossl.SSL_get_early_data_status(client),
      ossl.SSL_get_early_data_status(pair().client),
    ]).toEqual([1, ossl.SSL_EARLY_DATA_ACCEPTED, ossl.SSL_EARLY_DATA_NOT_SENT]);
  });

  test('a connection can differ from its context', () => {
    const { server } = pair();
    ossl.SSL_set_allow_early_data_cb(server, () => false);
    expect([
      ossl.SSL_set_max_early_data(server, 7),
      ossl.SSL_set_recv_max_early_data(server, 8),
      ossl.SSL_get_max_early_data(server),
      ossl.SSL_get_recv_max_early_data(server),
      ossl.SSL_CTX_get_max_early_data(ossl.SSL_get_SSL_CTX(server)),
    ]).toEqual([1, 1, 7, 8, 0]);
  });
});

test('ASYNC_init_thread(3) limits the jobs of all contexts', () => {
  expect([ossl.ASYNC_init_thread(2, 3), ossl.ASYNC_init_thread(2, 2)]).toEqual([0, 1]);
  const { client, server } = pair();
  ossl.SSL_set_mode(server, ossl.SSL_MODE_ASYNC);
  ossl.SSL_do_handshake(client);
  const jobs = server.asyncJobs;
  expect([jobs?.max, jobs?.begin(), jobs?.begin()]).toEqual([2, true, true]);
  expect([ossl.SSL_do_handshake(server), ossl.SSL_get_error(server, -1)]).toEqual([
    -1,
    ossl.SSL_ERROR_WANT_ASYNC_JOB,
  ]);
  expect([ossl.SSL_want(server), ossl.SSL_waiting_for_async(server)]).toEqual([ossl.SSL_ASYNC_NO_JOBS, 0]);
  ossl.ASYNC_cleanup_thread();
  expect(ossl.SSL_get_error(server, ossl.SSL_do_handshake(server))).toBe(ossl.SSL_ERROR_WANT_READ);
  jobs?.end();
  jobs?.end();
  expect(jobs?.running).toBe(0);
});
