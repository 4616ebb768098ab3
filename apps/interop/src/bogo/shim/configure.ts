import {
  equalBytes,
  type ProtocolVersion,
  schemeFitsKey,
  signatureSchemeByName,
  TLS10,
  TLS11,
  TLS12,
  TLS13,
  TlsError,
} from '@proj/crypto';
import {
  type CertificateTypeName,
  type ClientConfig,
  type Credential,
  type CredentialAnswer,
  type CredentialRequest,
  clientConfig,
  type Observer,
  type OcspResponses,
  type PublicKeyRequest,
  type ReceivedClientHello,
  type ServerConfig,
  serverConfig,
  type VerifyAnswer,
  type VerifyRequest,
} from '@proj/handshake';
import { legacyVersions } from '@proj/handshake/legacy';
import { nodeProvider } from '@proj/node-adapter';
import {
  cipherSuitesOf,
  groupNames,
  usualGroups,
  usualKeyShares,
  usualSchemes,
  usualSigningSchemes,
} from './algorithms.ts';
import { checkCertificateRequest, checkClientHello, checkOfferedProtocols } from './checks.ts';
import { mockCompressions } from './compression.ts';
import { schemeNames } from './credentials.ts';
import { authoritiesOf, protocolsOf } from './lists.ts';
import type { ShimOptions } from './options.ts';
import { Unexpected, Unimplemented } from './outcome.ts';
import type { Test } from './test.ts';

/** The versions that the runner takes to be enabled. */
const usualVersions: readonly ProtocolVersion[] = [TLS10, TLS11, TLS12, TLS13];

/** The range of versions; throws {@link Unimplemented} where it would have gaps. */
function versionRange(options: ShimOptions): { minVersion: ProtocolVersion; maxVersion: ProtocolVersion } {
  // To say that a connection has fallen back, it must have: the highest version is for a first try.
  const { minVersion: min = TLS10, maxVersion: max = options.fallbackScsv ? TLS12 : TLS13 } = options;
  const off = [options.noTls1, options.noTls11, options.noTls12, options.noTls13];
  const enabled = usualVersions.filter((version, at) => version >= min && version <= max && off[at] !== true);
  const minVersion = enabled[0];
  const maxVersion = enabled.at(-1);
  if (minVersion === undefined || maxVersion === undefined) throw new Unimplemented('no version at all');
  if (usualVersions.indexOf(maxVersion) - usualVersions.indexOf(minVersion) >= enabled.length) {
    throw new Unimplemented('a version that is left out between others');
  }
  return { minVersion, maxVersion };
}

function common(test: Test, observer: Observer) {
  const { options, clock, decisions } = test;
  const { minVersion, maxVersion } = versionRange(options);
  const groups = options.curves.length > 0 ? groupNames(options.curves) : usualGroups;
  const cipherSuites = cipherSuitesOf(options.cipher, groups);
  const isOld = cipherSuites.some((suite) => suite.minVersion < TLS12);
  return {
    provider: nodeProvider,
    now: () => clock.now,
    // A version is not enabled without a suite for it.
    minVersion: isOld || minVersion >= TLS12 || maxVersion < TLS12 ? minVersion : TLS12,
    maxVersion,
    legacy: legacyVersions({ split: options.cbcRecordSplitting ? 'first-byte' : 'none' }),
    cipherSuites,
    groups,
    signatureSchemes: options.verifyPrefs.length > 0 ? schemeNames(options.verifyPrefs) : usualSchemes,
    signingSchemes: usualSigningSchemes,
    credentials: test.credentials.flatMap(({ credential }) =>
      credential && isOffered(options, credential) && canSign(credential, minVersion, maxVersion)
        ? [credential]
        : [],
    ),
    externalPsks: test.credentials.flatMap(({ psks }) => psks),
    requestStatus: options.enableOcspStapling ? ('leaf' as const) : ('none' as const),
    requestTimestamps: options.enableTimestamps,
    selectStatus: options.useOcspCallback ? decisions.hook(() => stapled(options)) : undefined,
    certificateCompression: options.certCompression.flatMap((id) => mockCompressions.get(id) ?? []),
    peerCertificateTypes: certificateTypes(options.acceptedPeerCertTypes),
    verifyPublicKey: decisions.hook((request: PublicKeyRequest) => isExpectedKey(options, request)),
    verifyChain: decisions.hook((request: VerifyRequest) => verifyAnswer(test, request)),
    maxFragment: options.maxSendFragment,
    limits: options.maxCertList === undefined ? {} : { maxCertificateMessage: options.maxCertList },
    observer,
  };
}

/** Whether a key is of use in the enabled versions: a configuration is refused that has others. */
function canSign({ signer }: Credential, minVersion: number, maxVersion: number): boolean {
  const { keyType, schemes = usualSigningSchemes } = signer;
  if (minVersion < TLS12 && (keyType === 'rsa' || keyType.startsWith('p'))) return true;
  const versions = [TLS12, TLS13].filter((version) => version >= minVersion && version <= maxVersion);
  return schemes
    .map((name) => signatureSchemeByName(name))
    .some((scheme) => versions.some((version) => schemeFitsKey(scheme, keyType, version)));
}

/** Whether a credential is of a type that the flags let be shown. */
function isOffered(options: ShimOptions, { rawPublicKey }: Credential): boolean {
  const { server, availableClientCertTypes: types } = options;
  return (
    server || types.length === 0 || certificateTypes(types).includes(rawPublicKey ? 'rawPublicKey' : 'x509')
  );
}

/** Numbers of certificate types (RFC 7250, 3) by name; X.509 when there are none. */
function certificateTypes(ids: readonly number[]): CertificateTypeName[] {
  if (ids.length === 0) return ['x509'];
  return ids.map((id) => {
    if (id === 0) return 'x509';
    if (id === 2) return 'rawPublicKey';
    throw new Unimplemented(`the certificate type ${id}`);
  });
}

function isExpectedKey(
  { expectPeerRpkSha256: expected, verifyFail }: ShimOptions,
  { spki }: PublicKeyRequest,
): boolean {
  if (!expected) return !verifyFail;
  const hash = nodeProvider.hash('SHA-256');
  return hash !== undefined && equalBytes(hash.digest(spki), expected);
}

/** The OCSP responses that the callback of the runner's tests gives. */
function stapled({
  failOcspCallback,
  declineOcspCallback,
  credential,
}: ShimOptions): OcspResponses | undefined {
  if (failOcspCallback) throw new TlsError('DECISION_FAILED', 'the test refuses to staple');
  return declineOcspCallback || !credential.ocspResponse ? undefined : [credential.ocspResponse];
}

/** The tests' chains lead nowhere: a flag says whether they hold. */
function verifyAnswer({ options, state }: Test, { ocspResponses }: VerifyRequest): VerifyAnswer {
  const { useCustomVerifyCallback, verifyFail, verifyPeer, requireClientCertificate } = options;
  if (state.verified) throw new Unexpected('the certificate is verified twice');
  state.verified = !verifyFail;
  if (options.expectOcspResponse && !ocspResponses[0])
    throw new Unexpected('there is no OCSP response to verify');
  if (verifyFail && (verifyPeer || requireClientCertificate || useCustomVerifyCallback)) {
    throw new TlsError('CERTIFICATE_UNKNOWN', 'the test refuses the certificate', {
      alert: useCustomVerifyCallback ? 'certificate_unknown' : 'handshake_failure',
    });
  }
  if (!options.server && options.useOcspCallback && options.failOcspCallback)
    throw new TlsError('BAD_CERTIFICATE_STATUS', 'the test refuses the OCSP response');
  return 'unverified';
}

/** A client's configuration for a test. */
export function configureClient(test: Test, observer: Observer): ClientConfig {
  const { options, decisions } = test;
  const { hostName, keyShares, advertiseAlpn } = options;
  const config = common(test, observer);
  return clientConfig({
    ...config,
    serverName: hostName === '' ? undefined : hostName,
    keyShares: keyShares ? groupNames(keyShares) : usualKeyShares(config.groups),
    alpn: protocolsOf(advertiseAlpn),
    legacyServerConnect: !options.noLegacyServerConnect,
    session: test.session,
    sessionTickets: !options.noTicket,
    earlyData: options.enableEarlyData,
    isFallback: options.fallbackScsv,
    falseStart: options.falseStart,
    clientHelloShape: { grease: options.enableGrease, permute: options.permuteExtensions },
    selectCredential: decisions.hook((request: CredentialRequest): CredentialAnswer => {
      checkCertificateRequest(options, request);
      return ownCredential(options);
    }),
    renegotiation: renegotiationOf(options),
  });
}

function ownCredential({ failCertCallback }: ShimOptions): 'default' {
  if (failCertCallback) throw new TlsError('DECISION_FAILED', 'the test has no certificate');
  return 'default';
}

function renegotiationOf(options: ShimOptions) {
  const { renegotiateOnce, renegotiateFreely, forbidRenegotiationAfterHandshake } = options;
  if (options.renegotiateIgnore || forbidRenegotiationAfterHandshake) {
    throw new Unimplemented('letting a HelloRequest pass without an answer');
  }
  if (!renegotiateOnce && !renegotiateFreely) return {};
  return {
    refuse: false,
    resumeOnRequest: false,
    maxFromPeer: renegotiateOnce ? 1 : 100,
    maxFromPeerAtOnce: renegotiateOnce ? 1 : 100,
  };
}

/** A server's configuration for a test. */
export function configureServer(test: Test, observer: Observer): ServerConfig {
  const { options, decisions, shared } = test;
  const { selectAlpn, selectEmptyAlpn, declineAlpn, rejectAlpn } = options;
  const chooses = selectAlpn !== '' || selectEmptyAlpn || declineAlpn || rejectAlpn;
  const config = common(test, observer);
  return serverConfig({
    ...config,
    clientCertificate: clientCertificate(options),
    clientAuthorities: authoritiesOf(options.clientCaList),
    preferServerOrder: options.serverPreference || options.cipher !== '',
    selectCredential:
      options.async || options.failCertCallback || config.credentials.length === 0
        ? decisions.hook((): CredentialAnswer => ownCredential(options))
        : undefined,
    onClientHello: decisions.hook((received: ReceivedClientHello): ServerConfig | undefined => {
      checkClientHello(test.options, received);
      if (options.failDdosCallback) throw new TlsError('DECISION_FAILED', 'the test refuses the client');
      if (options.failEarlyCallback)
        throw new TlsError('DECISION_FAILED', 'the test refuses the client', { alert: 'handshake_failure' });
      return undefined;
    }),
    selectProtocol: chooses
      ? decisions.hook((offered: readonly string[]) => {
          checkOfferedProtocols(options, offered);
          if (declineAlpn) return undefined;
          if (rejectAlpn) throw new TlsError('NO_APPLICATION_PROTOCOL', 'the test refuses all protocols');
          return selectAlpn;
        })
      : undefined,
    alpnMismatch: 'ignore',
    statelessTickets: !options.noTicket,
    ticketCount: options.noTicket ? 0 : 2,
    ticketProtector: shared.ticketProtector(options),
    sessionStore: shared.sessionStore(test),
    maxEarlyData: options.enableEarlyData ? maxEarlyData : 0,
    earlyDataWindow,
  });
}

/** Bytes of early data, and milliseconds between two views of a ticket's age, that the runner takes a server to allow. */
const maxEarlyData = 14_336;
const earlyDataWindow = 60_000;

function clientCertificate(options: ShimOptions): 'none' | 'request' | 'require' {
  if (options.verifyPeer) return 'request';
  return options.requireClientCertificate ? 'require' : 'none';
}
