import { TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { receiveKeyUpdate } from '../../common/key-update.js';
import type { Keys13 } from '../../common/keys13.js';
import type { Handshake, Next, State, TrafficSecrets } from '../../state.js';
import { sendTickets } from './new-session-ticket.js';
import { type OpenRequest, requestCertificate, takeCertificate } from './post-handshake-auth.js';

/** Connected: a KeyUpdate may come (RFC 8446, 4.6.3), and the answer to a request for a certificate (4.6.2). */
export class Server13Connected implements State {
  readonly name = 'server13-connected';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;
  readonly #traffic: TrafficSecrets;
  #request: OpenRequest | undefined;
  #tickets = 0;

  constructor(handshake: Handshake<ServerConfig>, keys: Keys13, traffic: TrafficSecrets) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#traffic = traffic;
  }

  /** The handshake does not wait for its tickets: it is complete before they go out. */
  connected(): void {
    this.#tickets += sendTickets(this.#handshake, this.#keys, this.#tickets);
  }

  handle(message: HandshakeMessage): Next {
    if (message.type !== handshakeTypes.keyUpdate) return this.#takeCertificate(message);
    receiveKeyUpdate(this.#handshake, this.#traffic, message.body);
    return this;
  }

  get certificateRequested(): boolean {
    return this.#request !== undefined;
  }

  requestCertificate(required: boolean): void {
    this.#request = requestCertificate(this.#handshake, required);
  }

  #takeCertificate(message: HandshakeMessage): Next {
    const [handshake, keys, request] = [this.#handshake, this.#keys, this.#request];
    if (!request)
      throw new TlsError('UNEXPECTED_MESSAGE', 'the client sent a certificate that it was not asked for');
    const done = (): State => {
      this.#request = undefined;
      // Tickets tell who the client is: those from before do not.
      this.connected();
      return this;
    };
    return takeCertificate({ handshake, keys, request, done }, message);
  }
}
