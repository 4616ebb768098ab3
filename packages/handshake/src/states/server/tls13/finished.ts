import type { ServerConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server13Connected } from './connected.js';

/** Waits for the client's Finished, which ends the handshake. */
export class Server13Finished implements State {
  readonly name = 'server13-finished';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys13) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    const { negotiated, transcript } = this.#handshake;
    negotiated.clientVerifyData = this.#keys.checkFinished('client', message.body);
    transcript.add(message.raw);
    // RFC 8446, 5: from here on a ChangeCipherSpec is an error.
    this.#handshake.tolerateChangeCipherSpec(false);
    this.#keys.readApplication();
    return new Server13Connected(this.#handshake, this.#keys, this.#keys.finish());
  }
}
