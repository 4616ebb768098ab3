import {
  EMPTY_RENEGOTIATION_INFO_SCSV,
  FALLBACK_SCSV,
  type GroupName,
  groupByName,
  type HashName,
  type KeyExchange,
  type ProtocolVersion,
  SSL30,
  signatureSchemeByName,
  TLS10,
  TLS12,
  TLS13,
  TlsError,
  versions,
} from '@proj/crypto';
import { parseReferenceIdentity } from '@proj/crypto/x509';
import type { ClientConfig } from '../../config.js';
import {
  type ClientHelloExtensions,
  extensionTable,
  offeredExtensions,
  type StatusRequest,
  uncompressedPointFormat,
} from '../../extensions/index.js';
import { isGrease } from '../../grease.js';
import type { Session } from '../../resumption/session.js';
import { multiOcspStatusType, ocspStatusType } from '../../wire/certificate-status.js';
import {
  type ClientHello,
  helloRandomLength,
  maxSessionIdLength,
  writeClientHello,
} from '../../wire/client-hello.js';
import { handshakeTypes } from '../../wire/handshake-type.js';
import { encodeProtocol } from '../common/alpn.js';
import { compressionValues } from '../common/certificate-message.js';
import { certificateTypeValues } from '../common/certificate-types.js';
import { delegationValues } from '../common/delegation.js';
import { limitValues } from '../common/record-limits.js';
import type { Handshake } from '../state.js';
import { startEarlyData } from './early-data.js';
import { type DrawnShape, drawShape, paddingLength, shapedExtensions, shapedSuites } from './hello-shape.js';
import {
  bind,
  earlySession,
  fittingSession,
  type OfferedPsk,
  offeredPsks,
  pskValues,
  sessionValues12,
} from './psk-offer.js';

/** A ClientHello that was sent, and what is needed to read its answers. */
export interface Offer {
  readonly hello: ClientHello;
  /** Types of extensions that may be answered. */
  readonly offered: ReadonlySet<number>;
  /** Our halves of the key exchanges. */
  readonly exchanges: ReadonlyMap<GroupName, KeyExchange>;
  /** The pre-shared keys, in the order in which they are offered. */
  readonly psks: readonly OfferedPsk[];
  /** The session that the hello offers, of any version. */
  readonly session: Session | undefined;
  /** What was drawn for its looks. */
  readonly shape: DrawnShape;
}

/** What a HelloRetryRequest wants changed. */
export interface Retry {
  /** Send a share for this group, and for no other. */
  readonly group: GroupName | undefined;
  /** Give this back. */
  readonly cookie: Uint8Array | undefined;
  /** The hash of the suite that it names. */
  readonly hash: HashName;
}

/** What stays the same in both of a client's hellos. */
interface Fixed {
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly session: Session | undefined;
  readonly shape: DrawnShape;
}

type Exchanges = ReadonlyMap<GroupName, KeyExchange>;

const nothing = new Uint8Array(0);
/** From whichever responder (RFC 6066, 8). */
const anyOcspResponse: StatusRequest = { kind: 'ocsp', responderIds: [], requestExtensions: nothing };
/** The null method is the only one (RFC 8446, 4.1.2). */
const compressionMethods = Uint8Array.of(0);

/** Sends a first ClientHello. Randomness is drawn in this order: random, session id, key shares, looks. */
export function firstOffer(handshake: Handshake<ClientConfig>): Offer {
  const { config, negotiated } = handshake;
  const offers13 = config.maxVersion >= TLS13;
  const random = handshake.random(helloRandomLength);
  const session = fittingSession(handshake);
  session?.markOffered();
  const sessionId = offeredSessionId(handshake, session);
  const exchanges = startExchanges(handshake, offers13 ? config.keyShares : []);
  negotiated.clientRandom = random;
  negotiated.serverName = sentServerName(config);
  const psks = offeredPsks(handshake, session);
  const shape = drawShape(config);
  return sendOffer(handshake, { random, sessionId, session, shape }, exchanges, psks);
}

/**
 * The id of a session that the server keeps, or one by whose return a server shows that it takes the ticket
 * (RFC 5077, 3.4). With one, a middlebox takes TLS 1.3 for a resumed session of TLS 1.2 (RFC 8446, D.4).
 */
function offeredSessionId(handshake: Handshake<ClientConfig>, session: Session | undefined): Uint8Array {
  const { maxVersion, middleboxCompatibility } = handshake.config;
  if (session && session.fields.sessionId.length > 0) return session.fields.sessionId;
  const older = session !== undefined && session.fields.version < TLS13;
  const wanted = older || (maxVersion >= TLS13 && middleboxCompatibility);
  return wanted ? handshake.random(maxSessionIdLength) : nothing;
}

/** Sends the ClientHello that a HelloRetryRequest asks for: the first with these changes only (RFC 8446, 4.1.2). */
export function secondOffer(
  handshake: Handshake<ClientConfig>,
  { hello, exchanges, psks, session, shape }: Offer,
  retry: Retry,
): Offer {
  const { group, cookie, hash } = retry;
  const shares = group === undefined ? exchanges : startExchanges(handshake, [group]);
  const { random, sessionId } = hello;
  // RFC 8446, 4.1.4: keys that do not go with the suite of the HelloRetryRequest are left out.
  const fitting = psks.filter((psk) => psk.hash.name === hash);
  return sendOffer(handshake, { random, sessionId, session, shape }, shares, fitting, cookie);
}

function sendOffer(
  handshake: Handshake<ClientConfig>,
  { random, sessionId, session, shape: drawn }: Fixed,
  exchanges: Exchanges,
  psks: readonly OfferedPsk[],
  cookie?: Uint8Array,
): Offer {
  const { config, negotiated } = handshake;
  const shape = config.clientHelloShape;
  const early = negotiated.helloRetryRequest ? undefined : earlySession(handshake, psks);
  const values = {
    ...extensionValues(handshake, exchanges, cookie),
    ...(config.minVersion <= TLS12 && config.maxVersion > SSL30 && sessionValues12(handshake, session)),
    ...(config.maxVersion >= TLS13 && pskValues(handshake, psks, early !== undefined)),
  };
  const unpadded: ClientHello = {
    legacyVersion: Math.min(config.maxVersion, TLS12),
    random,
    sessionId,
    cipherSuites: shapedSuites(
      [...config.cipherSuites.map(({ id }) => id), ...signallingSuites(handshake)],
      drawn,
    ),
    compressionMethods,
    extensions: shapedExtensions(values, shape, drawn, negotiated.helloRetryRequest),
  };
  const padding = shape.padding ? paddingLength(unpadded) : undefined;
  const padded =
    padding === undefined
      ? unpadded
      : {
          ...unpadded,
          extensions: shapedExtensions({ ...values, padding }, shape, drawn, negotiated.helloRetryRequest),
        };
  const hello = shape.edit ? shape.edit(padded) : padded;
  const body = writeClientHello(hello);
  const offered = answerableExtensions(hello);
  const bound = offered.has(extensionTable.preSharedKey.id) ? psks : [];
  bind(handshake, body, bound);
  const raw = handshake.send(handshakeTypes.clientHello, body);
  if (early && offered.has(extensionTable.earlyData.id)) startEarlyData(handshake, early, raw);
  return { hello, offered, exchanges, psks: bound, session, shape: drawn };
}

/** What is said in the list of suites, which every server reads. */
function signallingSuites(handshake: Handshake<ClientConfig>): number[] {
  return [
    ...(signalsRenegotiation(handshake) ? [EMPTY_RENEGOTIATION_INFO_SCSV] : []),
    ...(handshake.config.isFallback && !handshake.renegotiation.running ? [FALLBACK_SCSV] : []), // RFC 7507, 4
  ];
}

/**
 * Whether knowledge of RFC 5746 is told among the suites (3.3), for the sake of servers of TLS 1.0 and SSL 3.0 that choke on
 * extensions; only an initial handshake may.
 */
function signalsRenegotiation({ config, negotiated, renegotiation }: Handshake<ClientConfig>): boolean {
  return config.minVersion <= TLS10 && !renegotiation.running && !negotiated.secureRenegotiation;
}

/** Types of extensions that may be answered: also the one that is offered by a suite (RFC 5746, 3.4), but none that means
 * nothing (RFC 8701, 3.1). */
function answerableExtensions(hello: ClientHello): ReadonlySet<number> {
  const offered = new Set([...offeredExtensions(hello)].filter((type) => !isGrease(type)));
  if (!hello.cipherSuites.includes(EMPTY_RENEGOTIATION_INFO_SCSV)) return offered;
  return new Set([...offered, extensionTable.renegotiationInfo.id]);
}

function startExchanges(handshake: Handshake<ClientConfig>, names: readonly GroupName[]): Exchanges {
  const { provider } = handshake.config;
  const exchanges = new Map<GroupName, KeyExchange>();
  for (const name of names) {
    const group = provider.group(name);
    if (!group)
      throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks the group ${name}`);
    exchanges.set(name, group.start(handshake.config.random));
  }
  return exchanges;
}

/** The server name that goes out: host names only, without the dot at their end (RFC 6066, 3). */
function sentServerName({ serverName }: ClientConfig): string | undefined {
  if (serverName === undefined) return undefined;
  const identity = parseReferenceIdentity(serverName);
  return identity.kind === 'dns' ? identity.name : undefined;
}

/** What the configuration has to say, each extension with the section that asks for it. */
function extensionValues(
  handshake: Handshake<ClientConfig>,
  exchanges: Exchanges,
  cookie: Uint8Array | undefined,
): ClientHelloExtensions {
  const { minVersion, maxVersion } = handshake.config;
  if (maxVersion === SSL30) return renegotiationValues(handshake);
  return {
    ...commonValues(handshake),
    ...(minVersion <= TLS12 && tls12Values(handshake)),
    ...(maxVersion >= TLS13 && tls13Values(handshake, exchanges, cookie)),
  };
}

function commonValues({ config, negotiated }: Handshake<ClientConfig>): ClientHelloExtensions {
  const { alpn, maxVersion } = config;
  const { serverName } = negotiated;
  const groups = config.groups
    .map((name) => groupByName(name))
    .filter(({ tls12 }) => tls12 || maxVersion >= TLS13);
  const schemes = config.signatureSchemes
    .map((name) => signatureSchemeByName(name))
    .filter((scheme) => scheme.minVersion <= maxVersion);
  return {
    ...(serverName !== undefined && { serverName }), // RFC 6066, 3
    ...(alpn.length > 0 && { alpn: alpn.map(encodeProtocol) }), // RFC 7301, 3.1
    ...(groups.length > 0 && { supportedGroups: groups.map(({ id }) => id) }), // RFC 8446, 4.2.7
    // RFC 8446, 4.2.3; RFC 5246, 7.4.1.4.1: older versions must not say it.
    ...(maxVersion >= TLS12 && { signatureAlgorithms: schemes.map(({ id }) => id) }),
    ...certificateWishes(config),
    ...statusValues(config),
    ...certificateTypeValues(config), // RFC 7250, 3
    ...limitValues(config),
  };
}

/** What the server's certificates are to be like (RFC 8446, 4.2.3 and 4.2.4). */
function certificateWishes({
  certificateSignatureSchemes: schemes,
  maxVersion,
  serverAuthorities,
}: ClientConfig): ClientHelloExtensions {
  const named = maxVersion >= TLS13 && serverAuthorities.length > 0;
  return {
    ...(schemes && { signatureAlgorithmsCert: schemes.map((name) => signatureSchemeByName(name).id) }),
    ...(named && { certificateAuthorities: serverAuthorities }),
  };
}

/** RFC 6066, 8; RFC 6961, 2.2; RFC 6962, 3.3.1. */
function statusValues({ minVersion, requestStatus, requestTimestamps }: ClientConfig): ClientHelloExtensions {
  const multi = requestStatus === 'chain' && minVersion <= TLS12;
  return {
    ...(requestStatus !== 'none' && { statusRequest: anyOcspResponse }),
    ...(multi && { statusRequestV2: [multiOcspStatusType, ocspStatusType] }),
    ...(requestTimestamps && { signedCertificateTimestamp: true as const }),
  };
}

/** RFC 5746, 3.4, 3.5 and 4.2: empty in an initial handshake, and when that was with a server which does not know it. */
function renegotiationValues(handshake: Handshake<ClientConfig>): ClientHelloExtensions {
  if (signalsRenegotiation(handshake)) return {};
  const { clientVerifyData, secureRenegotiation } = handshake.negotiated;
  return { renegotiationInfo: secureRenegotiation ? clientVerifyData : nothing };
}

function tls12Values(handshake: Handshake<ClientConfig>): ClientHelloExtensions {
  const { config } = handshake;
  const curves = config.cipherSuites.some(({ keyExchange }) => keyExchange === 'ecdhe');
  const cbc = config.cipherSuites.some(({ protection }) => protection.kind === 'cbc');
  return {
    ...renegotiationValues(handshake),
    extendedMasterSecret: true, // RFC 7627, 5.1
    ...(curves && { ecPointFormats: [uncompressedPointFormat] }), // RFC 8422, 5.1.2
    ...(config.encryptThenMac && cbc && { encryptThenMac: true as const }), // RFC 7366, 2
  };
}

function tls13Values(
  { config }: Handshake<ClientConfig>,
  exchanges: Exchanges,
  cookie: Uint8Array | undefined,
): ClientHelloExtensions {
  const shares = [...exchanges].map(([name, { share }]) => ({
    group: groupByName(name).id,
    keyExchange: share,
  }));
  return {
    ...compressionValues(config), // RFC 8879, 3
    ...delegationValues(config), // RFC 9345, 4.1
    supportedVersions: supportedVersions(config), // RFC 8446, 4.2.1
    keyShare: shares, // RFC 8446, 4.2.8
    ...(cookie && { cookie }), // RFC 8446, 4.2.2
    ...(config.postHandshakeAuth && { postHandshakeAuth: true as const }), // RFC 8446, 4.2.6
  };
}

function supportedVersions({ minVersion, maxVersion }: ClientConfig): ProtocolVersion[] {
  return Object.values(versions)
    .filter((version) => version >= minVersion && version <= maxVersion)
    .sort((a, b) => b - a);
}
