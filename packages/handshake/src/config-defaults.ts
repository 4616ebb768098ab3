import {
  type CipherSuite,
  type CryptoProvider,
  groupByName,
  type ProtocolVersion,
  TLS12,
  TLS13,
  type VersionName,
} from '@proj/crypto';
import { resolveCertificateCompression } from './certificate-compression.js';
import type { ClientConfig, CommonConfig, Limits, ServerConfig } from './config.js';
import { resolveAlgorithms } from './config-algorithms.js';
import {
  checkAlpn,
  checkCredentials,
  checkFragment,
  checkKeyShares,
  checkServerName,
  checkSignatureSchemes,
  checkSuites,
  invalid,
  resolveLimits,
} from './config-checks.js';
import { defaultKeyShares } from './config-preferences.js';
import { resolveCustomExtensions } from './custom-extension.js';
import { resolveDelegation } from './delegation.js';
import { resolveRawPublicKeys } from './raw-public-key.js';
import { checkMaxFragmentLength, resolveRecordLimit } from './record-limits.js';
import { type RenegotiationConfig, resolveRenegotiation } from './renegotiation/config.js';
import { clientResumption, serverResumption } from './resumption/config.js';
import { clientPsk12, needsCertificate, serverPsk12 } from './resumption/psk12.js';
import { resolveStatus } from './status/config.js';

/** All of it optional. */
export type Optional<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** Options of both roles that are given in another form than the configuration has. */
export interface BaseOptions {
  /** Where all cryptography comes from: `nobleProvider` of `@proj/crypto/noble`, or another. */
  readonly provider: CryptoProvider;
  /** Default TLS 1.2; below it `legacy` is needed. */
  readonly minVersion?: ProtocolVersion | VersionName | undefined;
  /** Default TLS 1.3. */
  readonly maxVersion?: ProtocolVersion | VersionName | undefined;
  /**
   * Suites or their names, IANA's or OpenSSL's, in order of preference. Default: those of TLS 1.3, then those of TLS 1.2
   * with forward secrecy and an AEAD; CCM and CBC only where they are named, as is all that `legacy` brings.
   */
  readonly cipherSuites?: readonly (CipherSuite | string)[] | undefined;
  /** Bounds to change; the others keep their defaults. */
  readonly limits?: Partial<Limits> | undefined;
  /** How to renegotiate; the rest keeps its defaults, by which it is refused. */
  readonly renegotiation?: Partial<RenegotiationConfig> | undefined;
}

type OptionsOf<Config> = Optional<Omit<Config, keyof BaseOptions | 'role' | 'stepUpCipherSuites'>>;

/** What a client can be told; see {@link ClientConfig} for each field. Only `provider` must be given, and whom to trust. */
export interface ClientOptions extends BaseOptions, OptionsOf<ClientConfig> {
  /** Suites or their names; see {@link ClientConfig.stepUpCipherSuites}. */
  readonly stepUpCipherSuites?: readonly (CipherSuite | string)[] | undefined;
}

/** What a server can be told; see {@link ServerConfig} for each field. Only `provider` and a credential must be given. */
export interface ServerOptions extends BaseOptions, OptionsOf<ServerConfig> {}

/**
 * A client's configuration, secure by default. Throws a `TlsError` `INVALID_CONFIG` that says what to change: for an
 * algorithm that the provider lacks, a key that does not belong to its certificate, and for a client that could not tell
 * whom it talks to, having neither `anchors` with a `serverName` nor a `verifyChain` of its own.
 */
export function clientConfig(options: ClientOptions): ClientConfig {
  const common = commonConfig(options);
  const { verifyChain, serverName } = options;
  const takesX509 = common.peerCertificateTypes.includes('x509') && needsCertificate(common.cipherSuites);
  if (takesX509 && !verifyChain && !options.anchors) {
    throw invalid('a client needs to know whom to trust: give anchors, or a verifyChain of your own');
  }
  if (takesX509 && !verifyChain && serverName === undefined) {
    throw invalid('a client needs to know whom it wants: give serverName, or a verifyChain of your own');
  }
  if (serverName !== undefined) checkServerName(serverName);
  if (options.isFallback && common.maxVersion >= TLS13) {
    throw invalid('isFallback is for another try with less: set maxVersion to the version to fall back to');
  }
  const keyShares = options.keyShares ?? defaultKeyShares(common.groups);
  checkKeyShares(keyShares, common.groups);
  checkMaxFragmentLength(options.maxFragmentLength);
  return {
    ...common,
    ...clientResumption(options),
    ...clientPsk12(options, common.cipherSuites),
    role: 'client',
    serverName,
    keyShares,
    legacyServerConnect: options.legacyServerConnect ?? false,
    isFallback: options.isFallback ?? false,
    postHandshakeAuth: options.postHandshakeAuth ?? false,
    stepUpCipherSuites: stepUpSuites(options, common),
    minDhBits: options.minDhBits ?? 2048,
    maxFragmentLength: options.maxFragmentLength,
    serverAuthorities: options.serverAuthorities ?? [],
    falseStart: options.falseStart ?? false,
    clientHelloShape: options.clientHelloShape ?? {},
    selectCredential: options.selectCredential,
  };
}

/**
 * A server's configuration, secure by default. Throws a `TlsError` `INVALID_CONFIG` that says what to change: for an
 * algorithm that the provider lacks, a key that does not belong to its certificate, a server without a credential or a
 * hook to get one from, and one that asks for client certificates and has nothing to verify them with.
 */
export function serverConfig(options: ServerOptions): ServerConfig {
  const dhGroup = options.dhGroup ?? 'ffdhe2048';
  const common = commonConfig(options);
  const { onClientHello, selectCredential } = options;
  const hasCertificate = common.credentials.length > 0 || selectCredential || onClientHello;
  if (!hasCertificate && needsCertificate(common.cipherSuites)) {
    throw invalid('a server needs a certificate: give credentials, or a selectCredential of your own');
  }
  const clientCertificate = options.clientCertificate ?? 'none';
  const verifiesX509 = options.verifyChain ?? options.anchors;
  if (clientCertificate !== 'none' && common.peerCertificateTypes.includes('x509') && !verifiesX509) {
    throw invalid('a server that asks for client certificates needs anchors, or a verifyChain of your own');
  }
  if (groupByName(dhGroup).kind !== 'ffdh') {
    throw invalid(`dhGroup is ${dhGroup}, which is no finite field: take ffdhe2048 or a larger one`);
  }
  return {
    ...common,
    ...serverResumption(options),
    ...serverPsk12(options, common.cipherSuites),
    role: 'server',
    clientCertificate,
    deferClientCertificate: options.deferClientCertificate ?? false,
    clientAuthorities: options.clientAuthorities ?? [],
    preferServerOrder: options.preferServerOrder ?? true,
    serverGatedRestart: options.serverGatedRestart ?? false,
    dhGroup,
    onClientHello,
    selectCredential,
    selectProtocol: options.selectProtocol,
    alpnMismatch: options.alpnMismatch ?? 'refuse',
    shapeExtensions: options.shapeExtensions,
  };
}

/** Suites that a client holds back: known and to be had like the others. */
function stepUpSuites(
  { stepUpCipherSuites: named = [] }: ClientOptions,
  { groups, legacy, minVersion, provider }: CommonConfig,
): CipherSuite[] {
  if (named.length === 0) return [];
  if (minVersion >= TLS13)
    throw invalid('stepUpCipherSuites are for TLS 1.2 and below: set minVersion to TLSv1.2');
  return checkSuites(named, provider, groups, { minVersion, maxVersion: TLS12 }, legacy);
}

/** What both roles have in common. */
function commonConfig(options: ClientOptions | ServerOptions): CommonConfig {
  const { legacy, provider } = options;
  const algorithms = resolveAlgorithms(options);
  const credentials = options.credentials ?? [];
  checkCredentials(credentials, algorithms.signingSchemes, algorithms, legacy);
  const { certificateSignatureSchemes } = options;
  if (certificateSignatureSchemes)
    checkSignatureSchemes('certificateSignatureSchemes', certificateSignatureSchemes, provider);
  const alpn = options.alpn ?? [];
  checkAlpn(alpn);
  const maxFragment = options.maxFragment ?? 16_384;
  checkFragment(maxFragment);
  return {
    provider,
    random: options.random ?? provider.random,
    now: options.now ?? Date.now,
    ...algorithms,
    certificateSignatureSchemes,
    alpn,
    credentials,
    anchors: options.anchors,
    certificateCache: options.certificateCache,
    verifyChain: options.verifyChain,
    ...resolveRawPublicKeys(options),
    ...resolveStatus(options),
    ...resolveDelegation(options, algorithms.signatureSchemes),
    ...resolveCertificateCompression(options),
    ...resolveCustomExtensions(options),
    ...resolveRecordLimit(options),
    middleboxCompatibility: options.middleboxCompatibility ?? true,
    encryptThenMac: options.encryptThenMac ?? true,
    maxFragment,
    recordPerMessage: options.recordPerMessage ?? false,
    padding: options.padding,
    renegotiation: resolveRenegotiation(options.renegotiation),
    legacy,
    limits: resolveLimits(options.limits),
    observer: options.observer ?? {},
  };
}
