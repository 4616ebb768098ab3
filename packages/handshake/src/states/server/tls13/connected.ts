import type { ServerConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { receiveKeyUpdate } from '../../common/key-update.js';
import type { Handshake, Next, State, TrafficSecrets } from '../../state.js';

/** Connected: only a KeyUpdate may come (RFC 8446, 4.6.3). */
export class Server13Connected implements State {
  readonly name = 'server13-connected';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #traffic: TrafficSecrets;

  constructor(handshake: Handshake<ServerConfig>, traffic: TrafficSecrets) {
    this.#handshake = handshake;
    this.#traffic = traffic;
  }

  handle(message: HandshakeMessage): Next {
    receiveKeyUpdate(this.#handshake, this.#traffic, message.body);
    return this;
  }
}
