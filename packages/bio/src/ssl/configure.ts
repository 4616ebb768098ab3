import { TLS13, TlsError } from '@proj/crypto';
import {
  type ClientConfig,
  clientConfig,
  type Hook,
  type Observer,
  type OcspResponses,
  type ReceivedClientHello,
  type ServerConfig,
  type Session,
  type StatusSelection,
  serverConfig,
} from '@proj/handshake';
import { suitesAndVersions } from './enabled.js';
import { clientCredentialHook, clientHelloHook, type HookHost } from './hooks.js';
import { sslModes, sslOptions, verifyModes } from './options.js';
import { renegotiationConfig } from './renegotiation.js';
import { serverResumption, trustedSession, wantsTickets } from './resumption.js';
import type { SslSettings } from './settings.js';
import type { Ssl } from './ssl.js';
import { asksForCertificate, effectiveVerifyMode, verifyHook } from './verification.js';

/** A client's configuration from a connection's settings. Throws a `TlsError` that says what to change. */
export function configureClient(
  host: HookHost,
  observer: Observer,
  serverName: string | undefined,
): ClientConfig {
  const { ssl } = host;
  if (
    ssl.verifyMode === undefined &&
    serverName === undefined &&
    ssl.verification.hosts.length === 0 &&
    !ssl.verifyCallback
  ) {
    throw new TlsError(
      'INVALID_CONFIG',
      'a client needs to know whom it wants: set serverName, or choose a verifyMode yourself',
    );
  }
  const config = clientConfig({
    ...common(host, observer),
    serverName,
    keyShares: ssl.keyShares,
    clientHelloShape: { padding: has(ssl, sslOptions.TLSEXT_PADDING) },
    minDhBits: minDhBits[ssl.securityLevel],
    isFallback: (ssl.mode & sslModes.SEND_FALLBACK_SCSV) !== 0 && suitesAndVersions(ssl).maxVersion < TLS13,
    legacyServerConnect: has(ssl, sslOptions.LEGACY_SERVER_CONNECT),
    stepUpCipherSuites: ssl.stepUpSuites,
    selectCredential: ssl.certificateCallback && clientCredentialHook(host),
    sessionTickets: wantsTickets(ssl),
    earlyData: host.early.isOffered,
    postHandshakeAuth: ssl.postHandshakeAuth,
  });
  return {
    ...config,
    // Looked up when a handshake begins: a renegotiation resumes what this connection was given.
    get session(): Session | undefined {
      return trustedSession(host);
    },
  };
}

/** A server's configuration from a connection's settings. Throws a `TlsError` that says what to change. */
export function configureServer(host: HookHost, observer: Observer): ServerConfig {
  const { ssl } = host;
  const listens = ssl.clientHelloCallback ?? ssl.serverNameCallback ?? ssl.certificateCallback;
  const { alpnSelect } = ssl;
  const configure = (): ServerConfig => configureServer(host, observer);
  return serverConfig({
    ...common(host, observer),
    ...serverResumption(host),
    clientCertificate: clientCertificate(host),
    deferClientCertificate: (effectiveVerifyMode(ssl, 'server') & verifyModes.POST_HANDSHAKE) !== 0,
    clientAuthorities: ssl.clientAuthorities,
    dhGroup: ssl.dhGroup,
    serverGatedRestart: ssl.serverGatedRestart,
    preferServerOrder: has(ssl, sslOptions.CIPHER_SERVER_PREFERENCE),
    onClientHello: listens ? clientHelloHook(host, configure) : whenRenegotiating(host, configure),
    // Without a certificate the handshake fails when one is needed, so that the client is told.
    selectCredential: ssl.credentials.complete.length === 0 ? () => undefined : undefined,
    selectProtocol: alpnSelect && ((offered) => alpnSelect(ssl, offered)),
    alpnMismatch: alpnSelect ? 'ignore' : 'refuse',
  });
}

/**
 * What was set since the first handshake counts in the next: that a certificate is asked for, mostly, as a server does for
 * a part of what it serves.
 */
function whenRenegotiating(
  { ssl }: HookHost,
  configure: () => ServerConfig,
): Hook<ReceivedClientHello, ServerConfig | undefined> {
  return () => (ssl.renegotiatePending ? configure() : undefined);
}

/** The smallest Diffie-Hellman prime of each security level, in bits. */
const minDhBits: readonly number[] = [512, 1024, 2048];

function common(host: HookHost, observer: Observer) {
  const { ssl } = host;
  const { cipherSuites, minVersion, maxVersion } = suitesAndVersions(ssl);
  return {
    provider: ssl.provider,
    now: ssl.now,
    legacy: has(ssl, sslOptions.DONT_INSERT_EMPTY_FRAGMENTS) ? ssl.legacy?.withoutSplitting() : ssl.legacy,
    minVersion,
    maxVersion,
    cipherSuites,
    groups: ssl.groups,
    signatureSchemes: ssl.signatureSchemes,
    alpn: ssl.alpn,
    credentials: ssl.credentials.complete,
    anchors: ssl.anchors,
    certificateCache: host.certificateCache,
    verifyChain: verifyHook(host),
    requestStatus: ssl.requestStatus,
    revocation: ssl.verification.revocation,
    transparency: ssl.verification.transparency,
    selectStatus: (asked: StatusSelection) => stapledResponses(ssl, asked),
    middleboxCompatibility: has(ssl, sslOptions.ENABLE_MIDDLEBOX_COMPAT),
    encryptThenMac: !has(ssl, sslOptions.NO_ENCRYPT_THEN_MAC),
    maxFragment: ssl.maxSendFragment,
    recordPerMessage: ssl.recordPerMessage,
    renegotiation: renegotiationConfig(ssl.options),
    limits: { maxCertificateMessage: ssl.maxCertList },
    observer,
  };
}

/** What is stapled: what was set for the connection, or is kept with the credential. */
function stapledResponses(ssl: Ssl, { credential }: StatusSelection): OcspResponses | undefined {
  if (ssl.statusCallback && !ssl.statusCallback(ssl)) return undefined;
  return ssl.ocspResponse ? [ssl.ocspResponse] : credential.ocspResponses;
}

function has({ options }: SslSettings, bit: bigint): boolean {
  return (options & bit) !== 0n;
}

function clientCertificate({ ssl, certificateRequests }: HookHost): 'none' | 'request' | 'require' {
  const verifyMode = effectiveVerifyMode(ssl, 'server');
  if (!asksForCertificate(verifyMode, certificateRequests)) return 'none';
  return (verifyMode & verifyModes.FAIL_IF_NO_PEER_CERT) === 0 ? 'request' : 'require';
}
