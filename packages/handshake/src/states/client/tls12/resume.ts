import { equalBytes, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import type { Session } from '../../../resumption/session.js';
import type { ServerHello } from '../../../wire/server-hello.js';
import { Keys12 } from '../../common/keys12.js';
import { resume } from '../../common/resume.js';
import type { Handshake, Next } from '../../state.js';
import type { Offer } from '../offer.js';
import { AwaitChangeCipherSpec, AwaitNewSessionTicket } from './finished.js';
import type { Settled } from './start.js';

/** The session that a ServerHello resumes, which it tells by giving its id back (RFC 5246, 7.4.1.3; RFC 5077, 3.4). */
export function resumedSession({ hello, session }: Offer, { sessionId }: ServerHello): Session | undefined {
  return hello.sessionId.length > 0 && equalBytes(sessionId, hello.sessionId) ? session : undefined;
}

/** Goes on with an abbreviated handshake: the server's Finished comes first (RFC 5246, 7.3). */
export function resumeSession(handshake: Handshake<ClientConfig>, session: Session, settled: Settled): Next {
  const { negotiated, transcript } = handshake;
  const { fields } = session;
  if (fields.version !== negotiated.version || fields.suite.id !== settled.suite.id) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `ServerHello: the session is one with ${fields.suite.name}, and is resumed with ${settled.suite.name}`,
    );
  }
  // RFC 7627, 5.3.
  if (fields.extendedMasterSecret !== negotiated.extendedMasterSecret) {
    throw new TlsError(
      'EXTENDED_MASTER_SECRET_CHANGED',
      'ServerHello: the session is resumed with another kind of master secret than it has',
    );
  }
  resume(handshake, session);
  transcript.forgetMessages();
  const keys = new Keys12(handshake, settled.suite, fields.secret.slice());
  const Awaited = settled.promisesTicket ? AwaitNewSessionTicket : AwaitChangeCipherSpec;
  return new Awaited(handshake, keys);
}
