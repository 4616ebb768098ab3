import { TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { writeFinished } from '../../../wire/finished.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { readNewSessionTicket12 } from '../../../wire/new-session-ticket12.js';
import { maxTicketLifetime } from '../../../wire/new-session-ticket13.js';
import type { Keys12 } from '../../common/keys12.js';
import { sessionOf } from '../../common/resume.js';
import type { Handshake, Next, State } from '../../state.js';
import { Connected } from './connected.js';

/** A ticket that came, and the seconds that it lasts. */
interface GivenTicket {
  readonly lifetime: number;
  readonly ticket: Uint8Array;
}

/** Seconds that a session lasts when the server does not say: as long as OpenSSL's of TLS 1.2. */
const defaultLifetime = 7200;
const nothing = new Uint8Array(0);

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
    const { lifetimeHint, ticket } = readNewSessionTicket12(message.body);
    this.#handshake.transcript.add(message.raw);
    const given = { lifetime: lifetimeHint || defaultLifetime, ticket: ticket.slice() };
    return new AwaitChangeCipherSpec(this.#handshake, this.#keys, given);
  }
}

/** Waits for the server's ChangeCipherSpec (RFC 5246, 7.1). */
export class AwaitChangeCipherSpec implements State {
  readonly name = 'client12-change-cipher-spec';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #keys: Keys12;
  readonly #given: GivenTicket | undefined;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys12, given?: GivenTicket) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#given = given;
  }

  changeCipherSpec(): Next {
    this.#keys.read();
    return new AwaitFinished(this.#handshake, this.#keys, this.#given);
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
  readonly #given: GivenTicket | undefined;

  constructor(handshake: Handshake<ClientConfig>, keys: Keys12, given: GivenTicket | undefined) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#given = given;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    this.#keys.checkFinished('server', message.body);
    handshake.transcript.add(message.raw);
    // Where a session is resumed, ours comes last (RFC 5246, 7.3).
    if (handshake.negotiated.session) sendFinished(handshake, this.#keys);
    this.#tellSession();
    this.#keys.finish();
    return new Connected(handshake);
  }

  /** Gives the session to the observer: it is the server's only now that its Finished was right (RFC 5077, 3.3). */
  #tellSession(): void {
    const handshake = this.#handshake;
    const { config, negotiated } = handshake;
    const { lifetime = defaultLifetime, ticket = nothing } = this.#given ?? {};
    // What was resumed can be resumed again, as it is.
    const isNew = ticket.length > 0 || (negotiated.sessionId.length > 0 && !negotiated.session);
    const isWanted = config.observer.session !== undefined || !config.renegotiation.refuse;
    if (!isNew || !isWanted) return;
    const session = sessionOf(handshake, {
      secret: this.#keys.masterSecret(),
      lifetime: Math.min(lifetime, maxTicketLifetime),
      ticket,
      sessionId: ticket.length > 0 ? nothing : negotiated.sessionId,
    });
    if (!session) return;
    handshake.renegotiation.session = session;
    config.observer.session?.(session);
  }
}

/** Sends ChangeCipherSpec and Finished (RFC 5246, 7.4.9). */
export function sendFinished(handshake: Handshake<ClientConfig>, keys: Keys12): void {
  handshake.sendChangeCipherSpec();
  keys.write();
  handshake.send(handshakeTypes.finished, writeFinished(keys.verifyData('client')));
}
