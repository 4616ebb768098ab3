import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { maxSessionIdLength } from '../../../wire/client-hello.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeNewSessionTicket12 } from '../../../wire/new-session-ticket12.js';
import type { Keys12 } from '../../common/keys12.js';
import { sessionOf } from '../../common/resume.js';
import type { Handshake } from '../../state.js';

/** Longest ticket that its message holds (RFC 5077, 3.3). */
const maxTicketLength = 0xffff;

/**
 * Settles how this session can be resumed: by a ticket, for clients that take one, else by an id, if sessions are kept
 * here. Notes both, for ServerHello.
 */
export function promiseSession(
  handshake: Handshake<ServerConfig>,
  { extensions }: ReceivedClientHello,
): void {
  const { config, negotiated } = handshake;
  const { sessionLifetime, sessionStore, ticketProtector } = config;
  const ticket =
    sessionLifetime > 0 && ticketProtector !== undefined && extensions.sessionTicket !== undefined;
  const id = sessionLifetime > 0 && sessionStore !== undefined && !ticket;
  negotiated.ticketPromised = ticket;
  negotiated.sessionId = id ? handshake.random(maxSessionIdLength) : emptyBody;
}

/** Sends the ticket that was promised (RFC 5077, 3.3), or keeps the session; when the client's Finished was right. */
export function giveSession(handshake: Handshake<ServerConfig>, keys: Keys12): void {
  const { config, negotiated } = handshake;
  const { sessionId, ticketPromised } = negotiated;
  const { sessionContext: context, sessionLifetime: lifetime, sessionStore, ticketProtector } = config;
  if (!ticketPromised && sessionId.length === 0) return;
  const session = sessionOf(handshake, { secret: keys.masterSecret(), lifetime, context, sessionId });
  if (!ticketPromised) {
    if (session) sessionStore?.add(sessionId, session.serialize(), session.expiresAt);
    return;
  }
  const sealed = (session && ticketProtector?.seal(session.serialize(), config.now())) ?? emptyBody;
  // Empty where there is no session to keep, or a client's certificates make it too long: then there is none after all.
  const ticket = sealed.length <= maxTicketLength ? sealed : emptyBody;
  handshake.send(
    handshakeTypes.newSessionTicket,
    writeNewSessionTicket12({ lifetimeHint: lifetime, ticket }),
  );
}
