import { TLS13 } from '@proj/crypto';
import type { ClientConfig } from '../../config.js';
import {
  bindersLength,
  type ClientHelloExtensions,
  type PreSharedKeyOffer,
  pskModes,
} from '../../extensions/index.js';
import { usesPsk } from '../../resumption/psk12.js';
import type { Session } from '../../resumption/session.js';
import { frame } from '../../wire/handshake-message.js';
import { handshakeTypes } from '../../wire/handshake-type.js';
import { suiteHash } from '../common/keys13.js';
import { externalKey, type PreSharedKey, pskBinder } from '../common/psk.js';
import type { Handshake } from '../state.js';

/** A pre-shared key that a ClientHello offers. */
export interface OfferedPsk extends PreSharedKey {
  readonly identity: Uint8Array;
  /** The session that it resumes; an external key has none. */
  readonly session: Session | undefined;
}

/**
 * The session to resume, if it fits what this client wants now: its version and suite are offered, it is for this name,
 * and its server was verified where this client would insist on that.
 */
export function fittingSession({ config, renegotiation }: Handshake<ClientConfig>): Session | undefined {
  if (renegotiation.fresh) return undefined;
  const session = (renegotiation.running && renegotiation.session) ?? config.session;
  const { minVersion, maxVersion, serverName, verifyChain } = config;
  if (!session?.isFresh(config.now())) return undefined;
  const { version, suite, verified, ...fields } = session.fields;
  const suites = config.cipherSuites.filter((one) => one.tls13 === suite.tls13);
  const fits =
    version >= minVersion &&
    version <= maxVersion &&
    suites.some((one) => (version === TLS13 ? one.hash === suite.hash : one.id === suite.id)) &&
    fields.serverName === serverName &&
    (verified || verifyChain !== undefined || usesPsk(suite));
  return fits ? session : undefined;
}

/** The pre-shared keys of TLS 1.3 to offer: the session's, then the external ones whose hash a suite has. */
export function offeredPsks(handshake: Handshake<ClientConfig>, session: Session | undefined): OfferedPsk[] {
  const { config } = handshake;
  if (config.maxVersion < TLS13) return [];
  const psks: OfferedPsk[] = [];
  if (session?.fields.version === TLS13) {
    const { secret, suite, ticket } = session.fields;
    psks.push({
      identity: ticket,
      key: secret,
      hash: suiteHash(config.provider, suite),
      kind: 'resumption',
      session,
    });
  }
  for (const psk of config.externalPsks) {
    psks.push({ ...externalKey(handshake, psk), identity: psk.identity, session: undefined });
  }
  return psks.filter(({ hash }) =>
    config.cipherSuites.some((suite) => suite.tls13 && suite.hash === hash.name),
  );
}

/** The extensions that offer them (RFC 8446, 4.2.9 to 4.2.11), with binders yet to be filled in. */
export function pskValues(
  { config }: Handshake<ClientConfig>,
  psks: readonly OfferedPsk[],
  earlyData: boolean,
): ClientHelloExtensions {
  const { pskWithoutDhe, sessionTickets } = config;
  if (psks.length === 0 && !sessionTickets) return {};
  const modes = pskWithoutDhe ? [pskModes.pskDhe, pskModes.psk] : [pskModes.pskDhe];
  return {
    pskKeyExchangeModes: modes,
    ...(earlyData && { earlyData: true as const }),
    ...(psks.length > 0 && { preSharedKey: unboundOffer(psks, config.now()) }),
  };
}

function unboundOffer(psks: readonly OfferedPsk[], now: number): PreSharedKeyOffer {
  return {
    identities: psks.map(({ identity, session }) => ({
      identity,
      obfuscatedTicketAge: session ? obfuscatedAge(session, now) : 0,
    })),
    binders: psks.map(({ hash }) => new Uint8Array(hash.outputLength)),
  };
}

/** RFC 8446, 4.2.11.1. */
function obfuscatedAge({ fields }: Session, now: number): number {
  return (now - fields.createdAt + fields.ageAdd) % 2 ** 32;
}

/** Fills the binders in at the end of a ClientHello's body (RFC 8446, 4.2.11.2). */
export function bind(
  { transcript }: Handshake<ClientConfig>,
  body: Uint8Array,
  psks: readonly OfferedPsk[],
): void {
  if (psks.length === 0) return;
  const length = bindersLength(psks.map(({ hash }) => new Uint8Array(hash.outputLength)));
  const message = frame(handshakeTypes.clientHello, body);
  const partial = message.subarray(0, message.length - length);
  let at = body.length - length + 2;
  for (const psk of psks) {
    const binder = pskBinder(psk, transcript.binderHash(psk.hash, partial));
    body.set(binder, at + 1);
    at += 1 + binder.length;
  }
}

/** The session of early data, if that is wanted and allowed: it goes with the first PSK (RFC 8446, 4.2.10). */
export function earlySession(
  { config }: Handshake<ClientConfig>,
  [first]: readonly OfferedPsk[],
): Session | undefined {
  const session = first?.session;
  if (!config.earlyData || !session || session.fields.maxEarlyData === 0) return undefined;
  const { alpn, suite } = session.fields;
  const offersSuite = config.cipherSuites.some(({ id }) => id === suite.id);
  return offersSuite && (alpn === undefined || config.alpn.includes(alpn)) ? session : undefined;
}

/** What offers or asks for a session of TLS 1.2 (RFC 5077, 3.2). */
export function sessionValues12(
  { config }: Handshake<ClientConfig>,
  session: Session | undefined,
): ClientHelloExtensions {
  const ticket = session?.fields.version === TLS13 ? undefined : session?.fields.ticket;
  if (!config.sessionTickets && !ticket?.length) return {};
  return { sessionTicket: ticket ?? new Uint8Array(0) };
}
