import { constantTimeEqual, equalBytes, type HashName, TLS13, TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { bindersLength, type PskIdentity } from '../../../extensions/pre-shared-key.js';
import { pskModes } from '../../../extensions/psk-key-exchange-modes.js';
import { isBoundTo, parseStored, type Session } from '../../../resumption/session.js';
import { suiteHash } from '../../common/keys13.js';
import { externalKey, type PreSharedKey, pskBinder } from '../../common/psk.js';
import type { Handshake, Next } from '../../state.js';
import { hasClientIdentity } from '../client-identity.js';

/** A pre-shared key that a client offers and that this server takes; its binder is right. */
export interface AgreedPsk extends PreSharedKey {
  /** Its place in the client's list. */
  readonly index: number;
  readonly identity: PskIdentity;
  /** The session that it resumes; an external key has none. */
  readonly session: Session | undefined;
  /** Whether the session was kept here and has been taken out: no other connection can use it. */
  readonly usedOnce: boolean;
}

/** What a HelloRetryRequest leaves of the choice: the hash is settled, and so is the key, if it is offered again. */
export interface EarlierChoice {
  readonly hash: HashName;
  readonly psk: AgreedPsk | undefined;
}

/** Identities that are looked at, each of which costs a look-up or a decryption; clients send one or two. */
const maxIdentities = 8;

/** How keys are found for identities. */
type Candidate = Omit<AgreedPsk, 'index' | 'identity'>;

/**
 * Chooses the first of the client's pre-shared keys that is known here, fits this connection and has a right binder
 * (RFC 8446, 4.2.11). Throws `BAD_PSK_BINDER` (decrypt_error) for a key that we know and the client does not.
 *
 * @param earlier - What a HelloRetryRequest was sent with.
 */
export function choosePsk(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  earlier: EarlierChoice | undefined,
  next: (psk: AgreedPsk | undefined) => Next,
): Next {
  const { preSharedKey: offer, pskKeyExchangeModes: modes = [] } = received.extensions;
  handshake.negotiated.pskModes = modes;
  if (!offer || !(modes.includes(pskModes.pskDhe) || takesPskAlone(handshake.config, modes))) {
    return next(undefined);
  }
  const identities = offer.identities.slice(0, maxIdentities);
  const tryFrom = (index: number): Next => {
    const identity = identities[index];
    const binder = offer.binders[index];
    if (!identity || !binder) return next(undefined);
    return findCandidate(handshake, identity.identity, earlier?.psk, (candidate) => {
      if (!candidate || !fits(handshake, received, candidate, earlier)) return tryFrom(index + 1);
      checkBinder(handshake, received, candidate, binder);
      // It was taken out when the first hello was answered.
      if (candidate === earlier?.psk) return next({ ...candidate, index, identity });
      return takeOut(handshake, identity.identity, candidate, (usable) =>
        usable ? next({ ...candidate, index, identity }) : tryFrom(index + 1),
      );
    });
  };
  return tryFrom(0);
}

/** Whether a key may be used without an ephemeral exchange (RFC 8446, 4.2.9). */
function takesPskAlone({ pskWithoutDhe }: ServerConfig, modes: readonly number[]): boolean {
  return pskWithoutDhe && modes.includes(pskModes.psk);
}

function findCandidate(
  handshake: Handshake<ServerConfig>,
  identity: Uint8Array,
  earlier: AgreedPsk | undefined,
  next: (candidate: Candidate | undefined) => Next,
): Next {
  if (earlier && equalBytes(earlier.identity.identity, identity)) return next(earlier);
  const { config } = handshake;
  const external = config.externalPsks.find((psk) => equalBytes(psk.identity, identity));
  if (external) {
    return next({ ...externalKey(handshake, external), session: undefined, usedOnce: false });
  }
  const opened = config.ticketProtector?.open(identity, config.now());
  if (opened) return next(ofSession(handshake, opened, false));
  const { sessionStore } = config;
  if (!sessionStore) return next(undefined);
  return handshake.ask('find-session', sessionStore.find, identity, (kept) =>
    next(kept && ofSession(handshake, kept, true)),
  );
}

function ofSession(
  { config }: Handshake<ServerConfig>,
  bytes: Uint8Array,
  usedOnce: boolean,
): Candidate | undefined {
  const session = parseStored(bytes);
  if (session?.fields.version !== TLS13) return undefined;
  const hash = suiteHash(config.provider, session.fields.suite);
  return { key: session.fields.secret, hash, kind: 'resumption', session, usedOnce };
}

/** Whether this connection may use the key: a suite goes with it, and it is for this name, service and kind of client. */
function fits(
  { config }: Handshake<ServerConfig>,
  { hello, extensions }: ReceivedClientHello,
  { hash, session }: Candidate,
  earlier: EarlierChoice | undefined,
): boolean {
  const hasSuite = config.cipherSuites.some(
    (suite) => suite.tls13 && suite.hash === hash.name && hello.cipherSuites.includes(suite.id),
  );
  if (!hasSuite || (earlier && earlier.hash !== hash.name)) return false;
  if (!session) return true;
  return (
    isBoundTo(session, config.now(), extensions.serverName, config.sessionContext) &&
    hasClientIdentity(config, session)
  );
}

/** RFC 8446, 4.2.11.2. */
function checkBinder(
  { transcript }: Handshake<ServerConfig>,
  { raw, extensions }: ReceivedClientHello,
  psk: PreSharedKey,
  binder: Uint8Array,
): void {
  const binders = extensions.preSharedKey?.binders ?? [];
  const partial = raw.subarray(0, raw.length - bindersLength(binders));
  const expected = pskBinder(psk, transcript.binderHash(psk.hash, partial));
  if (constantTimeEqual(expected, binder)) return;
  throw new TlsError(
    'BAD_PSK_BINDER',
    'a PSK binder is wrong: the client does not have the key that it names',
  );
}

/** A session of the store serves one connection: who takes it out has it. */
function takeOut(
  handshake: Handshake<ServerConfig>,
  identity: Uint8Array,
  { usedOnce }: Candidate,
  next: (usable: boolean) => Next,
): Next {
  const { sessionStore } = handshake.config;
  if (!usedOnce || !sessionStore) return next(true);
  return handshake.ask('find-session', sessionStore.remove, identity, next);
}
