import { sslErrors, wants } from '../ssl/get-error.js';
import { infoEvents } from '../ssl/info.js';
import {
  keyUpdateTypes,
  sessionCacheModes,
  shutdownBits,
  sslModes,
  sslOptions,
  verifyModes,
} from '../ssl/options.js';

/** The call did what it was asked. */
export const SSL_ERROR_NONE: typeof sslErrors.NONE = sslErrors.NONE;
/** A fatal error of the protocol. */
export const SSL_ERROR_SSL: typeof sslErrors.SSL = sslErrors.SSL;
/** Call again when the read BIO has more. */
export const SSL_ERROR_WANT_READ: typeof sslErrors.WANT_READ = sslErrors.WANT_READ;
/** Call again when the write BIO takes more. */
export const SSL_ERROR_WANT_WRITE: typeof sslErrors.WANT_WRITE = sslErrors.WANT_WRITE;
/** Call again: the certificate callback asked for it. */
export const SSL_ERROR_WANT_X509_LOOKUP: typeof sslErrors.WANT_X509_LOOKUP = sslErrors.WANT_X509_LOOKUP;
/** A BIO failed. */
export const SSL_ERROR_SYSCALL: typeof sslErrors.SYSCALL = sslErrors.SYSCALL;
/** The peer has said close_notify. */
export const SSL_ERROR_ZERO_RETURN: typeof sslErrors.ZERO_RETURN = sslErrors.ZERO_RETURN;
/** Call again when the BIO has connected. */
export const SSL_ERROR_WANT_CONNECT: typeof sslErrors.WANT_CONNECT = sslErrors.WANT_CONNECT;
/** Call again when the BIO has accepted a connection. */
export const SSL_ERROR_WANT_ACCEPT: typeof sslErrors.WANT_ACCEPT = sslErrors.WANT_ACCEPT;
/** Call again when a decision, such as a signature made elsewhere, is there. */
export const SSL_ERROR_WANT_ASYNC: typeof sslErrors.WANT_ASYNC = sslErrors.WANT_ASYNC;
/** Call again when a job can be started. */
export const SSL_ERROR_WANT_ASYNC_JOB: typeof sslErrors.WANT_ASYNC_JOB = sslErrors.WANT_ASYNC_JOB;
/** Call again: the ClientHello callback asked for it. */
export const SSL_ERROR_WANT_CLIENT_HELLO_CB: typeof sslErrors.WANT_CLIENT_HELLO_CB =
  sslErrors.WANT_CLIENT_HELLO_CB;
/** Call again: the verify callback asked for it. */
export const SSL_ERROR_WANT_RETRY_VERIFY: typeof sslErrors.WANT_RETRY_VERIFY = sslErrors.WANT_RETRY_VERIFY;
/** SSL_want(3): nothing. */
export const SSL_NOTHING: typeof wants.NOTHING = wants.NOTHING;
/** SSL_want(3): writing. */
export const SSL_WRITING: typeof wants.WRITING = wants.WRITING;
/** SSL_want(3): reading. */
export const SSL_READING: typeof wants.READING = wants.READING;
/** SSL_want(3): x509 lookup. */
export const SSL_X509_LOOKUP: typeof wants.X509_LOOKUP = wants.X509_LOOKUP;
/** SSL_want(3): async paused. */
export const SSL_ASYNC_PAUSED: typeof wants.ASYNC_PAUSED = wants.ASYNC_PAUSED;
/** SSL_want(3): async no jobs. */
export const SSL_ASYNC_NO_JOBS: typeof wants.ASYNC_NO_JOBS = wants.ASYNC_NO_JOBS;
/** SSL_want(3): client hello cb. */
export const SSL_CLIENT_HELLO_CB: typeof wants.CLIENT_HELLO_CB = wants.CLIENT_HELLO_CB;
/** SSL_want(3): retry verify. */
export const SSL_RETRY_VERIFY: typeof wants.RETRY_VERIFY = wants.RETRY_VERIFY;
/** SSL_CTX_set_options(3), see `sslOptions.NO_EXTENDED_MASTER_SECRET`. */
export const SSL_OP_NO_EXTENDED_MASTER_SECRET: typeof sslOptions.NO_EXTENDED_MASTER_SECRET =
  sslOptions.NO_EXTENDED_MASTER_SECRET;
/** SSL_CTX_set_options(3), see `sslOptions.CLEANSE_PLAINTEXT`. */
export const SSL_OP_CLEANSE_PLAINTEXT: typeof sslOptions.CLEANSE_PLAINTEXT = sslOptions.CLEANSE_PLAINTEXT;
/** SSL_CTX_set_options(3), see `sslOptions.LEGACY_SERVER_CONNECT`. */
export const SSL_OP_LEGACY_SERVER_CONNECT: typeof sslOptions.LEGACY_SERVER_CONNECT =
  sslOptions.LEGACY_SERVER_CONNECT;
/** SSL_CTX_set_options(3), see `sslOptions.ENABLE_KTLS`. */
export const SSL_OP_ENABLE_KTLS: typeof sslOptions.ENABLE_KTLS = sslOptions.ENABLE_KTLS;
/** SSL_CTX_set_options(3), see `sslOptions.TLSEXT_PADDING`. */
export const SSL_OP_TLSEXT_PADDING: typeof sslOptions.TLSEXT_PADDING = sslOptions.TLSEXT_PADDING;
/** SSL_CTX_set_options(3), see `sslOptions.SAFARI_ECDHE_ECDSA_BUG`. */
export const SSL_OP_SAFARI_ECDHE_ECDSA_BUG: typeof sslOptions.SAFARI_ECDHE_ECDSA_BUG =
  sslOptions.SAFARI_ECDHE_ECDSA_BUG;
/** SSL_CTX_set_options(3), see `sslOptions.IGNORE_UNEXPECTED_EOF`. */
export const SSL_OP_IGNORE_UNEXPECTED_EOF: typeof sslOptions.IGNORE_UNEXPECTED_EOF =
  sslOptions.IGNORE_UNEXPECTED_EOF;
/** SSL_CTX_set_options(3), see `sslOptions.ALLOW_CLIENT_RENEGOTIATION`. */
export const SSL_OP_ALLOW_CLIENT_RENEGOTIATION: typeof sslOptions.ALLOW_CLIENT_RENEGOTIATION =
  sslOptions.ALLOW_CLIENT_RENEGOTIATION;
/** SSL_CTX_set_options(3), see `sslOptions.DISABLE_TLSEXT_CA_NAMES`. */
export const SSL_OP_DISABLE_TLSEXT_CA_NAMES: typeof sslOptions.DISABLE_TLSEXT_CA_NAMES =
  sslOptions.DISABLE_TLSEXT_CA_NAMES;
/** SSL_CTX_set_options(3), see `sslOptions.ALLOW_NO_DHE_KEX`. */
export const SSL_OP_ALLOW_NO_DHE_KEX: typeof sslOptions.ALLOW_NO_DHE_KEX = sslOptions.ALLOW_NO_DHE_KEX;
/** SSL_CTX_set_options(3), see `sslOptions.DONT_INSERT_EMPTY_FRAGMENTS`. */
export const SSL_OP_DONT_INSERT_EMPTY_FRAGMENTS: typeof sslOptions.DONT_INSERT_EMPTY_FRAGMENTS =
  sslOptions.DONT_INSERT_EMPTY_FRAGMENTS;
/** SSL_CTX_set_options(3), see `sslOptions.NO_QUERY_MTU`. */
export const SSL_OP_NO_QUERY_MTU: typeof sslOptions.NO_QUERY_MTU = sslOptions.NO_QUERY_MTU;
/** SSL_CTX_set_options(3), see `sslOptions.COOKIE_EXCHANGE`. */
export const SSL_OP_COOKIE_EXCHANGE: typeof sslOptions.COOKIE_EXCHANGE = sslOptions.COOKIE_EXCHANGE;
/** SSL_CTX_set_options(3), see `sslOptions.NO_TICKET`. */
export const SSL_OP_NO_TICKET: typeof sslOptions.NO_TICKET = sslOptions.NO_TICKET;
/** SSL_CTX_set_options(3), see `sslOptions.CISCO_ANYCONNECT`. */
export const SSL_OP_CISCO_ANYCONNECT: typeof sslOptions.CISCO_ANYCONNECT = sslOptions.CISCO_ANYCONNECT;
/** SSL_CTX_set_options(3), see `sslOptions.NO_SESSION_RESUMPTION_ON_RENEGOTIATION`. */
export const SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION: typeof sslOptions.NO_SESSION_RESUMPTION_ON_RENEGOTIATION =
  sslOptions.NO_SESSION_RESUMPTION_ON_RENEGOTIATION;
/** SSL_CTX_set_options(3), see `sslOptions.NO_COMPRESSION`. */
export const SSL_OP_NO_COMPRESSION: typeof sslOptions.NO_COMPRESSION = sslOptions.NO_COMPRESSION;
/** SSL_CTX_set_options(3), see `sslOptions.ALLOW_UNSAFE_LEGACY_RENEGOTIATION`. */
export const SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION: typeof sslOptions.ALLOW_UNSAFE_LEGACY_RENEGOTIATION =
  sslOptions.ALLOW_UNSAFE_LEGACY_RENEGOTIATION;
/** SSL_CTX_set_options(3), see `sslOptions.NO_ENCRYPT_THEN_MAC`. */
export const SSL_OP_NO_ENCRYPT_THEN_MAC: typeof sslOptions.NO_ENCRYPT_THEN_MAC =
  sslOptions.NO_ENCRYPT_THEN_MAC;
/** SSL_CTX_set_options(3), see `sslOptions.ENABLE_MIDDLEBOX_COMPAT`. */
export const SSL_OP_ENABLE_MIDDLEBOX_COMPAT: typeof sslOptions.ENABLE_MIDDLEBOX_COMPAT =
  sslOptions.ENABLE_MIDDLEBOX_COMPAT;
/** SSL_CTX_set_options(3), see `sslOptions.PRIORITIZE_CHACHA`. */
export const SSL_OP_PRIORITIZE_CHACHA: typeof sslOptions.PRIORITIZE_CHACHA = sslOptions.PRIORITIZE_CHACHA;
/** SSL_CTX_set_options(3), see `sslOptions.CIPHER_SERVER_PREFERENCE`. */
export const SSL_OP_CIPHER_SERVER_PREFERENCE: typeof sslOptions.CIPHER_SERVER_PREFERENCE =
  sslOptions.CIPHER_SERVER_PREFERENCE;
/** SSL_CTX_set_options(3), see `sslOptions.TLS_ROLLBACK_BUG`. */
export const SSL_OP_TLS_ROLLBACK_BUG: typeof sslOptions.TLS_ROLLBACK_BUG = sslOptions.TLS_ROLLBACK_BUG;
/** SSL_CTX_set_options(3), see `sslOptions.NO_ANTI_REPLAY`. */
export const SSL_OP_NO_ANTI_REPLAY: typeof sslOptions.NO_ANTI_REPLAY = sslOptions.NO_ANTI_REPLAY;
/** SSL_CTX_set_options(3), see `sslOptions.NO_SSLv3`. */
export const SSL_OP_NO_SSLv3: typeof sslOptions.NO_SSLv3 = sslOptions.NO_SSLv3;
/** SSL_CTX_set_options(3), see `sslOptions.NO_TLSv1`. */
export const SSL_OP_NO_TLSv1: typeof sslOptions.NO_TLSv1 = sslOptions.NO_TLSv1;
/** SSL_CTX_set_options(3), see `sslOptions.NO_TLSv1_2`. */
export const SSL_OP_NO_TLSv1_2: typeof sslOptions.NO_TLSv1_2 = sslOptions.NO_TLSv1_2;
/** SSL_CTX_set_options(3), see `sslOptions.NO_TLSv1_1`. */
export const SSL_OP_NO_TLSv1_1: typeof sslOptions.NO_TLSv1_1 = sslOptions.NO_TLSv1_1;
/** SSL_CTX_set_options(3), see `sslOptions.NO_TLSv1_3`. */
export const SSL_OP_NO_TLSv1_3: typeof sslOptions.NO_TLSv1_3 = sslOptions.NO_TLSv1_3;
/** SSL_CTX_set_options(3), see `sslOptions.NO_RENEGOTIATION`. */
export const SSL_OP_NO_RENEGOTIATION: typeof sslOptions.NO_RENEGOTIATION = sslOptions.NO_RENEGOTIATION;
/** SSL_CTX_set_options(3), see `sslOptions.CRYPTOPRO_TLSEXT_BUG`. */
export const SSL_OP_CRYPTOPRO_TLSEXT_BUG: typeof sslOptions.CRYPTOPRO_TLSEXT_BUG =
  sslOptions.CRYPTOPRO_TLSEXT_BUG;
/** SSL_CTX_set_mode(3), see `sslModes.ENABLE_PARTIAL_WRITE`. */
export const SSL_MODE_ENABLE_PARTIAL_WRITE: typeof sslModes.ENABLE_PARTIAL_WRITE =
  sslModes.ENABLE_PARTIAL_WRITE;
/** SSL_CTX_set_mode(3), see `sslModes.ACCEPT_MOVING_WRITE_BUFFER`. */
export const SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER: typeof sslModes.ACCEPT_MOVING_WRITE_BUFFER =
  sslModes.ACCEPT_MOVING_WRITE_BUFFER;
/** SSL_CTX_set_mode(3), see `sslModes.AUTO_RETRY`. */
export const SSL_MODE_AUTO_RETRY: typeof sslModes.AUTO_RETRY = sslModes.AUTO_RETRY;
/** SSL_CTX_set_mode(3), see `sslModes.NO_AUTO_CHAIN`. */
export const SSL_MODE_NO_AUTO_CHAIN: typeof sslModes.NO_AUTO_CHAIN = sslModes.NO_AUTO_CHAIN;
/** SSL_CTX_set_mode(3), see `sslModes.RELEASE_BUFFERS`. */
export const SSL_MODE_RELEASE_BUFFERS: typeof sslModes.RELEASE_BUFFERS = sslModes.RELEASE_BUFFERS;
/** SSL_CTX_set_mode(3), see `sslModes.SEND_FALLBACK_SCSV`. */
export const SSL_MODE_SEND_FALLBACK_SCSV: typeof sslModes.SEND_FALLBACK_SCSV = sslModes.SEND_FALLBACK_SCSV;
/** SSL_CTX_set_mode(3), see `sslModes.ASYNC`. */
export const SSL_MODE_ASYNC: typeof sslModes.ASYNC = sslModes.ASYNC;
/** SSL_CTX_set_verify(3), see `verifyModes.NONE`. */
export const SSL_VERIFY_NONE: typeof verifyModes.NONE = verifyModes.NONE;
/** SSL_CTX_set_verify(3), see `verifyModes.PEER`. */
export const SSL_VERIFY_PEER: typeof verifyModes.PEER = verifyModes.PEER;
/** SSL_CTX_set_verify(3), see `verifyModes.FAIL_IF_NO_PEER_CERT`. */
export const SSL_VERIFY_FAIL_IF_NO_PEER_CERT: typeof verifyModes.FAIL_IF_NO_PEER_CERT =
  verifyModes.FAIL_IF_NO_PEER_CERT;
/** SSL_CTX_set_verify(3), see `verifyModes.CLIENT_ONCE`. */
export const SSL_VERIFY_CLIENT_ONCE: typeof verifyModes.CLIENT_ONCE = verifyModes.CLIENT_ONCE;
/** SSL_CTX_set_verify(3), see `verifyModes.POST_HANDSHAKE`. */
export const SSL_VERIFY_POST_HANDSHAKE: typeof verifyModes.POST_HANDSHAKE = verifyModes.POST_HANDSHAKE;
/** SSL_get_shutdown(3): our close_notify was sent. */
export const SSL_SENT_SHUTDOWN: typeof shutdownBits.SENT = shutdownBits.SENT;
/** SSL_get_shutdown(3): the peer has closed. */
export const SSL_RECEIVED_SHUTDOWN: typeof shutdownBits.RECEIVED = shutdownBits.RECEIVED;
/** SSL_key_update(3), see `keyUpdateTypes.NOT_REQUESTED`. */
export const SSL_KEY_UPDATE_NOT_REQUESTED: typeof keyUpdateTypes.NOT_REQUESTED = keyUpdateTypes.NOT_REQUESTED;
/** SSL_key_update(3), see `keyUpdateTypes.REQUESTED`. */
export const SSL_KEY_UPDATE_REQUESTED: typeof keyUpdateTypes.REQUESTED = keyUpdateTypes.REQUESTED;
/** SSL_CTX_set_session_cache_mode(3), see `sessionCacheModes.OFF`. */
export const SSL_SESS_CACHE_OFF: typeof sessionCacheModes.OFF = sessionCacheModes.OFF;
/** SSL_CTX_set_session_cache_mode(3), see `sessionCacheModes.CLIENT`. */
export const SSL_SESS_CACHE_CLIENT: typeof sessionCacheModes.CLIENT = sessionCacheModes.CLIENT;
/** SSL_CTX_set_session_cache_mode(3), see `sessionCacheModes.SERVER`. */
export const SSL_SESS_CACHE_SERVER: typeof sessionCacheModes.SERVER = sessionCacheModes.SERVER;
/** SSL_CTX_set_session_cache_mode(3), see `sessionCacheModes.BOTH`. */
export const SSL_SESS_CACHE_BOTH: typeof sessionCacheModes.BOTH = sessionCacheModes.BOTH;
/** SSL_CTX_set_session_cache_mode(3), see `sessionCacheModes.NO_INTERNAL`. */
export const SSL_SESS_CACHE_NO_INTERNAL: typeof sessionCacheModes.NO_INTERNAL = sessionCacheModes.NO_INTERNAL;
/** SSL_CTX_set_info_callback(3), see `infoEvents.LOOP`. */
export const SSL_CB_LOOP: typeof infoEvents.LOOP = infoEvents.LOOP;
/** SSL_CTX_set_info_callback(3), see `infoEvents.EXIT`. */
export const SSL_CB_EXIT: typeof infoEvents.EXIT = infoEvents.EXIT;
/** SSL_CTX_set_info_callback(3), see `infoEvents.READ`. */
export const SSL_CB_READ: typeof infoEvents.READ = infoEvents.READ;
/** SSL_CTX_set_info_callback(3), see `infoEvents.WRITE`. */
export const SSL_CB_WRITE: typeof infoEvents.WRITE = infoEvents.WRITE;
/** SSL_CTX_set_info_callback(3), see `infoEvents.ALERT`. */
export const SSL_CB_ALERT: typeof infoEvents.ALERT = infoEvents.ALERT;
/** SSL_CTX_set_info_callback(3), see `infoEvents.HANDSHAKE_START`. */
export const SSL_CB_HANDSHAKE_START: typeof infoEvents.HANDSHAKE_START = infoEvents.HANDSHAKE_START;
/** SSL_CTX_set_info_callback(3), see `infoEvents.HANDSHAKE_DONE`. */
export const SSL_CB_HANDSHAKE_DONE: typeof infoEvents.HANDSHAKE_DONE = infoEvents.HANDSHAKE_DONE;
/** SSL_CTX_set_info_callback(3), see `infoEvents.CONNECT`. */
export const SSL_ST_CONNECT: typeof infoEvents.CONNECT = infoEvents.CONNECT;
/** SSL_CTX_set_info_callback(3), see `infoEvents.ACCEPT`. */
export const SSL_ST_ACCEPT: typeof infoEvents.ACCEPT = infoEvents.ACCEPT;
/** SSL_CTX_set_min_proto_version(3). */
export const TLS1_2_VERSION = 0x0303;
/** SSL_CTX_set_min_proto_version(3). */
export const TLS1_3_VERSION = 0x0304;
/** SSL_get_verify_result(3): the peer's chain holds, or it sent none. */
export const X509_V_OK = 0;
