import type { ClientConfig } from '../../../config.js';
import { readNewSessionTicketExtensions } from '../../../extensions/index.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { readNewSessionTicket13 } from '../../../wire/new-session-ticket13.js';
import { receiveKeyUpdate } from '../../common/key-update.js';
import type { Handshake, Next, State, TrafficSecrets } from '../../state.js';

/** The handshake is complete; NewSessionTicket and KeyUpdate may follow (RFC 8446, 4.6). */
export class Connected implements State {
  readonly name = 'client13-connected';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #traffic: TrafficSecrets;

  constructor(handshake: Handshake<ClientConfig>, traffic: TrafficSecrets) {
    this.#handshake = handshake;
    this.#traffic = traffic;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type === handshakeTypes.keyUpdate) {
      receiveKeyUpdate(this.#handshake, this.#traffic, message.body);
    } else takeTicket(message.body);
    return this;
  }
}

/** Reads a ticket (RFC 8446, 4.6.1) and lets it go: without resumption there is no use for one. */
function takeTicket(body: Uint8Array): void {
  const { extensions } = readNewSessionTicket13(body);
  readNewSessionTicketExtensions(extensions);
}
