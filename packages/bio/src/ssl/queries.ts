import { type CipherSuite, TLS13, versionName } from '@proj/crypto';
import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import type { Negotiated } from '@proj/handshake';
import { SslSettings } from './settings.js';

/** What can be asked of a connection about its peer and about what was agreed on. */
export abstract class SslQueries extends SslSettings {
  /** The name that a client asks for (SNI), and that the server's certificate must have unless `verifyName` is set. */
  serverName: string | undefined;
  /** The name or IP address that the server's certificate must have (SSL_set1_host(3)), where it is not `serverName`. */
  verifyName: string | undefined;

  /** What has been negotiated; `undefined` before the first call. */
  abstract get negotiated(): Readonly<Negotiated> | undefined;

  /** Which end this is, once that is set. */
  abstract get role(): 'client' | 'server' | undefined;

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
}
