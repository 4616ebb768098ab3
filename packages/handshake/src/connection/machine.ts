import { TLS13, TlsError } from '@proj/crypto';
import { contentTypes } from '@proj/record';
import type { ClientConfig, ServerConfig } from '../config.js';
import { type Services, watchReceived } from '../services.js';
import { messageName } from '../states/message-name.js';
import { Deciding, type Next, type State } from '../states/state.js';
import { type MessageName, type StateName, stateTable } from '../states/table.js';
import { readEmptyMessage } from '../wire/empty-message.js';
import type { HandshakeMessage } from '../wire/handshake-message.js';
import { handshakeTypeName, handshakeTypes } from '../wire/handshake-type.js';
import type { PeerCounts } from './peer-counts.js';

/** What asks for an answer once the handshake is complete; after our close_notify nothing may follow (RFC 8446, 6.1). */
const requests: ReadonlySet<MessageName> = new Set(['hello_request', 'client_hello', 'certificate_request']);

/** The state that a connection is in, and the way to the next one: each message goes by the table before a state has it. */
export class Machine {
  readonly #services: Services<ClientConfig | ServerConfig>;
  readonly #counts: PeerCounts;
  #state: State | undefined;
  #deciding: Deciding | undefined;

  constructor(services: Services<ClientConfig | ServerConfig>, counts: PeerCounts) {
    this.#services = services;
    this.#counts = counts;
  }

  /** The state whose message is waited for; `undefined` before the first. */
  get state(): State | undefined {
    return this.#state;
  }

  /** The decision that is waited for, and what to do with it. */
  get deciding(): Deciding | undefined {
    return this.#deciding;
  }

  /** The state's name; `idle` before the first. */
  get stateName(): StateName | 'idle' {
    return this.#state?.name ?? 'idle';
  }

  /** Whether the first handshake has begun. */
  get hasBegun(): boolean {
    return this.#state !== undefined || this.#deciding !== undefined;
  }

  /** Whether nothing is awaited that has to come next: the state is one of a connection that is complete. */
  get isConnected(): boolean {
    return this.#state !== undefined && stateTable[this.#state.name].connected === true;
  }

  /** Begins the first handshake. */
  begin(): void {
    this.#services.config.observer.handshakeStart?.();
    this.enter(this.#services.start());
    this.#services.flush();
  }

  /** Goes on with the decision that was waited for, and with the messages that came before it. */
  resume(deciding: Deciding): void {
    this.#deciding = undefined;
    this.enter(deciding.resume());
    this.takeMessages();
  }

  /** Waits for no decision any more. */
  giveUp(): void {
    this.#deciding = undefined;
  }

  /** Takes the messages that are whole, until a decision has to be waited for. */
  takeMessages(): void {
    const { joiner } = this.#services;
    while (!this.#deciding) {
      const message = joiner.next();
      if (!message) break;
      this.#take(message);
    }
    this.#services.flush();
  }

  /** Lets the state answer a warning; most pass over them. */
  takeWarning(description: number): void {
    const next = this.#deciding ? undefined : this.#state?.warning?.(description);
    if (next && next !== this.#state) this.enter(next);
  }

  /** Takes a message that came whole, outside of records (RFC 5246, E.2). */
  takeWhole(message: HandshakeMessage): void {
    this.#take(message);
    this.#services.flush();
  }

  /** Takes a ChangeCipherSpec where one is awaited (RFC 5246, 7.1). */
  takeChangeCipherSpec(fragment: Uint8Array): void {
    if (fragment.length !== 1 || fragment[0] !== 1) {
      throw new TlsError('BAD_CHANGE_CIPHER_SPEC', 'a ChangeCipherSpec record must hold the one byte 1');
    }
    const state = this.#state;
    if (state?.changeCipherSpec && stateTable[state.name].accepts.change_cipher_spec) {
      watchReceived(this.#services, contentTypes.changeCipherSpec, fragment, 'change_cipher_spec');
      this.enter(state.changeCipherSpec());
      this.#services.flush();
      return;
    }
    throw new TlsError(
      'UNEXPECTED_CHANGE_CIPHER_SPEC',
      `ChangeCipherSpec came in the state ${this.stateName}`,
    );
  }

  /** Moves on: to a state, or to waiting for a decision. */
  enter(next: Next): void {
    if (next instanceof Deciding) {
      this.#deciding = next;
      return;
    }
    this.#state = next;
    const services = this.#services;
    if (!this.isConnected || !services.handshaking) return;
    services.flush();
    services.handshaking = false;
    services.renegotiation.finish();
    services.config.observer.handshakeDone?.();
    next.connected?.();
  }

  #take(message: HandshakeMessage): void {
    if (this.#passesOver(message)) return;
    const services = this.#services;
    const { state, name } = this.#require(messageName(message.raw), message.type);
    if (!services.handshaking) this.#counts.postHandshake(name, services.config.limits);
    watchReceived(services, contentTypes.handshake, message.raw, name);
    if (services.closed && !services.handshaking && requests.has(name)) return;
    this.enter(state.handle(message));
  }

  /**
   * Whether a message is a HelloRequest to a client that negotiates already, which lets it pass, and not into the
   * transcript (RFC 5246, 7.4.1.1). TLS 1.3 has none.
   */
  #passesOver({ type, body }: HandshakeMessage): boolean {
    const { config, handshaking, negotiated } = this.#services;
    if (type !== handshakeTypes.helloRequest || config.role !== 'client' || !handshaking) return false;
    if ((negotiated.version ?? config.minVersion) === TLS13) return false;
    readEmptyMessage(type, body);
    this.#counts.postHandshake('hello_request', config.limits);
    return true;
  }

  /** The current state, if its row accepts this message. */
  #require(
    name: MessageName | undefined,
    type: number,
  ): { readonly state: State; readonly name: MessageName } {
    const state = this.#state;
    if (state && name && stateTable[state.name].accepts[name]) return { state, name };
    throw new TlsError(
      'UNEXPECTED_MESSAGE',
      `${handshakeTypeName(type)} came in the state ${this.stateName}`,
    );
  }
}
