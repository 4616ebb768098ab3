import { nobleProvider } from '@proj/crypto/noble';
import { beforeEach, describe, expect, test } from 'vitest';
import * as ossl from '../src/openssl.js';
import { pattern } from './support/drive.js';
import { ca, serverLeaf } from './support/peers.js';

/** A client's and a server's context, each made by the manual pages' names alone. */
function contexts() {
  const client = ossl.SSL_CTX_new(ossl.TLS_client_method(), nobleProvider);
  ossl.SSL_CTX_load_verify_locations(client, ca.root.pem);
  const server = ossl.SSL_CTX_new(ossl.TLS_server_method(), nobleProvider);
  expect(ossl.SSL_CTX_use_certificate(server, serverLeaf.chainPem)).toBe(1);
  expect(ossl.SSL_CTX_use_PrivateKey(server, serverLeaf.keyPem)).toBe(1);
  expect(ossl.SSL_CTX_check_private_key(server)).toBe(1);
  return { client, server };
}

function pair() {
  const { client: clientContext, server: serverContext } = contexts();
  const client = ossl.SSL_new(clientContext);
  const server = ossl.SSL_new(serverContext);
  const [near, far] = ossl.BIO_new_bio_pair(0, 0);
  ossl.SSL_set_bio(client, near, near);
  ossl.SSL_set_bio(server, far, far);
  ossl.SSL_set_tlsext_host_name(client, 'server.example');
  return { client, server, near, far };
}

function shakeHands({ client, server }: ReturnType<typeof pair>): void {
  for (let i = 0; i < 4; i += 1) {
    ossl.SSL_connect(client);
    ossl.SSL_accept(server);
  }
  expect([ossl.SSL_is_init_finished(client), ossl.SSL_is_init_finished(server)]).toEqual([1, 1]);
}

beforeEach(() => ossl.ERR_clear_error());

describe('the manual pages’ names', () => {
  test('a connection from SSL_CTX_new(3) to SSL_free(3)', () => {
    const both = pair();
    const { client, server, near, far } = both;
    ossl.SSL_set_connect_state(client);
    ossl.SSL_set_accept_state(server);
    expect([ossl.SSL_is_server(client), ossl.SSL_is_server(server), ossl.SSL_in_before(client)]).toEqual([
      0, 1, 1,
    ]);
    const ret = ossl.SSL_do_handshake(client);
    expect([ret, ossl.SSL_get_error(client, ret), ossl.SSL_want(client)]).toEqual([
      -1,
      ossl.SSL_ERROR_WANT_READ,
      ossl.SSL_READING,
    ]);
    expect([
      ossl.SSL_state_string(client),
      ossl.SSL_state_string_long(client),
      ossl.SSL_get_state(client),
    ]).toEqual(['TWCH', 'SSLv3/TLS write client hello', 12]);
    expect(ossl.BIO_ctrl_pending(far)).toBe(ossl.BIO_ctrl_wpending(near));
    expect(ossl.BIO_ctrl_get_write_guarantee(near)).toBe(17 * 1024 - ossl.BIO_wpending(near));
    expect(ossl.BIO_ctrl_get_read_request(far)).toBe(5);
    ossl.BIO_ctrl_reset_read_request(far);
    expect(ossl.BIO_get_read_request(far)).toBe(0);
    shakeHands(both);
    expect([ossl.SSL_get_version(client), ossl.SSL_version(client)]).toEqual([
      'TLSv1.3',
      ossl.TLS1_3_VERSION,
    ]);
    expect(ossl.SSL_get_cipher_name(client)).toBe(ossl.SSL_get_current_cipher(client)?.openssl);
    expect(ossl.SSL_get_servername(server)).toBe('server.example');
    expect(ossl.SSL_get_verify_result(client)).toBe(ossl.X509_V_OK);
    expect(ossl.SSL_get0_peer_certificate(client)?.der).toEqual(serverLeaf.certificate);
    expect(ossl.SSL_get_peer_cert_chain(client)).toHaveLength(1);
    expect(ossl.SSL_get0_verified_chain(client)?.path).toHaveLength(2);
    expect(ossl.SSL_export_keying_material(client, 16, 'EXPORTER-x')).toEqual(
      ossl.SSL_export_keying_material(server, 16, 'EXPORTER-x'),
    );

    expect(ossl.SSL_key_update(client, ossl.SSL_KEY_UPDATE_REQUESTED)).toBe(1);
    expect(ossl.SSL_write(client, pattern(20))).toBe(20);
    expect(ossl.SSL_write_ex(client, pattern(1))).toEqual({ ret: 1, written: 1 });
    const into = new Uint8Array(50);
    expect(ossl.SSL_peek(server, into)).toBe(20);
    expect([ossl.SSL_pending(server), ossl.SSL_has_pending(server)]).toEqual([20, 1]);
    expect(ossl.SSL_read(server, into)).toBe(20);
    expect(ossl.SSL_peek_ex(server, into)).toEqual({ ret: 1, readbytes: 1 });
    expect(ossl.SSL_read_ex(server, into)).toEqual({ ret: 1, readbytes: 1 });

    expect(ossl.SSL_shutdown(client)).toBe(0);
    expect(ossl.SSL_read(server, into)).toBe(0);
    expect(ossl.SSL_get_error(server, 0)).toBe(ossl.SSL_ERROR_ZERO_RETURN);
    expect(ossl.SSL_shutdown(server)).toBe(1);
    expect(ossl.SSL_shutdown(client)).toBe(1);
    expect(ossl.SSL_get_shutdown(client)).toBe(ossl.SSL_SENT_SHUTDOWN | ossl.SSL_RECEIVED_SHUTDOWN);
    expect(ossl.SSL_clear(client)).toBe(1);
    expect(ossl.SSL_in_init(client)).toBe(1);
    ossl.SSL_free(client);
    expect(ossl.SSL_get_rbio(client)).toBeUndefined();
    expect(ossl.ERR_get_error()).toBe(0);
  });

  test('errors go to one queue', () => {
    const { client } = contexts();
    const ssl = ossl.SSL_new(client);
    expect(ossl.SSL_do_handshake(ssl)).toBe(-1);
    expect(ossl.SSL_CTX_set_cipher_list(client, 'BANANA')).toBe(0);
    expect(ossl.ERR_error_string(ossl.ERR_peek_error())).toBe(
      'error:0A000090:SSL routines::connection type not set',
    );
    expect(ossl.ERR_peek_last_error()).not.toBe(ossl.ERR_peek_error());
    const code = ossl.ERR_get_error();
    expect([ossl.ERR_GET_LIB(code), ossl.ERR_GET_REASON(code), ossl.ERR_reason_error_string(code)]).toEqual([
      20,
      144,
      'connection type not set',
    ]);
    expect(ossl.ERR_get_error_all()?.data).toContain('BANANA');
    expect([ossl.ERR_get_error(), ossl.ERR_peek_error(), ossl.ERR_peek_last_error()]).toEqual([0, 0, 0]);
  });

  test('TLS_client_method(3): SSL_accept(3) is a function that should not be called', () => {
    const ssl = ossl.SSL_new(contexts().client);
    const [bio] = ossl.BIO_new_bio_pair(0, 0);
    ossl.SSL_set_bio(ssl, bio, bio);
    expect([ossl.SSL_accept(ssl), ossl.SSL_get_error(ssl, 0)]).toEqual([0, ossl.SSL_ERROR_SSL]);
  });

  test('settings answer 1, or 0 with an entry in the queue', () => {
    const { client } = contexts();
    const ssl = ossl.SSL_new(client);
    expect(ossl.SSL_set_ciphersuites(ssl, 'TLS_AES_128_GCM_SHA256')).toBe(1);
    expect(ossl.SSL_set1_groups_list(ssl, 'P-256')).toBe(1);
    expect(ossl.SSL_set1_sigalgs_list(ssl, 'ECDSA+SHA256')).toBe(1);
    expect(ossl.SSL_set_min_proto_version(ssl, ossl.TLS1_2_VERSION)).toBe(1);
    expect(ossl.SSL_set_max_proto_version(ssl, 0)).toBe(1);
    expect([ossl.SSL_get_min_proto_version(ssl), ossl.SSL_get_max_proto_version(ssl)]).toEqual([0x303, 0]);
    expect(ossl.ERR_peek_error()).toBe(0);
    expect(ossl.SSL_set_max_proto_version(ssl, 0x300)).toBe(0);
    expect(ossl.SSL_set1_groups_list(ssl, 'P-999')).toBe(0);
    expect(ossl.SSL_use_certificate(ssl, 'no PEM')).toBe(0);
    expect(ossl.SSL_set_options(ssl, ossl.SSL_OP_NO_TICKET) & ossl.SSL_OP_NO_TICKET).toBe(
      ossl.SSL_OP_NO_TICKET,
    );
    expect(ossl.SSL_clear_options(ssl, ossl.SSL_OP_NO_TICKET)).toBe(ossl.SSL_get_options(ssl));
    expect(ossl.SSL_set_mode(ssl, ossl.SSL_MODE_ENABLE_PARTIAL_WRITE)).toBe(ossl.SSL_get_mode(ssl));
    ossl.SSL_set_verify(ssl, ossl.SSL_VERIFY_PEER, () => true);
    expect([ossl.SSL_get_verify_mode(ssl), ossl.SSL_CTX_get_verify_mode(client)]).toEqual([1, 0]);
  });

  test('BIOs', () => {
    const memory = ossl.BIO_new(ossl.BIO_s_mem());
    expect(ossl.BIO_write(memory, pattern(9))).toBe(9);
    expect([ossl.BIO_pending(memory), ossl.BIO_eof(memory)]).toEqual([9, 0]);
    expect(ossl.BIO_get_mem_data(memory)).toEqual(pattern(9));
    expect(ossl.BIO_read(memory, new Uint8Array(20))).toBe(9);
    expect(ossl.BIO_read(memory, new Uint8Array(20))).toBe(-1);
    expect([
      ossl.BIO_should_retry(memory),
      ossl.BIO_should_read(memory),
      ossl.BIO_should_write(memory),
    ]).toEqual([true, true, false]);
    ossl.BIO_set_mem_eof_return(memory, 0);
    expect(ossl.BIO_read(memory, new Uint8Array(20))).toBe(0);

    const readOnly = ossl.BIO_new_mem_buf(pattern(3));
    expect(ossl.BIO_write(readOnly, pattern(1))).toBe(-1);
    expect(ossl.ERR_error_string(ossl.ERR_get_error())).toBe(
      'error:1000007E:BIO routines::write to read only BIO',
    );

    const [one, other] = [ossl.BIO_new(ossl.BIO_s_bio()), ossl.BIO_new(ossl.BIO_s_bio())];
    expect(ossl.BIO_set_write_buf_size(one, 4)).toBe(1);
    expect(ossl.BIO_make_bio_pair(one, other)).toBe(1);
    expect([ossl.BIO_set_write_buf_size(one, 9), ossl.BIO_make_bio_pair(one, other)]).toEqual([0, 0]);
    expect(ossl.BIO_nwrite0(one)).toHaveLength(4);
    expect(ossl.BIO_nwrite(one, 2)).toHaveLength(2);
    expect(ossl.BIO_nread0(other)).toHaveLength(2);
    expect(ossl.BIO_nread(other, 1)).toHaveLength(1);
    ossl.BIO_shutdown_wr(one);
    expect(ossl.BIO_get_write_guarantee(one)).toBe(0);
    ossl.BIO_destroy_bio_pair(one);
    expect(ossl.BIO_nread0(other)).toBe(-2);

    const buffer = ossl.BIO_push(ossl.BIO_new(ossl.BIO_f_buffer()), memory);
    expect(ossl.BIO_next(buffer)).toBe(memory);
    ossl.BIO_write(buffer, pattern(5));
    expect([ossl.BIO_wpending(buffer), ossl.BIO_flush(buffer), ossl.BIO_pending(memory)]).toEqual([5, 1, 5]);
    expect(ossl.BIO_pop(buffer)).toBe(memory);
    expect(ossl.BIO_reset(memory)).toBe(1);
    expect(ossl.BIO_free(memory)).toBe(1);
  });

  test('BIO_new_ssl(3), BIO_do_handshake(3)', () => {
    const { client, server } = contexts();
    const [near, far] = ossl.BIO_new_bio_pair(0, 0);
    const clientBio = ossl.BIO_new_ssl(client, true);
    const serverBio = ossl.BIO_new_ssl(server, false);
    ossl.BIO_push(clientBio, near);
    ossl.BIO_push(serverBio, far);
    const ssl = ossl.BIO_get_ssl(clientBio);
    if (ssl) ossl.SSL_set1_host(ssl, 'server.example');
    expect(ossl.BIO_do_handshake(clientBio)).toBe(-1);
    expect([ossl.BIO_should_retry(clientBio), ossl.BIO_get_retry_reason(clientBio)]).toEqual([true, 0]);
    expect(ossl.BIO_do_handshake(serverBio)).toBe(-1);
    expect(ossl.BIO_do_handshake(clientBio)).toBe(1);
    expect(ossl.BIO_do_handshake(serverBio)).toBe(1);
  });
});

describe('sessions and renegotiation by the manual pages’ names', () => {
  test('a session is kept as bytes, and resumed', () => {
    const { client: clientContext, server: serverContext } = contexts();
    const given: unknown[] = [];
    ossl.SSL_CTX_sess_set_new_cb(clientContext, (_, session) => given.push(session));
    expect([
      ossl.SSL_CTX_set_num_tickets(serverContext, 1),
      ossl.SSL_CTX_get_num_tickets(serverContext),
      ossl.SSL_CTX_set_session_cache_mode(serverContext, ossl.SSL_SESS_CACHE_OFF),
      ossl.SSL_CTX_get_session_cache_mode(serverContext),
      ossl.SSL_CTX_set_timeout(serverContext, 300),
      ossl.SSL_CTX_set_session_id_context(serverContext, pattern(32)),
      ossl.SSL_CTX_set_session_id_context(serverContext, pattern(33)),
    ]).toEqual([1, 1, ossl.SSL_SESS_CACHE_SERVER, ossl.SSL_SESS_CACHE_OFF, 7200, 1, 0]);
    const connect = (bytes?: Uint8Array) => {
      const client = ossl.SSL_new(clientContext);
      const server = ossl.SSL_new(serverContext);
      const [near, far] = ossl.BIO_new_bio_pair(0, 0);
      ossl.SSL_set_bio(client, near, near);
      ossl.SSL_set_bio(server, far, far);
      ossl.SSL_set_tlsext_host_name(client, 'server.example');
      ossl.SSL_set_connect_state(client);
      if (bytes) expect(ossl.SSL_set_session(client, ossl.d2i_SSL_SESSION(bytes))).toBe(1);
      shakeHands({ client, server, near, far });
      ossl.SSL_read(client, new Uint8Array(1));
      return { client, server };
    };
    const first = connect();
    const session = ossl.SSL_get1_session(first.client);
    if (!session) throw new Error('the client was given no session');
    expect(given).toEqual([session]);
    expect([
      ossl.SSL_session_reused(first.client),
      ossl.SSL_SESSION_get_timeout(session),
      ossl.SSL_SESSION_get_protocol_version(session),
    ]).toEqual([0, 300, ossl.TLS1_3_VERSION]);
    const { client, server } = connect(ossl.i2d_SSL_SESSION(session));
    expect([ossl.SSL_session_reused(client), ossl.SSL_session_reused(server)]).toEqual([1, 1]);
  });

  test('SSL_renegotiate(3) and what is counted of it', () => {
    const both = pair();
    const { client, server } = both;
    ossl.SSL_set_max_proto_version(client, ossl.TLS1_2_VERSION);
    for (const ssl of [client, server]) ossl.SSL_clear_options(ssl, ossl.SSL_OP_NO_RENEGOTIATION);
    expect([ossl.SSL_set_num_tickets(server, 0), ossl.SSL_get_num_tickets(server)]).toEqual([1, 0]);
    ossl.SSL_set_connect_state(client);
    ossl.SSL_set_accept_state(server);
    shakeHands(both);
    expect(ossl.SSL_get_secure_renegotiation_support(client)).toBe(1);
    expect([ossl.SSL_renegotiate_abbreviated(server), ossl.SSL_renegotiate(server)]).toEqual([1, 1]);
    expect([ossl.SSL_renegotiate_pending(server), ossl.SSL_do_handshake(server)]).toEqual([1, 1]);
    for (let i = 0; i < 4; i += 1) {
      ossl.SSL_read(client, new Uint8Array(1));
      ossl.SSL_read(server, new Uint8Array(1));
    }
    expect([ossl.SSL_renegotiate_pending(server), ossl.SSL_num_renegotiations(server)]).toEqual([0, 1]);
    expect([ossl.SSL_clear_num_renegotiations(server), ossl.SSL_num_renegotiations(server)]).toEqual([1, 0]);
    expect(ossl.SSL_total_renegotiations(server)).toBe(1);
  });
});

describe('the manual pages’ names for BIOs', () => {
  test('retry types and reasons are C’s numbers', () => {
    const [bio] = ossl.BIO_new_bio_pair(1, 1);
    const into = new Uint8Array(1);
    expect([ossl.BIO_read(bio, into), ossl.BIO_retry_type(bio)]).toEqual([-1, ossl.BIO_FLAGS_READ]);
    ossl.BIO_write(bio, into);
    expect([ossl.BIO_write(bio, into), ossl.BIO_retry_type(bio)]).toEqual([-1, ossl.BIO_FLAGS_WRITE]);
    ossl.BIO_set_retry_special(bio, 'accept');
    expect([ossl.BIO_retry_type(bio), ossl.BIO_get_retry_reason(bio)]).toEqual([
      ossl.BIO_FLAGS_IO_SPECIAL,
      ossl.BIO_RR_ACCEPT,
    ]);
    const filter = ossl.BIO_push(ossl.BIO_new(ossl.BIO_f_buffer()), bio);
    ossl.BIO_copy_next_retry(filter);
    expect(ossl.BIO_get_retry_reason(filter)).toBe(ossl.BIO_RR_ACCEPT);
  });

  test('BIO_read_ex(3) and BIO_write_ex(3): 1 or 0, and the count', () => {
    const bio = ossl.BIO_new(ossl.BIO_s_mem());
    expect(ossl.BIO_write_ex(bio, Uint8Array.of(1, 2))).toEqual({ ret: 1, written: 2 });
    expect(ossl.BIO_write_ex(bio, new Uint8Array(0))).toEqual({ ret: 1, written: 0 });
    expect(ossl.BIO_read_ex(bio, new Uint8Array(9))).toEqual({ ret: 1, readbytes: 2 });
    expect(ossl.BIO_read_ex(bio, new Uint8Array(9))).toEqual({ ret: 0, readbytes: 0 });
  });

  test('lines, texts, counters, and the close flag', () => {
    const bio = ossl.BIO_new(ossl.BIO_s_mem());
    const into = new Uint8Array(9);
    expect([ossl.BIO_puts(bio, 'a\nb'), ossl.BIO_gets(bio, into), ossl.BIO_get_line(bio, into)]).toEqual([
      3, 2, -1,
    ]);
    expect([ossl.BIO_number_written(bio), ossl.BIO_number_read(bio)]).toEqual([3, 3]);
    expect([
      ossl.BIO_get_close(bio),
      ossl.BIO_set_close(bio, ossl.BIO_NOCLOSE),
      ossl.BIO_get_close(bio),
    ]).toEqual([ossl.BIO_CLOSE, 1, ossl.BIO_NOCLOSE]);
  });

  test('what a BIO can not do is −2 and an entry in the queue', () => {
    ossl.ERR_clear_error();
    const [bio] = ossl.BIO_new_bio_pair(0, 0);
    expect(ossl.BIO_gets(bio, new Uint8Array(1))).toBe(-2);
    expect(ossl.ERR_error_string(ossl.ERR_get_error())).toBe(
      'error:10000079:BIO routines::unsupported method',
    );
  });

  test('BIO_make_bio_pair(3) and its end, for bytes and for datagrams', () => {
    for (const method of [ossl.BIO_s_bio(), ossl.BIO_s_dgram_pair()] as const) {
      const one = method();
      const other = method();
      expect(ossl.BIO_set_write_buf_size(one, 2048)).toBe(1);
      if ('noTruncation' in one && 'noTruncation' in other) ossl.BIO_make_bio_pair(one, other);
      else if ('shutdownWrite' in one && 'shutdownWrite' in other) ossl.BIO_make_bio_pair(one, other);
      expect([ossl.BIO_set_write_buf_size(one, 4096), ossl.BIO_get_write_buf_size(one)]).toEqual([0, 2048]);
      expect(ossl.BIO_write(one, Uint8Array.of(1))).toBe(1);
      expect(ossl.BIO_destroy_bio_pair(one)).toBe(1);
      expect([ossl.BIO_write(one, Uint8Array.of(1)), ossl.BIO_free(one), ossl.BIO_free(undefined)]).toEqual([
        -1, 1, 0,
      ]);
    }
    ossl.ERR_clear_error();
  });

  test('BIO_sendmmsg(3) and BIO_recvmmsg(3): C’s results', () => {
    const [one, other] = ossl.BIO_new_bio_dgram_pair(0, 0);
    ossl.BIO_dgram_set_caps(other, ossl.BIO_DGRAM_CAP_HANDLES_DST_ADDR);
    expect(ossl.BIO_dgram_get_effective_caps(one)).toBe(2);
    const peer = { address: '192.0.2.1', port: 1 };
    expect(ossl.BIO_sendmmsg(one, [{ data: Uint8Array.of(1), peer }])).toEqual({ ret: 1, msgs_processed: 1 });
    const message = { data: new Uint8Array(3) };
    expect(ossl.BIO_recvmmsg(other, [message, message])).toEqual({ ret: 1, msgs_processed: 1 });
    expect(ossl.BIO_recvmmsg(other, [message])).toEqual({ ret: 0, msgs_processed: 0 });
    expect(ossl.ERR_GET_REASON(ossl.ERR_get_error())).toBe(112);
  });

  test('filters are found behind others: BIO_get_ssl(3) and BIO_set_ssl_…(3) of a chain', () => {
    const context = ossl.SSL_CTX_new(ossl.TLS_client_method(), nobleProvider);
    const filter = ossl.BIO_new_ssl(context, true);
    const chain = ossl.BIO_push(ossl.BIO_new(ossl.BIO_f_buffer()), filter);
    expect(ossl.BIO_get_ssl(chain)).toBe(filter.ssl);
    expect([ossl.BIO_set_ssl_mode(chain, 0), filter.ssl.role]).toEqual([1, 'server']);
    expect([
      ossl.BIO_set_ssl_renegotiate_bytes(chain, 600),
      ossl.BIO_set_ssl_renegotiate_bytes(chain, 1),
    ]).toEqual([0, 600]);
    expect([ossl.BIO_set_ssl_renegotiate_timeout(chain, 9), ossl.BIO_get_num_renegotiates(chain)]).toEqual([
      0, 0,
    ]);
    const bare = ossl.BIO_new(ossl.BIO_s_mem());
    expect([ossl.BIO_get_ssl(bare), ossl.BIO_set_ssl_mode(bare, 1)]).toEqual([undefined, 0]);
    expect([ossl.BIO_ssl_copy_session_id(chain, bare), ossl.BIO_ssl_copy_session_id(chain, chain)]).toEqual([
      0, 1,
    ]);
  });
});
