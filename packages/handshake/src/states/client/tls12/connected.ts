import type { ClientConfig } from '../../../config.js';
import { refuseRenegotiation, refusesHelloRequest } from '../../../renegotiation/policy.js';
import { readEmptyMessage } from '../../../wire/empty-message.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Handshake, Next, State } from '../../state.js';

/** The handshake is complete. */
export class Connected implements State {
  readonly name = 'client12-connected';
  readonly #handshake: Handshake<ClientConfig>;

  constructor(handshake: Handshake<ClientConfig>) {
    this.#handshake = handshake;
  }

  /** HelloRequest asks for a renegotiation, which is done, or refused with a warning (RFC 5246, 7.4.1.1, 7.2.2). */
  handle(message: HandshakeMessage): Next {
    readEmptyMessage(message.type, message.body);
    const { config, renegotiation } = this.#handshake;
    if (refusesHelloRequest(this.#handshake)) return refuseRenegotiation(this.#handshake, this);
    if (!config.renegotiation.resumeOnRequest) renegotiation.fresh = true;
    return this.#handshake.beginRenegotiation();
  }
}
