import type { CipherSuite } from '@proj/crypto';
import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import type { Session, Signer } from '@proj/handshake';
import type { Bio } from '../bio/bio.js';
import type { CertificateCallback, InfoCallback, MessageCallback, VerifyCallback } from '../ssl/callbacks.js';
import type { PemOrDer } from '../ssl/credential-set.js';
import type { SslErrorCode, Want } from '../ssl/get-error.js';
import { Ssl } from '../ssl/ssl.js';
import type { SslContext } from '../ssl/ssl-context.js';
import { attempt, chosenVersion } from './support.js';

/** SSL_new(3). */
export const SSL_new = (context: SslContext): Ssl => new Ssl(context);
/** SSL_dup(3): settings, role and session; no BIOs. */
export const SSL_dup = (ssl: Ssl): Ssl => ssl.dup();
/** SSL_free(3). */
export const SSL_free = (ssl: Ssl): void => ssl.free();
/** SSL_clear(3). Returns 1. */
export const SSL_clear = (ssl: Ssl): number => ssl.clear();
/** SSL_get_SSL_CTX(3). */
export const SSL_get_SSL_CTX = (ssl: Ssl): SslContext => ssl.context;
/** SSL_set_SSL_CTX(3). */
export const SSL_set_SSL_CTX = (ssl: Ssl, context: SslContext): SslContext => {
  ssl.setContext(context);
  return ssl.context;
};
/** SSL_set_bio(3). */
export const SSL_set_bio = (ssl: Ssl, readBio: Bio | undefined, writeBio: Bio | undefined): void =>
  ssl.setBio(readBio, writeBio);
/** SSL_get_rbio(3). */
export const SSL_get_rbio = (ssl: Ssl): Bio | undefined => ssl.readBio;
/** SSL_get_wbio(3). */
export const SSL_get_wbio = (ssl: Ssl): Bio | undefined => ssl.writeBio;
/** SSL_set_connect_state(3). */
export const SSL_set_connect_state = (ssl: Ssl): void => ssl.setConnectState();
/** SSL_set_accept_state(3). */
export const SSL_set_accept_state = (ssl: Ssl): void => ssl.setAcceptState();
/** SSL_is_server(3): 1 or 0. */
export const SSL_is_server = (ssl: Ssl): number => Number(ssl.role === 'server');

/** SSL_do_handshake(3): 1 when complete; 0 when the peer ended it by the rules; −1 otherwise, see {@link SSL_get_error}. */
export const SSL_do_handshake = (ssl: Ssl): number => ssl.doHandshake();
/** SSL_connect(3). */
export const SSL_connect = (ssl: Ssl): number => ssl.connect();
/** SSL_accept(3). */
export const SSL_accept = (ssl: Ssl): number => ssl.accept();
/** SSL_read(3). */
export const SSL_read = (ssl: Ssl, into: Uint8Array): number => ssl.read(into);
/** SSL_peek(3). */
export const SSL_peek = (ssl: Ssl, into: Uint8Array): number => ssl.peek(into);
/** SSL_write(3). */
export const SSL_write = (ssl: Ssl, data: Uint8Array): number => ssl.write(data);
/** SSL_read_ex(3): C's result and out-parameter. */
export const SSL_read_ex = (ssl: Ssl, into: Uint8Array): { ret: 0 | 1; readbytes: number } =>
  ssl.readEx(into);
/** SSL_peek_ex(3): C's result and out-parameter. */
export const SSL_peek_ex = (ssl: Ssl, into: Uint8Array): { ret: 0 | 1; readbytes: number } =>
  ssl.peekEx(into);
/** SSL_write_ex(3): C's result and out-parameter. */
export const SSL_write_ex = (ssl: Ssl, data: Uint8Array): { ret: 0 | 1; written: number } =>
  ssl.writeEx(data);
/** SSL_shutdown(3). */
export const SSL_shutdown = (ssl: Ssl): number => ssl.shutdown();
/** SSL_get_shutdown(3). */
export const SSL_get_shutdown = (ssl: Ssl): number => ssl.shutdownState;
/** SSL_set_shutdown(3). */
export const SSL_set_shutdown = (ssl: Ssl, bits: number): void => ssl.setShutdown(bits);
/** SSL_get_error(3): one of SSL_ERROR_…. */
export const SSL_get_error = (ssl: Ssl, ret: number): SslErrorCode => ssl.getError(ret);
/** SSL_want(3). */
export const SSL_want = (ssl: Ssl): Want => ssl.want;
/** SSL_pending(3). */
export const SSL_pending = (ssl: Ssl): number => ssl.pending;
/** SSL_has_pending(3): 1 or 0. */
export const SSL_has_pending = (ssl: Ssl): number => Number(ssl.hasPending);

/** SSL_get_state(3): a number of OSSL_HANDSHAKE_STATE. */
export const SSL_get_state = (ssl: Ssl): number => ssl.state.number;
/** SSL_state_string(3). */
export const SSL_state_string = (ssl: Ssl): string => ssl.state.short;
/** SSL_state_string_long(3). */
export const SSL_state_string_long = (ssl: Ssl): string => ssl.state.long;
/** SSL_in_init(3): 1 or 0. */
export const SSL_in_init = (ssl: Ssl): number => Number(ssl.inInit);
/** SSL_in_before(3): 1 or 0. */
export const SSL_in_before = (ssl: Ssl): number => Number(ssl.inBefore);
/** SSL_is_init_finished(3): 1 or 0. */
export const SSL_is_init_finished = (ssl: Ssl): number => Number(ssl.isInitFinished);

/** SSL_get_version(3). */
export const SSL_get_version = (ssl: Ssl): string => ssl.version;
/** SSL_version(3): the number on the wire; 0 before it is negotiated. */
export const SSL_version = (ssl: Ssl): number => ssl.negotiated?.version ?? 0;
/** SSL_get_current_cipher(3). */
export const SSL_get_current_cipher = (ssl: Ssl): CipherSuite | undefined => ssl.cipher;
/** SSL_get_cipher_name(3): OpenSSL's name; `(NONE)` before it is negotiated. */
export const SSL_get_cipher_name = (ssl: Ssl): string => ssl.cipher?.openssl ?? '(NONE)';
/** SSL_get0_alpn_selected(3): the name, where C has out-parameters. */
export const SSL_get0_alpn_selected = (ssl: Ssl): string | undefined => ssl.alpnSelected;
/** SSL_set_tlsext_host_name(3): the name to ask for; the certificate must have it too, unless SSL_set1_host(3) names another. */
export const SSL_set_tlsext_host_name = (ssl: Ssl, name: string | undefined): number => {
  ssl.serverName = name;
  return 1;
};
/** SSL_get_servername(3). */
export const SSL_get_servername = (ssl: Ssl): string | undefined => ssl.requestedServerName;
/** SSL_set1_host(3): the name, or the IP address, that the server's certificate must have. */
export const SSL_set1_host = (ssl: Ssl, name: string | undefined): number => {
  ssl.verification.hosts = name === undefined ? [] : [name];
  return 1;
};
/** SSL_get0_peer_certificate(3). */
export const SSL_get0_peer_certificate = (ssl: Ssl): Certificate | undefined => ssl.peerCertificate;
/** SSL_get_peer_cert_chain(3): with the peer's own certificate, for servers too. */
export const SSL_get_peer_cert_chain = (ssl: Ssl): readonly Certificate[] => ssl.peerChain;
/** SSL_get0_verified_chain(3). */
export const SSL_get0_verified_chain = (ssl: Ssl): VerifiedChain | undefined => ssl.verifiedChain;
/** SSL_get_verify_result(3): X509_V_OK, or why the peer's chain does not hold. */
export const SSL_get_verify_result = (ssl: Ssl): number => ssl.verifyResult;
/** SSL_key_update(3): 1, or 0. */
export const SSL_key_update = (ssl: Ssl, type: number): number => ssl.keyUpdate(type);
/** SSL_get1_session(3): only a session that can be resumed; in TLS 1.3 there is none before a ticket was read. */
export const SSL_get1_session = (ssl: Ssl): Session | undefined => ssl.session;
/** SSL_set_session(3). Returns 1. */
export const SSL_set_session = (ssl: Ssl, session: Session | undefined): number => {
  ssl.session = session;
  return 1;
};
/** SSL_session_reused(3): 1 or 0. */
export const SSL_session_reused = (ssl: Ssl): number => Number(ssl.sessionReused);
/** SSL_set_num_tickets(3): 0 to 255; others fail the handshake. Returns 1. */
export const SSL_set_num_tickets = (on: Ssl, count: number): number => {
  on.ticketCount = count;
  return 1;
};
/** SSL_get_num_tickets(3). */
export const SSL_get_num_tickets = (on: Ssl): number => on.ticketCount;
/** SSL_renegotiate(3): 1, or 0. */
export const SSL_renegotiate = (ssl: Ssl): number => ssl.renegotiate();
/** SSL_renegotiate_abbreviated(3): 1, or 0. */
export const SSL_renegotiate_abbreviated = (ssl: Ssl): number => ssl.renegotiateAbbreviated();
/** SSL_renegotiate_pending(3): 1 or 0. */
export const SSL_renegotiate_pending = (ssl: Ssl): number => Number(ssl.renegotiatePending);
/** SSL_num_renegotiations(3). */
export const SSL_num_renegotiations = (ssl: Ssl): number => ssl.numRenegotiations;
/** SSL_clear_num_renegotiations(3): what SSL_num_renegotiations(3) was. */
export const SSL_clear_num_renegotiations = (ssl: Ssl): number => ssl.clearNumRenegotiations();
/** SSL_total_renegotiations(3). */
export const SSL_total_renegotiations = (ssl: Ssl): number => ssl.totalRenegotiations;
/** SSL_get_secure_renegotiation_support(3): 1 or 0. */
export const SSL_get_secure_renegotiation_support = (ssl: Ssl): number =>
  Number(ssl.secureRenegotiationSupport);
/** SSL_export_keying_material(3): the bytes, where C has an out-parameter; throws a `TlsError` before there are keys. */
export const SSL_export_keying_material = (
  ssl: Ssl,
  length: number,
  label: string,
  context?: Uint8Array,
): Uint8Array => ssl.exportKeyingMaterial(label, length, context);

/** SSL_set_options(3): Adds bits of SSL_OP_…; returns the new mask. */
export const SSL_set_options = (on: Ssl, options: bigint): bigint => on.setOptions(options);
/** SSL_clear_options(3): Takes bits of SSL_OP_… away; returns the new mask. */
export const SSL_clear_options = (on: Ssl, options: bigint): bigint => on.clearOptions(options);
/** SSL_get_options(3): The mask of SSL_OP_…. */
export const SSL_get_options = (on: Ssl): bigint => on.options;
/** SSL_set_mode(3): Adds bits of SSL_MODE_…; returns the new mask. */
export const SSL_set_mode = (on: Ssl, mode: number): number => on.setMode(mode);
/** SSL_clear_mode(3): Takes bits of SSL_MODE_… away; returns the new mask. */
export const SSL_clear_mode = (on: Ssl, mode: number): number => on.clearMode(mode);
/** SSL_get_mode(3): The mask of SSL_MODE_…. */
export const SSL_get_mode = (on: Ssl): number => on.mode;
/** SSL_set_min_proto_version(3): 0 means the lowest there is. Returns 1, or 0. */
export const SSL_set_min_proto_version = (on: Ssl, version: number): number =>
  attempt(() => {
    on.minVersion = chosenVersion(version, on);
  });
/** SSL_set_max_proto_version(3): 0 means the highest there is. Returns 1, or 0. */
export const SSL_set_max_proto_version = (on: Ssl, version: number): number =>
  attempt(() => {
    on.maxVersion = chosenVersion(version, on);
  });
/** SSL_get_min_proto_version(3). */
export const SSL_get_min_proto_version = (on: Ssl): number => on.minVersion ?? 0;
/** SSL_get_max_proto_version(3). */
export const SSL_get_max_proto_version = (on: Ssl): number => on.maxVersion ?? 0;
/** SSL_set_cipher_list(3): Suites of TLS 1.2. Returns 1, or 0. */
export const SSL_set_cipher_list = (on: Ssl, list: string): number => attempt(() => on.setCipherList(list));
/** SSL_set_ciphersuites(3): Suites of TLS 1.3. Returns 1, or 0. */
export const SSL_set_ciphersuites = (on: Ssl, list: string): number =>
  attempt(() => on.setCipherSuites(list));
/** SSL_set1_groups_list(3): Returns 1, or 0. */
export const SSL_set1_groups_list = (on: Ssl, list: string): number => attempt(() => on.setGroups(list));
/** SSL_set1_sigalgs_list(3): Returns 1, or 0. */
export const SSL_set1_sigalgs_list = (on: Ssl, list: string): number =>
  attempt(() => on.setSignatureAlgorithms(list));
/** SSL_set_alpn_protos(3): The names, where C has them in wire format. Returns 1, unlike in C. */
export const SSL_set_alpn_protos = (on: Ssl, protocols: readonly string[]): number =>
  attempt(() => {
    on.alpn = protocols;
  });
/** SSL_use_certificate(3): PEM with its chain, or DER. Returns 1, or 0. */
export const SSL_use_certificate = (on: Ssl, certificate: PemOrDer): number =>
  attempt(() => on.useCertificate(certificate));
/** SSL_use_PrivateKey(3): PEM, PKCS#8 as DER, or a signer. Returns 1, or 0. */
export const SSL_use_PrivateKey = (on: Ssl, key: PemOrDer | Signer): number =>
  attempt(() => on.usePrivateKey(key));
/** SSL_check_private_key(3): Returns 1, or 0. */
export const SSL_check_private_key = (on: Ssl): number => Number(on.credentials.check());
/** SSL_add1_chain_cert(3): Adds behind the certificate that was set last. Returns 1, or 0. */
export const SSL_add1_chain_cert = (on: Ssl, certificate: PemOrDer): number =>
  attempt(() => on.credentials.addToChain(certificate));
/** SSL_set_verify(3): Bits of SSL_VERIFY_…. */
export const SSL_set_verify = (on: Ssl, mode: number, callback?: VerifyCallback): void => {
  on.verifyMode = mode;
  on.verifyCallback = callback;
};
/** SSL_get_verify_mode(3): The mode that was set; 0 also where none was, see `SslSettings.verifyMode`. */
export const SSL_get_verify_mode = (on: Ssl): number => on.verifyMode ?? 0;
/** SSL_set_verify_depth(3): Authorities between a certificate and its anchor, at most. */
export const SSL_set_verify_depth = (on: Ssl, depth: number): void => {
  on.verification.depth = depth;
};
/** SSL_set_cert_cb(3). */
export const SSL_set_cert_cb = (on: Ssl, callback: CertificateCallback | undefined): void => {
  on.certificateCallback = callback;
};
/** SSL_set_info_callback(3). */
export const SSL_set_info_callback = (on: Ssl, callback: InfoCallback | undefined): void => {
  on.infoCallback = callback;
};
/** SSL_set_msg_callback(3). */
export const SSL_set_msg_callback = (on: Ssl, callback: MessageCallback | undefined): void => {
  on.messageCallback = callback;
};
/** SSL_set_max_cert_list(3). */
export const SSL_set_max_cert_list = (on: Ssl, bytes: number): void => {
  on.maxCertList = bytes;
};
/** SSL_set_max_send_fragment(3): 512 to 16384. */
export const SSL_set_max_send_fragment = (on: Ssl, bytes: number): void => {
  on.maxSendFragment = bytes;
};
/** SSL_set_read_ahead(3). */
export const SSL_set_read_ahead = (on: Ssl, yes: boolean): void => {
  on.readAhead = yes;
};
/** SSL_set_quiet_shutdown(3). */
export const SSL_set_quiet_shutdown = (on: Ssl, yes: boolean): void => {
  on.quietShutdown = yes;
};
