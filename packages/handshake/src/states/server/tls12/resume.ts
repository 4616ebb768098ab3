import { TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { isBoundTo, parseStored, type Session } from '../../../resumption/session.js';
import { writeFinished } from '../../../wire/finished.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { dialectOf } from '../../common/dialect.js';
import { Keys12 } from '../../common/keys12.js';
import { resume } from '../../common/resume.js';
import type { Handshake, Next } from '../../state.js';
import { hasClientIdentity } from '../client-identity.js';
import { Server12ChangeCipherSpec } from './change-cipher-spec.js';
import { sendServerHello } from './server-hello.js';

/**
 * Finds the session that a client wants to resume, in its ticket (RFC 5077, 3.4) or by its id (RFC 5246, 7.4.1.2), if it
 * may be resumed here. Throws `EXTENDED_MASTER_SECRET_CHANGED` (RFC 7627, 5.3).
 */
export function findSession(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  next: (session: Session | undefined) => Next,
): Next {
  const { config, renegotiation } = handshake;
  const refused = renegotiation.running && !config.renegotiation.allowResumption;
  if (refused || renegotiation.fresh) return next(undefined);
  const { sessionStore, ticketProtector } = config;
  const { hello, extensions } = received;
  const { sessionTicket: ticket } = extensions;
  const decided = (bytes: Uint8Array | undefined): Next => {
    const session = bytes && parseStored(bytes, config.cipherSuites);
    return next(session && mayResume(handshake, received, session) ? session : undefined);
  };
  if (ticketProtector && ticket && ticket.length > 0)
    return decided(ticketProtector.open(ticket, config.now()));
  if (!sessionStore || hello.sessionId.length === 0) return next(undefined);
  return handshake.ask('find-session', sessionStore.find, hello.sessionId, decided);
}

function mayResume(
  { config, negotiated }: Handshake<ServerConfig>,
  { hello, extensions }: ReceivedClientHello,
  session: Session,
): boolean {
  const { fields } = session;
  const hasSuite =
    config.cipherSuites.some(({ id }) => id === fields.suite.id) &&
    hello.cipherSuites.includes(fields.suite.id);
  const fits =
    fields.version === negotiated.version &&
    hasSuite &&
    isBoundTo(session, config.now(), extensions.serverName, config.sessionContext) &&
    hasClientIdentity(config, session);
  if (!fits) return false;
  // RFC 7627, 5.3.
  if (fields.extendedMasterSecret && !extensions.extendedMasterSecret) {
    throw new TlsError(
      'EXTENDED_MASTER_SECRET_CHANGED',
      'the client resumes a session with an extended master secret, and does not offer that any more',
    );
  }
  if (!fields.extendedMasterSecret && extensions.extendedMasterSecret) return false;
  // RFC 7366, 3: it stays as it was.
  return !fields.encryptThenMac || (config.encryptThenMac && extensions.encryptThenMac === true);
}

/** Sends the flight of an abbreviated handshake: ServerHello, ChangeCipherSpec, Finished (RFC 5246, 7.3). */
export function resumeSession(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  session: Session,
): Next {
  const { config, negotiated, transcript } = handshake;
  const { suite, secret } = session.fields;
  negotiated.suite = suite;
  // Of the handshake before, where this one is a renegotiation: the ticket that is resumed by stays good.
  negotiated.ticketPromised = false;
  resume(handshake, session);
  transcript.start(dialectOf(handshake).transcriptHash(config.provider, suite));
  transcript.forgetMessages();
  sendServerHello(handshake, received, suite);
  const keys = new Keys12(handshake, suite, secret.slice());
  handshake.sendChangeCipherSpec();
  keys.write();
  handshake.send(handshakeTypes.finished, writeFinished(keys.verifyData('server')));
  return new Server12ChangeCipherSpec(handshake, keys);
}
