import { TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import type { Keys12 } from '../../common/keys12.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server12Finished } from './finished.js';

/** Waits for the client's ChangeCipherSpec, before which nothing protected may come (RFC 5246, 7.1). */
export class Server12ChangeCipherSpec implements State {
  readonly name = 'server12-change-cipher-spec';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys12;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys12) {
    this.#handshake = handshake;
    this.#keys = keys;
  }

  handle(): Next {
    throw new TlsError('UNEXPECTED_MESSAGE', 'a handshake message came where ChangeCipherSpec belongs');
  }

  changeCipherSpec(): Next {
    this.#keys.read();
    return new Server12Finished(this.#handshake, this.#keys);
  }
}
