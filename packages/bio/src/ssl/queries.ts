import { type CipherSuite, TLS13, type TlsError, versionName } from '@proj/crypto';
import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import type { Decision, Negotiated } from '@proj/handshake';
import type { Bio } from '../bio/bio.js';
import type { SslCore } from './core.js';
import { type EarlyDataStatus, earlyDataStatus } from './early-data.js';
import { getError, type SslErrorCode, type Want } from './get-error.js';
import { SslSettings } from './settings.js';
import type { SslContext } from './ssl-context.js';
import type { HandshakeState } from './state-strings.js';
import { verifyOk, verifyUnspecified } from './verification.js';

/** What can be asked of a connection: how its last call ended, where it stands, what was agreed on, who the peer is. */
export abstract class SslQueries extends SslSettings {
  /** The name that a client asks for (SNI), and that the server's certificate must have unless `verification` names others. */
  serverName: string | undefined;
  /** @internal */
  protected abstract readonly core: SslCore;

  /** The context that it was made from, or was given last. */
  get context(): SslContext {
    return this.core.context;
  }

  /** SSL_get_rbio(3). */
  get readBio(): Bio | undefined {
    return this.core.engine.readBio;
  }

  /** SSL_get_wbio(3). */
  get writeBio(): Bio | undefined {
    return this.core.engine.writeBio;
  }

  /** Which end this is, once that is set. */
  get role(): 'client' | 'server' | undefined {
    return this.core.role;
  }

  /** SSL_get_error(3) for the result of the last call: one of `sslErrors`. */
  getError(ret: number): SslErrorCode {
    return getError(ret, this.core.engine);
  }

  /** SSL_want(3): one of `wants`. */
  get want(): Want {
    return this.core.engine.want;
  }

  /** The decision that the last call stopped for: when it is settled, the call is to be repeated. */
  get openDecision(): Decision<unknown> | undefined {
    return this.core.engine.openDecision;
  }

  /** The error that ended the connection, ours or the peer's. */
  get failure(): TlsError | undefined {
    return this.core.engine.failure;
  }

  /** SSL_pending(3): decrypted bytes that can be read. */
  get pending(): number {
    return this.core.engine.connection?.readable ?? 0;
  }

  /** SSL_has_pending(3): whether any bytes wait here, decrypted or not. */
  get hasPending(): boolean {
    return this.pending > 0 || (this.core.engine.connection?.bufferedInput ?? 0) > 0;
  }

  /** SSL_get_shutdown(3): bits of `shutdownBits`. */
  get shutdownState(): number {
    return this.core.shutdownState;
  }

  /** Where the handshake is: OSSL_HANDSHAKE_STATE, SSL_state_string(3), SSL_state_string_long(3). */
  get state(): HandshakeState {
    return this.core.watch.state;
  }

  /** SSL_is_init_finished(3). */
  get isInitFinished(): boolean {
    return !this.core.engine.inInit;
  }

  /** SSL_in_init(3): a handshake is owed or running; not so while it rests for early data. */
  get inInit(): boolean {
    const { early, engine } = this.core;
    return engine.inInit && !(early.isResting && engine.failure === undefined);
  }

  /** SSL_in_before(3): nothing has happened yet. */
  get inBefore(): boolean {
    const { connection, failure } = this.core.engine;
    return connection === undefined && failure === undefined;
  }

  /** What has been negotiated; `undefined` before the first call. */
  get negotiated(): Readonly<Negotiated> | undefined {
    return this.core.engine.connection?.negotiated;
  }

  /** SSL_get_version(3): such as `TLSv1.3`; `unknown` before it is negotiated. */
  get version(): string {
    const version = this.negotiated?.version;
    return version === undefined ? 'unknown' : versionName(version);
  }

  /** SSL_get_current_cipher(3). */
  get cipher(): CipherSuite | undefined {
    return this.negotiated?.suite;
  }

  /** SSL_get0_alpn_selected(3). */
  get alpnSelected(): string | undefined {
    return this.negotiated?.alpn;
  }

  /** SSL_get_servername(3): the name that the client asked for. */
  get requestedServerName(): string | undefined {
    return this.role === 'server' ? this.negotiated?.serverName : this.serverName;
  }

  /** SSL_get0_peer_certificate(3). */
  get peerCertificate(): Certificate | undefined {
    return this.peerChain[0];
  }

  /** The peer's certificates as it sent them, leaf first; unlike SSL_get_peer_cert_chain(3), for servers too. */
  get peerChain(): readonly Certificate[] {
    return this.negotiated?.peerChain ?? [];
  }

  /** SSL_get0_verified_chain(3): the path that verification found. */
  get verifiedChain(): VerifiedChain | undefined {
    return this.negotiated?.verifiedChain;
  }

  /** SSL_session_reused(3): whether the handshake resumed a session, or used a pre-shared key, instead of a certificate. */
  get sessionReused(): boolean {
    const { session, pskIdentity } = this.negotiated ?? {};
    return session !== undefined || pskIdentity !== undefined;
  }

  /** SSL_get_secure_renegotiation_support(3): whether the peer knows RFC 5746; TLS 1.3 has no use for it. */
  get secureRenegotiationSupport(): boolean {
    const { secureRenegotiation = false, version } = this.negotiated ?? {};
    return secureRenegotiation && version !== TLS13;
  }

  /**
   * SSL_get_verify_result(3): 0 (X509_V_OK), also when the peer sent no certificate; or why its chain does not hold, or did
   * not in the handshake whose session is resumed.
   */
  get verifyResult(): number {
    const fields = this.negotiated?.session?.fields;
    if (fields && fields.peerChain.length > 0) return fields.verified ? verifyOk : verifyUnspecified;
    return this.core.verifyResult;
  }

  /** SSL_get_early_data_status(3): one of `earlyDataStatuses`. */
  get earlyDataStatus(): EarlyDataStatus {
    return earlyDataStatus(this.core);
  }

  /** SSL_get0_peer_CA_list(3): names of the authorities that the peer would have our certificate from, DER. */
  get peerAuthorities(): readonly Uint8Array[] {
    return this.negotiated?.peerAuthorities ?? [];
  }

  /** SSL_get_tlsext_status_ocsp_resp(3): the OCSP response that the peer has stapled, DER. */
  get peerOcspResponse(): Uint8Array | undefined {
    return this.negotiated?.peerOcspResponses[0];
  }

  /** SSL_renegotiate_pending(3): whether one is wanted, asked for, or running. */
  get renegotiatePending(): boolean {
    return this.core.engine.connection?.renegotiationPending ?? false;
  }

  /** SSL_total_renegotiations(3): how many have begun, whoever asked for them. */
  get totalRenegotiations(): number {
    return this.core.engine.connection?.renegotiations ?? 0;
  }

  /** SSL_num_renegotiations(3): how many have begun since `clearNumRenegotiations` was called. */
  get numRenegotiations(): number {
    return this.totalRenegotiations - this.core.renegotiationsSeen;
  }
}
