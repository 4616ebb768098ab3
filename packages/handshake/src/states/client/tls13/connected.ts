import type { ClientConfig } from '../../../config.js';
import { readNewSessionTicketExtensions } from '../../../extensions/index.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { maxTicketLifetime, readNewSessionTicket13 } from '../../../wire/new-session-ticket13.js';
import { receiveKeyUpdate } from '../../common/key-update.js';
import type { Keys13 } from '../../common/keys13.js';
import { sessionOf } from '../../common/resume.js';
import type { Handshake, Next, State, TrafficSecrets } from '../../state.js';
import { answerCertificateRequest } from './post-handshake-auth.js';

/** The handshake is complete; NewSessionTicket, CertificateRequest and KeyUpdate may follow (RFC 8446, 4.6). */
export class Connected implements State {
  readonly name = 'client13-connected';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys13;
  readonly #traffic: TrafficSecrets;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys13, traffic: TrafficSecrets) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#traffic = traffic;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type === handshakeTypes.certificateRequest)
      return answerCertificateRequest(this.#handshake, this.#keys, message, this);
    if (message.type === handshakeTypes.keyUpdate) {
      receiveKeyUpdate(this.#handshake, this.#traffic, message.body);
    } else this.#takeTicket(message.body);
    return this;
  }

  /** Makes a session of a ticket (RFC 8446, 4.6.1). A lifetime of 0 tells to drop it at once. */
  #takeTicket(body: Uint8Array): void {
    const handshake = this.#handshake;
    const { ageAdd, extensions, lifetime, nonce, ticket } = readNewSessionTicket13(body);
    const { earlyData = 0 } = readNewSessionTicketExtensions(extensions);
    if (!handshake.config.observer.session || lifetime === 0) return;
    const session = sessionOf(handshake, {
      secret: this.#keys.ticketPsk(nonce),
      lifetime: Math.min(lifetime, maxTicketLifetime),
      ageAdd,
      maxEarlyData: earlyData,
      ticket: ticket.slice(),
    });
    if (session) handshake.config.observer.session(session);
  }
}
