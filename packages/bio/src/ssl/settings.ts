import type {
  CipherSuite,
  CryptoProvider,
  GroupName,
  ProtocolVersion,
  SignatureSchemeName,
} from '@proj/crypto';
import { Certificate, certificatesFromPem, TrustAnchors } from '@proj/crypto/x509';
import type {
  Credential,
  LegacySupport,
  SessionStore,
  Signer,
  StatusWish,
  TicketProtector,
} from '@proj/handshake';
import type { AsyncJobs } from './async-jobs.js';
import type {
  AllowEarlyDataCallback,
  AlpnSelectCallback,
  CertificateCallback,
  ClientHelloCallback,
  InfoCallback,
  KeyLogCallback,
  MessageCallback,
  NewSessionCallback,
  ServerNameCallback,
  StatusCallback,
  VerifyCallback,
} from './callbacks.js';
import { listedLevel, parseCipherList, parseCipherSuites } from './cipher-list.js';
import { CredentialSet, type PemOrDer } from './credential-set.js';
import { parseGroups, parseSignatureSchemes } from './name-lists.js';
import { defaultMode, defaultOptions, sessionCacheModes } from './options.js';
import { VerifyParameters } from './verify-parameters.js';

/**
 * What can be set for a connection, on its context for all of them or on itself. A connection takes over a copy of its
 * context's settings when it is made; what is changed later on one does not touch the other. Nothing of it belongs to
 * one role: the role is chosen by the connection.
 */
export class SslSettings {
  /** Where all cryptography comes from. */
  readonly provider: CryptoProvider;
  /**
   * What lets TLS 1.1 and below, RSA key exchange and Triple DES be enabled: `legacyVersions()` of `@proj/bio/legacy`. Set
   * it first; versions and suites have to be named all the same.
   */
  legacy: LegacySupport | undefined;
  /**
   * SSL_CTX_set_security_level(3), 0 to 2, of which only this is kept: the smallest Diffie-Hellman prime that a client
   * takes has 512, 1024 or, by default, 2048 bits. What else it allows in libssl is allowed, or not, by name here.
   */
  securityLevel = 2;
  /** SSL_CTX_set_min_proto_version(3); `undefined` is the lowest there is without asking for more, TLS 1.2. */
  minVersion: ProtocolVersion | undefined;
  /** SSL_CTX_set_max_proto_version(3); `undefined` is the highest there is, TLS 1.3. */
  maxVersion: ProtocolVersion | undefined;
  /** Bits of `sslOptions` (SSL_CTX_set_options(3)). */
  options: bigint = defaultOptions;
  /** Bits of `sslModes` (SSL_CTX_set_mode(3)). */
  mode: number = defaultMode;
  /** Suites of TLS 1.2, in order of preference; by default those with forward secrecy and an AEAD. */
  tls12Suites: readonly CipherSuite[] | undefined;
  /** Suites of TLS 1.3; by default those that OpenSSL enables. */
  tls13Suites: readonly CipherSuite[] | undefined;
  /** Key exchange groups in order of preference. */
  groups: readonly GroupName[] | undefined;
  /** Groups that a client sends key shares for at once; by default the first, and one cheap one behind a hybrid. */
  keyShares: readonly GroupName[] | undefined;
  /** A server's finite field for DHE suites, for clients that name none (SSL_CTX_set0_tmp_dh_pkey(3)); by default ffdhe2048. */
  dhGroup: GroupName | undefined;
  /** Signature schemes in order of preference, ours and the peer's. */
  signatureSchemes: readonly SignatureSchemeName[] | undefined;
  /** ALPN names (RFC 7301): a client offers them; a server without {@link SslSettings.alpnSelect} takes the first that is offered. */
  alpn: readonly string[] = [];
  alpnSelect: AlpnSelectCallback | undefined;
  /** Own certificates and keys. */
  credentials: CredentialSet = new CredentialSet();
  /** Whom to trust. */
  anchors: TrustAnchors | undefined;
  /** Names of authorities, DER, that a server sends when it asks for a certificate; by default those of the anchors are not sent. */
  clientAuthorities: readonly Uint8Array[] = [];
  /**
   * Bits of `verifyModes`. Unless it is set, a client verifies the server, and a server asks for no certificate: libssl's
   * default, `NONE` for both, would leave a client open to anyone in between.
   */
  verifyMode: number | undefined;
  verifyCallback: VerifyCallback | undefined;
  /** How the peer's chain is verified (SSL_get0_param(3)). */
  verification: VerifyParameters = new VerifyParameters();
  /**
   * Which stapled OCSP responses to ask the peer for (SSL_set_tlsext_status_type(3)); by default one about its own
   * certificate where `verification` looks at revocation, else none.
   */
  requestStatus: StatusWish | undefined;
  /** The OCSP response to staple, DER (SSL_set_tlsext_status_ocsp_resp(3)), when the peer asks for one. */
  ocspResponse: Uint8Array | undefined;
  statusCallback: StatusCallback | undefined;
  /** A client lets the server ask for a certificate after the handshake (SSL_set_post_handshake_auth(3)). */
  postHandshakeAuth = false;
  certificateCallback: CertificateCallback | undefined;
  clientHelloCallback: ClientHelloCallback | undefined;
  serverNameCallback: ServerNameCallback | undefined;
  infoCallback: InfoCallback | undefined;
  messageCallback: MessageCallback | undefined;
  keyLogCallback: KeyLogCallback | undefined;
  newSessionCallback: NewSessionCallback | undefined;
  /** Bits of `sessionCacheModes` (SSL_CTX_set_session_cache_mode(3)). */
  sessionCacheMode: number = sessionCacheModes.SERVER;
  /** Seals a server's sessions into tickets; by default under random keys of the context's own, replaced in time. */
  ticketProtector: TicketProtector | undefined;
  /** Where a server keeps the sessions that are not in tickets; by default in memory of the context's own, 20,480 at most. */
  sessionStore: SessionStore | undefined;
  /** Tickets that a server sends after a full handshake of TLS 1.3, 0 to 255 (SSL_CTX_set_num_tickets(3)). */
  ticketCount = 2;
  /** Seconds that a server's sessions can be resumed for, at most 604,800; 0 for not at all (SSL_CTX_set_timeout(3)). */
  sessionTimeout = 7200;
  /**
   * Bytes of early data that a server's tickets allow, 0 to 2³² − 1 (SSL_CTX_set_max_early_data(3)). It is taken where
   * `Ssl.readEarlyData` asks for it; the sessions are then kept in the store, so that each is used but once.
   */
  maxEarlyData = 0;
  /** Bytes of early data that a server takes in one connection, whatever its ticket said (SSL_CTX_set_recv_max_early_data(3)). */
  maxReceivedEarlyData = 16_384;
  allowEarlyDataCallback: AllowEarlyDataCallback | undefined;
  /** Up to 255 bytes that tell a service from others with the same keys or store (SSL_CTX_set_session_id_context(3)). */
  sessionIdContext: Uint8Array = new Uint8Array(0);
  /** Bytes of a Certificate message that are taken, at most (SSL_CTX_set_max_cert_list(3)). */
  maxCertList = 102_400;
  /** Bytes of content per record, 512 to 16384 (SSL_CTX_set_max_send_fragment(3)). */
  maxSendFragment = 16_384;
  /** Begin a record with every handshake message, as libssl does; by default the messages of a flight share records. */
  recordPerMessage = false;
  /** Ask the BIO for more than the record needs (SSL_CTX_set_read_ahead(3)). */
  readAhead = false;
  /** SSL_CTX_set_quiet_shutdown(3): close without telling the peer, who can not tell it from a truncation. */
  quietShutdown = false;
  /** What limits calls that stand still at once, with the mode `ASYNC`; by default nothing does. */
  asyncJobs: AsyncJobs | undefined;
  /**
   * A server lets a client begin the handshake anew, once, in the place of ClientKeyExchange, as clients of server-gated
   * cryptography did (TLS 1.2 and below). Of history's interest alone.
   */
  serverGatedRestart = false;
  /**
   * A client's suites for such a second ClientHello, sent when the server's certificate is one of server-gated
   * cryptography; empty, the default, means never.
   */
  stepUpSuites: readonly CipherSuite[] = [];
  /** Milliseconds since the epoch, for the validity of certificates. */
  now: () => number = Date.now;

  constructor(provider: CryptoProvider) {
    this.provider = provider;
  }

  /** Takes over all settings of another, as a copy. */
  protected copyFrom(other: SslSettings): void {
    Object.assign(this, other, { provider: this.provider });
    this.credentials = other.credentials.clone();
    this.verification = other.verification.clone();
  }

  /** Adds bits of `sslOptions`; returns the new mask. */
  setOptions(bits: bigint): bigint {
    this.options |= bits;
    return this.options;
  }

  /** Takes bits of `sslOptions` away; returns the new mask. */
  clearOptions(bits: bigint): bigint {
    this.options &= ~bits;
    return this.options;
  }

  /** Adds bits of `sslModes`; returns the new mask. */
  setMode(bits: number): number {
    this.mode |= bits;
    return this.mode;
  }

  /** Takes bits of `sslModes` away; returns the new mask. */
  clearMode(bits: number): number {
    this.mode &= ~bits;
    return this.mode;
  }

  /** Suites up to TLS 1.2 by a list of ciphers(1), such as `ECDHE+AESGCM:!AES128`. Throws a `RangeError`. */
  setCipherList(list: string): void {
    const level = listedLevel(list);
    this.tls12Suites = parseCipherList(list, this.provider, this.legacy?.cipherSuites);
    if (level !== undefined) this.setSecurityLevel(level);
  }

  /** See {@link SslSettings.securityLevel}. Throws a `RangeError` for a level above 2. */
  setSecurityLevel(level: number): void {
    if (!Number.isInteger(level) || level < 0 || level > 2) {
      throw new RangeError(
        `security level ${level} is not to be had: give 0 to 2, and name suites and groups`,
      );
    }
    this.securityLevel = level;
  }

  /** {@link SslSettings.stepUpSuites} by a list as for {@link SslSettings.setCipherList}. Throws a `RangeError`. */
  setStepUpCipherList(list: string): void {
    this.stepUpSuites = parseCipherList(list, this.provider);
  }

  /** TLS 1.3's suites by name, separated by colons. Throws a `RangeError`. */
  setCipherSuites(list: string): void {
    this.tls13Suites = parseCipherSuites(list, this.provider);
  }

  /** Groups by name, separated by colons. Throws a `RangeError`. */
  setGroups(list: string): void {
    this.groups = parseGroups(list, this.provider);
  }

  /** Signature algorithms by name, separated by colons. Throws a `RangeError`. */
  setSignatureAlgorithms(list: string): void {
    this.signatureSchemes = parseSignatureSchemes(list);
  }

  /** A certificate of our own, leaf first, with its chain: PEM, or DER of each. Throws a `RangeError` or an `X509Error`. */
  useCertificate(chain: PemOrDer | readonly Uint8Array[]): void {
    this.credentials.setChain(chain);
  }

  /** The private key of a certificate: PEM, PKCS#8 as DER, or a signer elsewhere. Throws a `RangeError`. */
  usePrivateKey(key: PemOrDer | Signer): void {
    this.credentials.setKey(key, this.provider);
  }

  /** Adds a chain with its signer, beside all others: a server may have any number, of which the best fitting is shown. */
  addCredential(credential: Credential): void {
    this.credentials.add(credential);
  }

  /** Trusts more certificates: PEM, or parsed ones. Throws a `RangeError` or an `X509Error`. */
  addTrusted(certificates: PemOrDer | readonly Certificate[]): void {
    const added = parseCertificates(certificates);
    if (added.length === 0)
      throw new RangeError('nothing to trust: the PEM text has no "BEGIN CERTIFICATE" block');
    const present = [...(this.anchors ?? [])];
    const bare = present
      .filter(({ certificate }) => !certificate)
      .map(({ name, spki }) => ({ name: name.der, spki }));
    this.anchors = TrustAnchors.of(
      [...present.flatMap(({ certificate }) => certificate ?? []), ...added],
      bare,
    );
  }
}

function parseCertificates(certificates: PemOrDer | readonly Certificate[]): readonly Certificate[] {
  if (typeof certificates === 'string') return certificatesFromPem(certificates);
  return certificates instanceof Uint8Array ? [Certificate.parse(certificates)] : certificates;
}
