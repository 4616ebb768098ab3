import type { ServerConfig } from '../../../config.js';
import { refuseRenegotiation, refusesClientHello } from '../../../renegotiation/policy.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Handshake, Next, State } from '../../state.js';

/** Connected: what may come is a ClientHello, by which a client asks for a renegotiation. */
export class Server12Connected implements State {
  readonly name = 'server12-connected';
  readonly #handshake: Handshake<ServerConfig>;

  constructor(handshake: Handshake<ServerConfig>) {
    this.#handshake = handshake;
  }

  /** RFC 5246, 7.2.2: a server that won't renegotiate says so, and the client decides whether it can live with it. */
  handle(message: HandshakeMessage): Next {
    if (refusesClientHello(this.#handshake)) return refuseRenegotiation(this.#handshake, this);
    return this.#handshake.beginRenegotiation(message);
  }
}
