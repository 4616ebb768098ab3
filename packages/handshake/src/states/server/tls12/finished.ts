import type { ServerConfig } from '../../../config.js';
import { writeFinished } from '../../../wire/finished.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import type { Keys12 } from '../../common/keys12.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server12Connected } from './connected.js';
import { giveSession } from './new-session.js';

/** Waits for the client's Finished, and answers it with our own, which ends the handshake (RFC 5246, 7.4.9). */
export class Server12Finished implements State {
  readonly name = 'server12-finished';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys12;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys12) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    this.#keys.checkFinished('client', message.body);
    handshake.transcript.add(message.raw);
    if (!handshake.negotiated.session) this.#answer();
    this.#keys.finish();
    return new Server12Connected(handshake);
  }

  /** In a resumed handshake our Finished came first (RFC 5246, 7.3). */
  #answer(): void {
    const handshake = this.#handshake;
    giveSession(handshake, this.#keys);
    handshake.sendChangeCipherSpec();
    this.#keys.write();
    handshake.send(handshakeTypes.finished, writeFinished(this.#keys.verifyData('server')));
  }
}
