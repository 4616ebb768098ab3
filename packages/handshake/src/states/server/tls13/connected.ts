import type { ServerConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { receiveKeyUpdate } from '../../common/key-update.js';
import type { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next, State, TrafficSecrets } from '../../state.js';
import { sendTickets } from './new-session-ticket.js';

/** Connected: only a KeyUpdate may come (RFC 8446, 4.6.3). */
export class Server13Connected implements State {
  readonly name = 'server13-connected';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;
  readonly #traffic: TrafficSecrets;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys13, traffic: TrafficSecrets) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#traffic = traffic;
  }

  /** The handshake does not wait for its tickets: it is complete before they go out. */
  connected(): void {
    sendTickets(this.#handshake, this.#keys);
  }

  handle(message: HandshakeMessage): Next {
    receiveKeyUpdate(this.#handshake, this.#traffic, message.body);
    return this;
  }
}
