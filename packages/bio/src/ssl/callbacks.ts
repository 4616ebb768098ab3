import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import type { Direction, ReceivedClientHello, Session } from '@proj/handshake';
import type { Ssl } from './ssl.js';

/** SSL_CTX_set_info_callback(3): `where` is made of the bits of `infoEvents`. */
export type InfoCallback = (ssl: Ssl, where: number, ret: number) => void;

/**
 * SSL_CTX_set_msg_callback(3): a whole handshake message with its 4-byte header, an alert, or a ChangeCipherSpec, in
 * plaintext. The bytes are good during the call.
 */
export type MessageCallback = (
  ssl: Ssl,
  direction: Direction,
  version: number,
  contentType: number,
  bytes: Uint8Array,
) => void;

/** SSL_CTX_set_keylog_callback(3): a line for an NSS key log file. Whoever has it can read the connection. */
export type KeyLogCallback = (ssl: Ssl, line: string) => void;

/** What verification of the peer's chain came to, for a {@link VerifyCallback}. */
export interface Verification {
  /** Whether the chain holds. */
  readonly ok: boolean;
  /** X509_V_OK (0), or the number that SSL_get_verify_result(3) gives. */
  readonly code: number;
  /** Why it does not hold: an `X509Error` mostly. */
  readonly error: unknown;
  /** As the peer sent it, leaf first. */
  readonly chain: readonly Certificate[];
  /** The path that was found. */
  readonly verified: VerifiedChain | undefined;
}

/**
 * SSL_CTX_set_verify(3)'s callback, called once for the whole chain: true goes on, whatever verification said; false ends
 * the handshake; `retry` stops it with SSL_ERROR_WANT_RETRY_VERIFY, and asks again on the next call.
 */
export type VerifyCallback = (verification: Verification, ssl: Ssl) => boolean | 'retry';

/**
 * SSL_CTX_set_cert_cb(3): called when a certificate of our own is needed; it may set one. `retry` stops the handshake with
 * SSL_ERROR_WANT_X509_LOOKUP.
 */
export type CertificateCallback = (ssl: Ssl) => 'ok' | 'fail' | 'retry';

/**
 * SSL_CTX_set_client_hello_cb(3): a server sees the ClientHello before anything is decided, and may change the settings of
 * its connection. `retry` stops the handshake with SSL_ERROR_WANT_CLIENT_HELLO_CB. A `TlsError` that is thrown is the
 * alert that the client gets.
 */
export type ClientHelloCallback = (ssl: Ssl, hello: ReceivedClientHello) => 'ok' | 'retry';

/**
 * SSL_CTX_set_tlsext_servername_callback(3): a server learns the name that the client asks for, and may take the settings
 * of another context ({@link Ssl.setContext}). `fatal` ends the handshake with unrecognized_name.
 */
export type ServerNameCallback = (ssl: Ssl, name: string | undefined) => 'ok' | 'fatal';

/**
 * SSL_CTX_set_tlsext_status_cb(3). On a server whose client asks for an OCSP response: it may set {@link Ssl.ocspResponse};
 * false sends none. On a client, once the chain is verified: {@link Ssl.peerOcspResponse} is what came; false refuses it.
 */
export type StatusCallback = (ssl: Ssl) => boolean;

/**
 * SSL_CTX_set_alpn_select_cb(3): a server chooses among the client's protocols; `undefined` goes on without one. A
 * `TlsError` `NO_APPLICATION_PROTOCOL` that is thrown ends the handshake.
 */
export type AlpnSelectCallback = (ssl: Ssl, offered: readonly string[]) => string | undefined;

/**
 * SSL_CTX_set_allow_early_data_cb(3): a server has the last word on early data that it could take; false rejects it, and
 * the handshake goes on.
 */
export type AllowEarlyDataCallback = (ssl: Ssl) => boolean;

/**
 * SSL_CTX_sess_set_new_cb(3) on a client: it was given a session that a later connection can resume. In TLS 1.3 that is
 * after the handshake, while it reads, and mostly more than once. The session holds a secret.
 */
export type NewSessionCallback = (ssl: Ssl, session: Session) => void;
