import { Reader } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { writeNewSessionTicketExtensions } from '../../../extensions/certificate-extensions.js';
import { pskModes } from '../../../extensions/psk-key-exchange-modes.js';
import type { Session } from '../../../resumption/session.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { writeNewSessionTicket13 } from '../../../wire/new-session-ticket13.js';
import type { Keys13 } from '../../common/keys13.js';
import { sessionOf } from '../../common/resume.js';
import type { Handshake } from '../../state.js';

/** Bytes of the name of a session that is kept here: too many to guess. */
const storedIdLength = 32;
/** Longest ticket that a client can offer: the list of identities holds its length and its age too. */
const maxTicketLength = 0xffff - 6;

/**
 * Sends the tickets of this connection (RFC 8446, 4.6.1) to a client that can use them: after a resumed handshake just
 * one, which takes the place of the one that was used. Returns how many there were.
 *
 * @param sent - How many were sent before: no nonce may be used twice.
 */
export function sendTickets(handshake: Handshake<ServerConfig>, keys: Keys13, sent: number): number {
  const { config, negotiated } = handshake;
  if (!negotiated.pskModes.includes(pskModes.pskDhe)) return 0;
  const count = negotiated.session ? Math.min(config.ticketCount, 1) : config.ticketCount;
  for (let nonce = sent; nonce < sent + count; nonce++)
    sendTicket(handshake, keys, Uint8Array.of(nonce >> 8, nonce));
  return count;
}

function sendTicket(handshake: Handshake<ServerConfig>, keys: Keys13, nonce: Uint8Array): void {
  const { config } = handshake;
  const { maxEarlyData, sessionContext, sessionLifetime: lifetime, sessionStore, ticketProtector } = config;
  const stateless = ticketProtector && maxEarlyData === 0;
  if (lifetime === 0 || !(stateless || sessionStore)) return;
  const ageAdd = new Reader(handshake.random(4), 'ticket_age_add').u32();
  const secret = keys.ticketPsk(nonce);
  const session = sessionOf(handshake, { secret, lifetime, ageAdd, maxEarlyData, context: sessionContext });
  const ticket =
    session &&
    (stateless ? ticketProtector.seal(session.serialize(), config.now()) : kept(handshake, session));
  if (!ticket?.length || ticket.length > maxTicketLength) return;
  const extensions = writeNewSessionTicketExtensions(maxEarlyData > 0 ? { earlyData: maxEarlyData } : {});
  const body = writeNewSessionTicket13({ lifetime, ageAdd, nonce, ticket, extensions });
  handshake.send(handshakeTypes.newSessionTicket, body);
}

/** Keeps a session, and gives the name that it is kept by. */
function kept(handshake: Handshake<ServerConfig>, session: Session): Uint8Array {
  const id = handshake.random(storedIdLength);
  handshake.config.sessionStore?.add(id, session.serialize(), session.expiresAt);
  return id;
}
