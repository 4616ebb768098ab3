import { TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { readNewSessionTicket12 } from '../../../wire/new-session-ticket12.js';
import type { Keys12 } from '../../common/keys12.js';
import type { Handshake, Next, State } from '../../state.js';
import { Connected } from './connected.js';

/** Waits for the NewSessionTicket that was promised (RFC 5077, 3.3). */
export class AwaitNewSessionTicket implements State {
  readonly name = 'client12-new-session-ticket';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys12;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys12) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    // Without resumption there is no use for it: its form is checked, and it is let go.
    readNewSessionTicket12(message.body);
    this.#handshake.transcript.add(message.raw);
    return new AwaitChangeCipherSpec(this.#handshake, this.#keys);
  }
}

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
class AwaitFinished implements State {
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
