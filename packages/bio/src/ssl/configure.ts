import { type CipherSuite, type ProtocolVersion, TLS12, TLS13, TlsError } from '@proj/crypto';
import {
  type ClientConfig,
  clientConfig,
  defaultCipherSuites,
  type Hook,
  type Observer,
  type ReceivedClientHello,
  type ServerConfig,
  type Session,
  serverConfig,
} from '@proj/handshake';
import {
  clientCredentialHook,
  clientHelloHook,
  effectiveVerifyMode,
  type HookHost,
  verifyHook,
} from './hooks.js';
import { sslOptions, verifyModes } from './options.js';
import { ReasonError } from './reasons.js';
import { renegotiationConfig } from './renegotiation.js';
import { serverResumption, trustedSession, wantsTickets } from './resumption.js';
import type { SslSettings } from './settings.js';

/** A client's configuration from a connection's settings. Throws a `TlsError` that says what to change. */
export function configureClient(
  host: HookHost,
  observer: Observer,
  serverName: string | undefined,
): ClientConfig {
  const { ssl } = host;
  if (ssl.verifyMode === undefined && host.expectedName === undefined && !ssl.verifyCallback) {
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
    legacyServerConnect: has(ssl, sslOptions.LEGACY_SERVER_CONNECT),
    stepUpCipherSuites: ssl.stepUpSuites,
    selectCredential: ssl.certificateCallback && clientCredentialHook(host),
    sessionTickets: wantsTickets(ssl),
    earlyData: host.early.isOffered,
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
    clientCertificate: clientCertificate(effectiveVerifyMode(ssl, 'server')),
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

function common(host: HookHost, observer: Observer) {
  const { ssl } = host;
  const { cipherSuites, minVersion, maxVersion } = suitesAndVersions(ssl);
  return {
    provider: ssl.provider,
    now: ssl.now,
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
    middleboxCompatibility: has(ssl, sslOptions.ENABLE_MIDDLEBOX_COMPAT),
    encryptThenMac: !has(ssl, sslOptions.NO_ENCRYPT_THEN_MAC),
    maxFragment: ssl.maxSendFragment,
    recordPerMessage: ssl.recordPerMessage,
    renegotiation: renegotiationConfig(ssl.options),
    limits: { maxCertificateMessage: ssl.maxCertList },
    observer,
  };
}

function has({ options }: SslSettings, bit: bigint): boolean {
  return (options & bit) !== 0n;
}

function clientCertificate(verifyMode: number): 'none' | 'request' | 'require' {
  if ((verifyMode & verifyModes.PEER) === 0) return 'none';
  return (verifyMode & verifyModes.FAIL_IF_NO_PEER_CERT) === 0 ? 'request' : 'require';
}

/** A version that was switched off, or that no suite is left for, is not enabled. */
function suitesAndVersions(settings: SslSettings): {
  readonly cipherSuites: readonly CipherSuite[];
  readonly minVersion: ProtocolVersion;
  readonly maxVersion: ProtocolVersion;
} {
  const enabled = enabledVersions(settings);
  if (enabled.length === 0) {
    throw unusable('NO_PROTOCOLS_AVAILABLE', 'all protocol versions are switched off: enable TLS 1.2 or 1.3');
  }
  const suites = enabledSuites(settings);
  const usable = enabled.filter((version) => suites.some((suite) => suite.tls13 === (version === TLS13)));
  const [minVersion, maxVersion = minVersion] = usable;
  if (minVersion === undefined || maxVersion === undefined) {
    throw unusable('NO_CIPHERS_AVAILABLE', 'no cipher suite is left for the enabled versions: name one');
  }
  return { cipherSuites: suites, minVersion, maxVersion };
}

function enabledVersions(settings: SslSettings): ProtocolVersion[] {
  const { minVersion = TLS12, maxVersion = TLS13 } = settings;
  const versions: readonly (readonly [ProtocolVersion, bigint])[] = [
    [TLS12, sslOptions.NO_TLSv1_2],
    [TLS13, sslOptions.NO_TLSv1_3],
  ];
  return versions
    .filter(([version, off]) => version >= minVersion && version <= maxVersion && !has(settings, off))
    .map(([version]) => version);
}

function enabledSuites({ provider, groups, tls12Suites, tls13Suites }: SslSettings): readonly CipherSuite[] {
  const names = groups ?? provider.groups.map(({ name }) => name);
  const range = { minVersion: TLS12, maxVersion: TLS13 };
  const defaults = defaultCipherSuites(provider, names, range);
  return [
    ...(tls13Suites ?? defaults.filter(({ tls13 }) => tls13)),
    ...(tls12Suites ?? defaults.filter(({ tls13 }) => !tls13)),
  ];
}

function unusable(code: 'NO_PROTOCOLS_AVAILABLE' | 'NO_CIPHERS_AVAILABLE', message: string): TlsError {
  return new TlsError(code, message, { cause: new ReasonError(code, message) });
}
