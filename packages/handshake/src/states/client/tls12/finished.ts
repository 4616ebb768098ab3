import { TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import type { Keys12 } from '../../common/keys12.js';
import type { Handshake, Next, State } from '../../state.js';
import { Connected } from './connected.js';

/** Waits for the server's ChangeCipherSpec (RFC 5246, 7.1). */
export class AwaitChangeCipherSpec implements State {
  readonly name = 'client12-change-cipher-spec';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys12;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys12) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  changeCipherSpec(): Next {
    this.#keys.read();
    return new AwaitFinished(this.#handshake, this.#keys);
  }

  handle(_message: HandshakeMessage): Next {
    throw new TlsError('UNEXPECTED_MESSAGE', 'a handshake message came where ChangeCipherSpec belongs');
  }
}

/** Waits for the server's Finished (RFC 5246, 7.4.9). */
export class AwaitFinished implements State {
  readonly name = 'client12-finished';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys12;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys12) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    this.#keys.checkFinished('server', message.body);
    this.#handshake.transcript.add(message.raw);
    this.#keys.finish();
    return new Connected(this.#handshake);
  }
}
