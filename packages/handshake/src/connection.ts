import { alertCodes, TLS13, TlsError } from '@proj/crypto';
import { contentTypes, type OutputQueue, type PlainRecord } from '@proj/record';
import { alertMeaning, readAlert } from './alerts.js';
import { bindingOf, type ChannelBindingType } from './channel-binding.js';
import type { ClientConfig, ServerConfig } from './config.js';
import type { Progress } from './progress.js';
import { type RenegotiationConfig, resolveRenegotiation } from './renegotiation/config.js';
import type { RenegotiationKind } from './renegotiation/renegotiation.js';
import { Services, watchReceived } from './services.js';
import { startClient } from './states/client/start.js';
import { sendKeyUpdate } from './states/common/key-update.js';
import { messageName } from './states/message-name.js';
import { startServer } from './states/server/start.js';
import { Deciding, type Negotiated, type Next, type State } from './states/state.js';
import { type MessageName, type StateName, stateTable } from './states/table.js';
import { readEmptyMessage } from './wire/empty-message.js';
import type { HandshakeMessage } from './wire/handshake-message.js';
import { handshakeTypeName, handshakeTypes } from './wire/handshake-type.js';

const done: Progress = { kind: 'done' };
const nothing = new Uint8Array(0);

/**
 * One TLS connection as a function of bytes: {@link Connection.receive} takes what came, {@link Connection.output} holds
 * what must go, and every call that drives it answers with a {@link Progress}. It does no I/O and never waits.
 *
 * A fatal error queues its alert in `output` first, then is thrown, by that call and by every later one that drives the
 * connection. Data that was decrypted before can still be read.
 */
export class Connection {
  readonly #services: Services<ClientConfig | ServerConfig>;
  #driven = false;
  #state: State | undefined;
  #deciding: Deciding | undefined;
  #failure: TlsError | undefined;
  #peerClosed = false;
  #closed = false;
  #inputEnded = false;
  #data: Uint8Array = nothing;
  #warnings = 0;
  #keyUpdates = 0;
  #postHandshakeMessages = 0;

  /** @param config from `clientConfig` or `serverConfig`. */
  constructor(config: ClientConfig | ServerConfig) {
    if (config.role === 'client') {
      const services = new Services(config);
      this.#services = services;
      services.start = () => startClient(services);
    } else {
      const services = new Services(config);
      this.#services = services;
      services.start = () => startServer(services);
    }
  }

  /** Which end this is. */
  get role(): 'client' | 'server' {
    return this.#services.config.role;
  }

  /** What the handshake has agreed on so far. */
  get negotiated(): Readonly<Negotiated> {
    return this.#services.negotiated;
  }

  /** The state that it is in: the message that it waits for. `idle` before the first call of `handshake`. */
  get stateName(): StateName | 'idle' {
    return this.#state?.name ?? 'idle';
  }

  /** Whether a handshake is owed or running. */
  get isHandshaking(): boolean {
    return this.#services.handshaking;
  }

  /** How many renegotiations have begun, whoever asked for them. */
  get renegotiations(): number {
    return this.#services.renegotiation.count;
  }

  /**
   * How often a handshake has begun anew for server-gated cryptography. A caller that is to return to its own between two
   * hellos (SSL_do_handshake(3), without SSL_MODE_AUTO_RETRY) sees it grow while `isHandshaking` and no input is buffered.
   */
  get restarts(): number {
    return this.#services.renegotiation.restarts;
  }

  /** Whether a renegotiation is wanted, asked for with a HelloRequest, or running. */
  get renegotiationPending(): boolean {
    return this.#services.renegotiation.pending;
  }

  /** The fatal error that ended the connection, ours or the peer's. */
  get failure(): TlsError | undefined {
    return this.#failure;
  }

  /** Whether the peer said close_notify. */
  get peerClosed(): boolean {
    return this.#peerClosed;
  }

  /** Whether {@link Connection.close} was called. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Bytes still missing for the next whole record: 5 for a header, then the rest of it; 0 when one is there. */
  get neededInput(): number {
    return this.#services.reader.needed;
  }

  /** Bytes that were received and not yet looked at. */
  get bufferedInput(): number {
    return this.#services.reader.buffered;
  }

  /** Decrypted bytes of application data that can be read. */
  get readable(): number {
    return this.#data.length;
  }

  /** Bytes of early data that a client may write yet, or that a server takes yet. */
  get earlyDataLeft(): number {
    return this.#services.earlyDataLeft;
  }

  /** What must go to the peer. */
  get output(): OutputQueue {
    return this.#services.writer.output;
  }

  /** Takes bytes that came from the peer; they are copied. Nothing is processed yet. */
  receive(bytes: Uint8Array): void {
    if (this.#peerClosed || this.#failure) return;
    if (this.#data.length > 0) this.#data = this.#data.slice();
    this.#services.reader.receive(bytes);
  }

  /**
   * Says that no more bytes will come. Without a close_notify that is a truncation: the next call that needs input
   * throws `UNEXPECTED_EOF` (RFC 8446, 6.1), unless `asClosed` takes it for one (SSL_OP_IGNORE_UNEXPECTED_EOF).
   */
  endOfInput(asClosed = false): void {
    if (asClosed) this.#peerClosed = true;
    else this.#inputEnded = true;
  }

  /**
   * Goes on with the handshake: `done` only when it is complete and all output is gone. Records that follow the
   * handshake are left alone. Throws the `TlsError` that ends the connection.
   */
  handshake(): Progress {
    this.#throwFailure();
    if (!this.#state && !this.#deciding) this.#guard(() => this.#start());
    this.#startRenegotiation();
    for (;;) {
      const progress: Progress = this.isHandshaking ? this.#drive() : done;
      if (progress.kind === 'done' && this.isHandshaking) continue;
      const pending = this.output.pending;
      return pending > 0 ? { kind: 'has-output', bytes: pending } : progress;
    }
  }

  /**
   * Processes one whole record, or goes on where a decision was awaited: `done` when it did. Throws the `TlsError` that
   * ends the connection.
   */
  processRecord(): Progress {
    this.#throwFailure();
    this.#startRenegotiation();
    if (this.#data.length > 0) return { kind: 'has-data', bytes: this.#data.length };
    if (this.#peerClosed) return { kind: 'closed' };
    const deciding = this.#deciding;
    if (deciding && !deciding.decision.settled) return { kind: 'waits-for', decision: deciding.decision };
    return this.#guard(() => {
      if (deciding) {
        this.#deciding = undefined;
        this.#enter(deciding.resume());
        this.#takeMessages();
        return done;
      }
      const record = this.#services.reader.next();
      if (!record) return this.#needInput();
      this.#takeRecord(record);
      return done;
    });
  }

  /** Takes decrypted bytes; the count, 0 when there are none. */
  read(into: Uint8Array): number {
    const count = this.peek(into);
    this.#data = this.#data.subarray(count);
    return count;
  }

  /** Looks at decrypted bytes without taking them. */
  peek(into: Uint8Array): number {
    const count = Math.min(into.length, this.#data.length);
    into.set(this.#data.subarray(0, count));
    return count;
  }

  /** Seals at most one record of application data into `output`. Returns the bytes taken. */
  write(data: Uint8Array): number {
    this.#throwFailure();
    if (this.#closed) throw new TlsError('CLOSED', 'close() was called: nothing more can be written');
    this.#startRenegotiation();
    if (this.isHandshaking) throw new TlsError('NOT_READY', 'complete the handshake before writing');
    return this.#guard(() => {
      const services = this.#services;
      if (services.keyUpdateOwed || (services.writer.keyUpdateDue && services.trafficSecrets))
        this.#sendKeyUpdate(false);
      return services.writer.writeFragment(contentTypes.applicationData, data);
    });
  }

  /**
   * Seals data that goes ahead of the complete handshake into `output`, at most one record. Returns the bytes taken.
   *
   * On a client, early data (RFC 8446, 2.3), which others can replay: it begins the handshake where that has not begun,
   * and takes 0 bytes once no more are allowed. Whether the server took it, `negotiated.earlyData` tells afterwards: what
   * it rejected is to be written again. On a server of TLS 1.3, what need not wait for the client's Finished, once
   * `handshake` was driven: whom it goes to is not proven yet. Throws `NOT_READY` where there is no early data.
   */
  writeEarlyData(data: Uint8Array): number {
    this.#throwFailure();
    if (this.#closed) throw new TlsError('CLOSED', 'close() was called: nothing more can be written');
    if (!this.#state && !this.#deciding && this.role === 'client') this.#guard(() => this.#start());
    if (!this.isHandshaking || !this.#writesEarly) {
      throw new TlsError('NOT_READY', 'there is no early data here: call handshake(), then write()');
    }
    const services = this.#services;
    const taken = this.role === 'server' ? data : data.subarray(0, services.earlyDataLeft);
    if (taken.length === 0) return 0;
    return this.#guard(() => {
      const count = services.writer.writeFragment(contentTypes.applicationData, taken);
      if (this.role === 'client') services.earlyDataLeft -= count;
      return count;
    });
  }

  /** Whether there is a key for data before the handshake is complete: a server has one when its Finished is sent. */
  get #writesEarly(): boolean {
    const { earlyData, serverVerifyData, version } = this.negotiated;
    if (this.role === 'client') return earlyData !== 'none';
    return version === TLS13 && serverVerifyData.length > 0;
  }

  /** Queues close_notify, once. Reading may go on (RFC 8446, 6.1). */
  close(): void {
    if (this.#closed || this.#failure) return;
    this.#closed = true;
    this.#services.sendWarning(alertCodes.close_notify);
  }

  /** Queues a KeyUpdate and moves our writing key on; with `requestPeer`, the peer is to do the same (TLS 1.3 only). */
  updateKeys(requestPeer: boolean): void {
    this.#throwFailure();
    if (this.isHandshaking) throw new TlsError('NOT_READY', 'complete the handshake before updating keys');
    if (!this.#services.trafficSecrets)
      throw new TlsError('NOT_READY', 'keys can be updated in TLS 1.3 only');
    this.#guard(() => this.#sendKeyUpdate(requestPeer));
  }

  /**
   * Asks the client for a certificate after the handshake (RFC 8446, 4.6.2): on a server of TLS 1.3, where
   * `negotiated.postHandshakeAuth` says that the client can be asked. Its answer is taken by `processRecord`, when it comes;
   * then `negotiated.peerChain` and `verifiedChain` are what they have become. Throws `NOT_READY`, which does not end the
   * connection.
   *
   * @param required - Whether the connection ends when the client has no certificate.
   */
  requestClientCertificate(required: boolean): void {
    this.#throwFailure();
    const state = this.#state;
    if (this.#closed) throw new TlsError('CLOSED', 'close() was called: nothing can be asked for any more');
    if (!state?.requestCertificate || !this.negotiated.postHandshakeAuth) {
      throw new TlsError(
        'NOT_READY',
        'this client can not be asked for a certificate now: it must have offered that, in TLS 1.3, and the handshake be complete',
      );
    }
    if (state.certificateRequested)
      throw new TlsError('NOT_READY', 'the client has been asked for a certificate: wait for its answer');
    this.#guard(() => {
      state.requestCertificate?.(required);
      this.#services.flush();
    });
  }

  /** Whether {@link Connection.requestClientCertificate} has yet to be answered. */
  get clientCertificatePending(): boolean {
    const state = this.#state;
    if (state?.certificateRequested) return true;
    return state !== undefined && !this.isHandshaking && !stateTable[state.name].connected;
  }

  /**
   * Wants another handshake (RFC 5746; TLS 1.2 and below): it begins with the next call of `handshake`, `processRecord`
   * or `write` that finds nothing on its way in either direction. On a client that is the handshake itself; a server
   * only asks for it, and goes on as before until the client's answer comes. `abbreviated` offers to
   * resume this connection's session, or on a server lets the client do so; without it there is a new one.
   *
   * Data that the peer sent before it could know is taken by `processRecord`, and is an error within `handshake`. Throws
   * `NOT_READY` before the first handshake is complete and in TLS 1.3, `NO_RENEGOTIATION` where it is refused, and
   * `CLOSED`; none of them ends the connection.
   */
  renegotiate(options: { readonly abbreviated?: boolean } = {}): void {
    this.#throwFailure();
    const { config, handshaking, negotiated, renegotiation } = this.#services;
    if (this.#closed) throw new TlsError('CLOSED', 'close() was called: nothing can be negotiated any more');
    if (negotiated.version === TLS13)
      throw new TlsError('NOT_READY', 'TLS 1.3 has no renegotiation: use updateKeys');
    if (handshaking && !renegotiation.running)
      throw new TlsError('NOT_READY', 'complete the handshake before renegotiating');
    if (config.renegotiation.refuse)
      throw new TlsError(
        'NO_RENEGOTIATION',
        'renegotiation is refused: allow it with renegotiation.refuse false',
      );
    const kind: RenegotiationKind = options.abbreviated ? 'abbreviated' : 'full';
    renegotiation.wanted = kind;
  }

  /**
   * Changes what may become of the connection after this handshake, whoever asks for it. Throws a `TlsError`
   * `INVALID_CONFIG`.
   */
  setRenegotiation(options: Partial<RenegotiationConfig>): void {
    const services = this.#services;
    services.config = { ...services.config, renegotiation: resolveRenegotiation(options) };
  }

  /**
   * Exported keying material of `length` bytes (RFC 8446, 7.5; RFC 5705; SSL_export_keying_material(3)). An absent and
   * an empty context are the same in TLS 1.3 and differ in TLS 1.2.
   */
  exportKeyingMaterial(label: string, context: Uint8Array | undefined, length: number): Uint8Array {
    const { exporter } = this.#services;
    if (!exporter) throw new TlsError('NOT_READY', 'complete the handshake before exporting keying material');
    return exporter(label, context, length);
  }

  /**
   * Exported keying material of `length` bytes that belongs to the early data of this connection (RFC 8446, 7.5;
   * SSL_export_keying_material_early(3)). Like that, it can be replayed: a server may see the same twice. Throws
   * `NOT_READY` where no early data is offered, or it was rejected.
   */
  exportEarlyKeyingMaterial(label: string, context: Uint8Array, length: number): Uint8Array {
    const { earlyExporter } = this.#services;
    if (earlyExporter) return earlyExporter(label, context, length);
    throw new TlsError('NOT_READY', 'there is no early data in this connection: use exportKeyingMaterial');
  }

  /**
   * Bytes by which something above, such as an authentication, is bound to this connection (RFC 5929; RFC 9266). Throws
   * `NOT_READY` for a kind that this connection has none of.
   */
  channelBinding(type: ChannelBindingType): Uint8Array {
    const { config, exporter, negotiated } = this.#services;
    if (!exporter) throw new TlsError('NOT_READY', 'complete the handshake before binding to it');
    return bindingOf({ role: this.role, negotiated, exporter, provider: config.provider }, type);
  }

  /** Ends the connection with an error of the caller's: its alert goes out as for any other. */
  abort(error: TlsError): void {
    if (!this.#failure) this.#fail(error);
  }

  #start(): void {
    this.#services.config.observer.handshakeStart?.();
    this.#enter(this.#services.start());
    this.#services.flush();
  }

  /** Goes on as part of `handshake`, in which no data is taken. */
  #drive(): Progress {
    this.#driven = true;
    try {
      return this.processRecord();
    } finally {
      this.#driven = false;
    }
  }

  /** Begins the renegotiation that is wanted, once nothing is on its way. */
  #startRenegotiation(): void {
    const services = this.#services;
    const { reader, renegotiation, writer } = services;
    if (renegotiation.wanted === undefined || services.handshaking || this.#deciding) return;
    if (reader.buffered > 0 || writer.output.pending > 0 || this.#data.length > 0) return;
    this.#guard(() => {
      if (this.role === 'client') {
        this.#enter(services.beginRenegotiation());
      } else {
        renegotiation.request();
        services.send(handshakeTypes.helloRequest, nothing);
      }
      services.flush();
    });
  }

  #needInput(): Progress {
    if (this.#inputEnded) {
      throw new TlsError(
        'UNEXPECTED_EOF',
        'the transport ended without a close_notify: what came may be truncated',
      );
    }
    return { kind: 'needs-input', bytes: this.neededInput };
  }

  #takeRecord(record: PlainRecord): void {
    const { joiner } = this.#services;
    const { type, fragment } = record;
    if (type !== contentTypes.handshake && !joiner.isEmpty) this.#checkInterleaving(type);
    if (type !== contentTypes.alert) this.#warnings = 0;
    if (type === contentTypes.handshake) {
      joiner.push(fragment);
      this.#takeMessages();
    } else if (type === contentTypes.applicationData) this.#takeData(fragment);
    else if (type === contentTypes.alert) this.#takeAlert(fragment);
    else this.#takeChangeCipherSpec(fragment);
  }

  /** RFC 8446, 5.1: handshake messages must not be interleaved with other records; before TLS 1.3, only with data. */
  #checkInterleaving(type: number): void {
    if (type === contentTypes.alert && this.negotiated.version !== TLS13) return;
    throw new TlsError(
      'INTERLEAVED_HANDSHAKE',
      `a record of type ${type} came in the middle of a handshake message`,
    );
  }

  #takeMessages(): void {
    const { joiner } = this.#services;
    while (!this.#deciding) {
      const message = joiner.next();
      if (!message) break;
      this.#takeMessage(message);
    }
    this.#services.flush();
  }

  #takeMessage(message: HandshakeMessage): void {
    if (this.#passesOver(message)) return;
    const { state, name } = this.#require(messageName(message.raw), message.type);
    if (!this.isHandshaking) this.#countPostHandshake(name);
    watchReceived(this.#services, contentTypes.handshake, message.raw, name);
    this.#enter(state.handle(message));
  }

  /**
   * Whether a message is a HelloRequest to a client that negotiates already, which lets it pass, and not into the
   * transcript (RFC 5246, 7.4.1.1). TLS 1.3 has none.
   */
  #passesOver({ type, body }: HandshakeMessage): boolean {
    if (type !== handshakeTypes.helloRequest || this.role !== 'client' || !this.isHandshaking) return false;
    if ((this.negotiated.version ?? this.#services.config.minVersion) === TLS13) return false;
    readEmptyMessage(type, body);
    this.#countPostHandshake('hello_request');
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

  #enter(next: Next): void {
    if (next instanceof Deciding) {
      this.#deciding = next;
      return;
    }
    this.#state = next;
    const complete = stateTable[next.name].connected === true;
    if (!complete || !this.#services.handshaking) return;
    this.#services.flush();
    this.#services.handshaking = false;
    this.#services.renegotiation.finish();
    this.#services.config.observer.handshakeDone?.();
    next.connected?.();
  }

  #countPostHandshake(name: MessageName): void {
    const { limits } = this.#services.config;
    if (name === 'key_update') {
      if (++this.#keyUpdates <= limits.maxKeyUpdates) return;
      throw new TlsError('TOO_MANY_KEY_UPDATES', `${limits.maxKeyUpdates} key updates came without any data`);
    }
    if (++this.#postHandshakeMessages <= limits.maxPostHandshakeMessages) return;
    throw new TlsError(
      'UNEXPECTED_MESSAGE',
      `${limits.maxPostHandshakeMessages} messages came without any data`,
    );
  }

  #takeData(fragment: Uint8Array): void {
    if (this.isHandshaking && this.role === 'server' && this.negotiated.earlyData === 'accepted') {
      this.#takeEarlyData(fragment);
      return;
    }
    if (this.isHandshaking && !this.#mayBeData) {
      throw new TlsError(
        'UNEXPECTED_APPLICATION_DATA',
        'application data came before the handshake was complete',
      );
    }
    // RFC 8446, 4.6.2: nothing may come between the messages of an answer.
    if (!this.isHandshaking && this.#state && !stateTable[this.#state.name].connected) {
      throw new TlsError('UNEXPECTED_APPLICATION_DATA', 'application data came amid handshake messages');
    }
    this.#keyUpdates = 0;
    this.#postHandshakeMessages = 0;
    this.#data = fragment;
  }

  /** RFC 8446, 4.2.10: only so much of it, and none after EndOfEarlyData. */
  #takeEarlyData(fragment: Uint8Array): void {
    const services = this.#services;
    if (fragment.length > services.earlyDataLeft) {
      throw new TlsError('TOO_MUCH_EARLY_DATA', 'the client sent more early data than it may');
    }
    services.earlyDataLeft -= fragment.length;
    this.#data = fragment;
  }

  /** Whether the peer can have sent data before it knew of the renegotiation: it has not answered our ClientHello. */
  get #mayBeData(): boolean {
    if (this.#driven || !this.#services.renegotiation.running) return false;
    return this.stateName === 'client-server-hello';
  }

  #takeAlert(fragment: Uint8Array): void {
    const alert = readAlert(fragment);
    watchReceived(this.#services, contentTypes.alert, fragment);
    this.#services.config.observer.alert?.('read', alert.level, alert.description);
    const meaning = alertMeaning(alert, this.negotiated.version);
    if (meaning.kind === 'fatal') throw meaning.error;
    if (meaning.kind === 'close') {
      this.#peerClosed = true;
      return;
    }
    const { maxWarningAlerts } = this.#services.config.limits;
    if (++this.#warnings <= maxWarningAlerts) return;
    throw new TlsError('TOO_MANY_WARNING_ALERTS', `${this.#warnings} warning alerts came in a row`);
  }

  #takeChangeCipherSpec(fragment: Uint8Array): void {
    if (fragment.length !== 1 || fragment[0] !== 1) {
      throw new TlsError('BAD_CHANGE_CIPHER_SPEC', 'a ChangeCipherSpec record must hold the one byte 1');
    }
    const state = this.#state;
    if (state?.changeCipherSpec && stateTable[state.name].accepts.change_cipher_spec) {
      watchReceived(this.#services, contentTypes.changeCipherSpec, fragment, 'change_cipher_spec');
      this.#enter(state.changeCipherSpec());
      this.#services.flush();
      return;
    }
    throw new TlsError(
      'UNEXPECTED_CHANGE_CIPHER_SPEC',
      `ChangeCipherSpec came in the state ${this.stateName}`,
    );
  }

  #sendKeyUpdate(requestPeer: boolean): void {
    this.#services.keyUpdateOwed = false;
    sendKeyUpdate(this.#services, requestPeer);
    this.#services.trafficSecrets?.updateWriteKey();
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure;
  }

  /** Runs a step; an error that escapes it ends the connection, its alert first. */
  #guard<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw this.#fail(error);
    }
  }

  #fail(error: unknown): TlsError {
    const failure =
      error instanceof TlsError
        ? error
        : new TlsError('INTERNAL_ERROR', `an internal error: ${String(error)}`, { cause: error });
    this.#failure = failure;
    this.#deciding = undefined;
    if (failure.code !== 'ALERT_RECEIVED' && !this.#closed) this.#services.sendLastAlert(failure.alertCode);
    this.#services.destroy();
    return failure;
  }
}
