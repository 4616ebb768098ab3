import type { CryptoProvider } from '@proj/crypto';
import type { Certificate, TrustAnchors } from '@proj/crypto/x509';
import type { Signer } from '@proj/handshake';
import type {
  AlpnSelectCallback,
  CertificateCallback,
  ClientHelloCallback,
  InfoCallback,
  KeyLogCallback,
  MessageCallback,
  NewSessionCallback,
  ServerNameCallback,
  VerifyCallback,
} from '../ssl/callbacks.js';
import type { PemOrDer } from '../ssl/credential-set.js';
import { SslContext } from '../ssl/ssl-context.js';
import { jobs } from './async.js';
import { queue } from './err.js';
import { attempt, chosenVersion } from './support.js';

/** Which roles a context's connections may take, and what else a method settles. */
export type SslMethod = 'client' | 'server' | undefined | PreparedMethod;

/** A method that settles more than roles: see `TLSv1_method` of `@proj/bio/legacy`. */
export interface PreparedMethod {
  /** The one role that connections may take. */
  readonly role: 'client' | 'server' | undefined;
  /** Sets what the method settles on a new context. */
  readonly prepare: (ctx: SslContext) => void;
}

/** TLS_method(3): either role. */
export const TLS_method = (): SslMethod => undefined;
/** TLS_client_method(3): clients only. */
export const TLS_client_method = (): SslMethod => 'client';
/** TLS_server_method(3): servers only. */
export const TLS_server_method = (): SslMethod => 'server';

/** SSL_CTX_new(3); where C has a default library context, the provider is named here. */
export const SSL_CTX_new = (method: SslMethod, provider: CryptoProvider): SslContext => {
  const prepared = typeof method === 'object';
  const ctx = new SslContext({ provider, errors: queue, onlyRole: prepared ? method.role : method });
  ctx.asyncJobs = jobs;
  if (prepared) method.prepare(ctx);
  return ctx;
};

/** SSL_CTX_set_options(3): Adds bits of SSL_OP_…; returns the new mask. */
export const SSL_CTX_set_options = (on: SslContext, options: bigint): bigint => on.setOptions(options);
/** SSL_CTX_clear_options(3): Takes bits of SSL_OP_… away; returns the new mask. */
export const SSL_CTX_clear_options = (on: SslContext, options: bigint): bigint => on.clearOptions(options);
/** SSL_CTX_get_options(3): The mask of SSL_OP_…. */
export const SSL_CTX_get_options = (on: SslContext): bigint => on.options;
/** SSL_CTX_set_mode(3): Adds bits of SSL_MODE_…; returns the new mask. */
export const SSL_CTX_set_mode = (on: SslContext, mode: number): number => on.setMode(mode);
/** SSL_CTX_clear_mode(3): Takes bits of SSL_MODE_… away; returns the new mask. */
export const SSL_CTX_clear_mode = (on: SslContext, mode: number): number => on.clearMode(mode);
/** SSL_CTX_get_mode(3): The mask of SSL_MODE_…. */
export const SSL_CTX_get_mode = (on: SslContext): number => on.mode;
/** SSL_CTX_set_min_proto_version(3): 0 means the lowest there is. Returns 1, or 0. */
export const SSL_CTX_set_min_proto_version = (on: SslContext, version: number): number =>
  attempt(() => {
    on.minVersion = chosenVersion(version, on);
  });
/** SSL_CTX_set_max_proto_version(3): 0 means the highest there is. Returns 1, or 0. */
export const SSL_CTX_set_max_proto_version = (on: SslContext, version: number): number =>
  attempt(() => {
    on.maxVersion = chosenVersion(version, on);
  });
/** SSL_CTX_get_min_proto_version(3). */
export const SSL_CTX_get_min_proto_version = (on: SslContext): number => on.minVersion ?? 0;
/** SSL_CTX_get_max_proto_version(3). */
export const SSL_CTX_get_max_proto_version = (on: SslContext): number => on.maxVersion ?? 0;
/** SSL_CTX_set_cipher_list(3): Suites up to TLS 1.2. Returns 1, or 0. */
export const SSL_CTX_set_cipher_list = (on: SslContext, list: string): number =>
  attempt(() => on.setCipherList(list));
/** SSL_CTX_set_security_level(3): 0 to 2, see `SslSettings.securityLevel`. Returns 1, or 0, where C has no result. */
export const SSL_CTX_set_security_level = (on: SslContext, level: number): number =>
  attempt(() => on.setSecurityLevel(level));
/** SSL_CTX_get_security_level(3). */
export const SSL_CTX_get_security_level = (on: SslContext): number => on.securityLevel;
/** SSL_CTX_set_ciphersuites(3): Suites of TLS 1.3. Returns 1, or 0. */
export const SSL_CTX_set_ciphersuites = (on: SslContext, list: string): number =>
  attempt(() => on.setCipherSuites(list));
/** SSL_CTX_set1_groups_list(3): Returns 1, or 0. */
export const SSL_CTX_set1_groups_list = (on: SslContext, list: string): number =>
  attempt(() => on.setGroups(list));
/** SSL_CTX_set1_sigalgs_list(3): Returns 1, or 0. */
export const SSL_CTX_set1_sigalgs_list = (on: SslContext, list: string): number =>
  attempt(() => on.setSignatureAlgorithms(list));
/** SSL_CTX_set_alpn_protos(3): The names, where C has them in wire format. Returns 1, unlike in C. */
export const SSL_CTX_set_alpn_protos = (on: SslContext, protocols: readonly string[]): number =>
  attempt(() => {
    on.alpn = protocols;
  });
/** SSL_CTX_use_certificate(3): PEM with its chain, or DER. Returns 1, or 0. */
export const SSL_CTX_use_certificate = (on: SslContext, certificate: PemOrDer): number =>
  attempt(() => on.useCertificate(certificate));
/** SSL_CTX_use_PrivateKey(3): PEM, PKCS#8 as DER, or a signer. Returns 1, or 0. */
export const SSL_CTX_use_PrivateKey = (on: SslContext, key: PemOrDer | Signer): number =>
  attempt(() => on.usePrivateKey(key));
/** SSL_CTX_check_private_key(3): Returns 1, or 0. */
export const SSL_CTX_check_private_key = (on: SslContext): number => Number(on.credentials.check());
/** SSL_CTX_add1_chain_cert(3): Adds behind the certificate that was set last. Returns 1, or 0. */
export const SSL_CTX_add1_chain_cert = (on: SslContext, certificate: PemOrDer): number =>
  attempt(() => on.credentials.addToChain(certificate));
/** SSL_CTX_set_verify(3): Bits of SSL_VERIFY_…. */
export const SSL_CTX_set_verify = (on: SslContext, mode: number, callback?: VerifyCallback): void => {
  on.verifyMode = mode;
  on.verifyCallback = callback;
};
/** SSL_CTX_get_verify_mode(3): The mode that was set; 0 also where none was, see `SslSettings.verifyMode`. */
export const SSL_CTX_get_verify_mode = (on: SslContext): number => on.verifyMode ?? 0;
/** SSL_CTX_set_verify_depth(3): Authorities between a certificate and its anchor, at most. */
export const SSL_CTX_set_verify_depth = (on: SslContext, depth: number): void => {
  on.verification.depth = depth;
};
/** SSL_CTX_set_cert_cb(3). */
export const SSL_CTX_set_cert_cb = (on: SslContext, callback: CertificateCallback | undefined): void => {
  on.certificateCallback = callback;
};
/** SSL_CTX_set_info_callback(3). */
export const SSL_CTX_set_info_callback = (on: SslContext, callback: InfoCallback | undefined): void => {
  on.infoCallback = callback;
};
/** SSL_CTX_set_msg_callback(3). */
export const SSL_CTX_set_msg_callback = (on: SslContext, callback: MessageCallback | undefined): void => {
  on.messageCallback = callback;
};
/** SSL_CTX_set_max_cert_list(3). */
export const SSL_CTX_set_max_cert_list = (on: SslContext, bytes: number): void => {
  on.maxCertList = bytes;
};
/** SSL_CTX_set_max_send_fragment(3): 512 to 16384. */
export const SSL_CTX_set_max_send_fragment = (on: SslContext, bytes: number): void => {
  on.maxSendFragment = bytes;
};
/** SSL_CTX_set_read_ahead(3). */
export const SSL_CTX_set_read_ahead = (on: SslContext, yes: boolean): void => {
  on.readAhead = yes;
};
/** SSL_CTX_set_quiet_shutdown(3). */
export const SSL_CTX_set_quiet_shutdown = (on: SslContext, yes: boolean): void => {
  on.quietShutdown = yes;
};
/** SSL_CTX_load_verify_locations(3): trusts the certificates of a PEM text, where C has a file. Returns 1, or 0. */
export const SSL_CTX_load_verify_locations = (
  on: SslContext,
  pem: PemOrDer | readonly Certificate[],
): number => attempt(() => on.addTrusted(pem));
/** SSL_CTX_set1_cert_store(3). */
export const SSL_CTX_set1_cert_store = (on: SslContext, anchors: TrustAnchors | undefined): void => {
  on.anchors = anchors;
};
/** SSL_CTX_set_client_CA_list(3): names, DER. */
export const SSL_CTX_set_client_CA_list = (on: SslContext, names: readonly Uint8Array[]): void => {
  on.clientAuthorities = names;
};
/** SSL_CTX_set_keylog_callback(3). */
export const SSL_CTX_set_keylog_callback = (on: SslContext, callback: KeyLogCallback | undefined): void => {
  on.keyLogCallback = callback;
};
/** SSL_CTX_set_alpn_select_cb(3). */
export const SSL_CTX_set_alpn_select_cb = (
  on: SslContext,
  callback: AlpnSelectCallback | undefined,
): void => {
  on.alpnSelect = callback;
};
/** SSL_CTX_set_client_hello_cb(3). */
export const SSL_CTX_set_client_hello_cb = (
  on: SslContext,
  callback: ClientHelloCallback | undefined,
): void => {
  on.clientHelloCallback = callback;
};
/** SSL_CTX_set_tlsext_servername_callback(3). */
export const SSL_CTX_set_tlsext_servername_callback = (
  on: SslContext,
  callback: ServerNameCallback | undefined,
): void => {
  on.serverNameCallback = callback;
};
/** SSL_CTX_sess_set_new_cb(3): for clients, in any cache mode; a server's sessions go to its store. */
export const SSL_CTX_sess_set_new_cb = (on: SslContext, callback: NewSessionCallback | undefined): void => {
  on.newSessionCallback = callback;
};
/** SSL_CTX_set_num_tickets(3): 0 to 255; others fail the handshake. Returns 1. */
export const SSL_CTX_set_num_tickets = (on: SslContext, count: number): number => {
  on.ticketCount = count;
  return 1;
};
/** SSL_CTX_get_num_tickets(3). */
export const SSL_CTX_get_num_tickets = (on: SslContext): number => on.ticketCount;
/** SSL_CTX_set_session_cache_mode(3): bits of SSL_SESS_CACHE_…; returns the mode before. */
export const SSL_CTX_set_session_cache_mode = (on: SslContext, mode: number): number => {
  const before = on.sessionCacheMode;
  on.sessionCacheMode = mode;
  return before;
};
/** SSL_CTX_get_session_cache_mode(3). */
export const SSL_CTX_get_session_cache_mode = (on: SslContext): number => on.sessionCacheMode;
/** SSL_CTX_set_timeout(3): seconds; returns those before. */
export const SSL_CTX_set_timeout = (on: SslContext, seconds: number): number => {
  const before = on.sessionTimeout;
  on.sessionTimeout = seconds;
  return before;
};
/** SSL_CTX_set_session_id_context(3): at most 32 bytes. Returns 1, or 0. */
export const SSL_CTX_set_session_id_context = (on: SslContext, context: Uint8Array): number =>
  attempt(() => {
    if (context.length > 32)
      throw new RangeError(`the context has ${context.length} bytes: give it 32 at most`);
    on.sessionIdContext = context.slice();
  });
