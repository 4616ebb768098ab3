import { alertCodes, TLS13, TlsError } from '@proj/crypto';
import { contentTypes, type OutputQueue } from '@proj/record';
import { bindingOf, type ChannelBindingType } from './channel-binding.js';
import type { ClientConfig, ServerConfig } from './config.js';
import { mayFalseStart } from './connection/false-start.js';
import { Incoming } from './connection/incoming.js';
import { Machine } from './connection/machine.js';
import { PeerCounts } from './connection/peer-counts.js';
import { beginRenegotiation, renegotiationIsDue, wantRenegotiation } from './connection/renegotiate.js';
import type { Progress } from './progress.js';
import { type RenegotiationConfig, resolveRenegotiation } from './renegotiation/config.js';
import { endSessions } from './resumption/end-sessions.js';
import { Services } from './services.js';
import { startClient } from './states/client/start.js';
import { sendKeyUpdate } from './states/common/key-update.js';
import { startServer } from './states/server/start.js';
import type { Negotiated } from './states/state.js';
import type { StateName } from './states/table.js';

const done: Progress = { kind: 'done' };

/**
 * One TLS connection as a function of bytes: {@link Connection.receive} takes what came, {@link Connection.output} holds
 * what must go, and every call that drives it answers with a {@link Progress}. It does no I/O and never waits.
 *
 * A fatal error queues its alert in `output` first, then is thrown, by that call and by every later one that drives the
 * connection. Data that was decrypted before can still be read.
 */
export class Connection {
  readonly #services: Services<ClientConfig | ServerConfig>;
  readonly #machine: Machine;
  readonly #incoming: Incoming;
  #failure: TlsError | undefined;

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
    const counts = new PeerCounts();
    this.#machine = new Machine(this.#services, counts);
    this.#incoming = new Incoming(this.#services, this.#machine, counts);
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
    return this.#machine.stateName;
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
    return this.#incoming.peerClosed;
  }

  /** Whether {@link Connection.close} was called. */
  get closed(): boolean {
    return this.#services.closed;
  }

  /** Bytes still missing for the next whole record: 5 for a header, then the rest of it; 0 when one is there. */
  get neededInput(): number {
    return this.#incoming.needed;
  }

  /** Bytes that were received and not yet looked at. */
  get bufferedInput(): number {
    return this.#incoming.buffered;
  }

  /** Decrypted bytes of application data that can be read. */
  get readable(): number {
    return this.#incoming.readable;
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
    if (!this.#failure) this.#incoming.receive(bytes);
  }

  /**
   * Says that no more bytes will come. Without a close_notify that is a truncation: the next call that needs input
   * throws `UNEXPECTED_EOF` (RFC 8446, 6.1), unless `asClosed` takes it for one (SSL_OP_IGNORE_UNEXPECTED_EOF).
   */
  endOfInput(asClosed = false): void {
    this.#incoming.end(asClosed);
  }

  /**
   * Goes on with the handshake: `done` only when it is complete and all output is gone. Records that follow the
   * handshake are left alone. Throws the `TlsError` that ends the connection.
   */
  handshake(): Progress {
    this.#throwFailure();
    this.#begin();
    this.#startRenegotiation();
    for (;;) {
      const progress: Progress = this.isHandshaking ? this.#step(true) : done;
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
    return this.#step(false);
  }

  /** Takes decrypted bytes; the count, 0 when there are none. */
  read(into: Uint8Array): number {
    return this.#incoming.read(into);
  }

  /** Looks at decrypted bytes without taking them. */
  peek(into: Uint8Array): number {
    return this.#incoming.peek(into);
  }

  /** Whether data may be written although the handshake is not complete: see `falseStart` (RFC 7918). */
  get canFalseStart(): boolean {
    return mayFalseStart(this.#services, this.stateName);
  }

  /** Seals at most one record of application data into `output`. Returns the bytes taken. */
  write(data: Uint8Array): number {
    this.#throwFailure();
    if (this.closed) throw new TlsError('CLOSED', 'close() was called: nothing more can be written');
    this.#startRenegotiation();
    if (this.isHandshaking && !this.canFalseStart)
      throw new TlsError('NOT_READY', 'complete the handshake before writing');
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
    if (this.closed) throw new TlsError('CLOSED', 'close() was called: nothing more can be written');
    if (this.role === 'client') this.#begin();
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
    if (this.closed || this.#failure) return;
    this.#services.closed = true;
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
    const { state } = this.#machine;
    if (this.closed) throw new TlsError('CLOSED', 'close() was called: nothing can be asked for any more');
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
    const { state } = this.#machine;
    if (state?.certificateRequested) return true;
    return !this.isHandshaking && !this.#machine.isConnected;
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
    wantRenegotiation(this.#services, options.abbreviated ? 'abbreviated' : 'full');
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

  #begin(): void {
    if (!this.#machine.hasBegun) this.#guard(() => this.#machine.begin());
  }

  #step(withinHandshake: boolean): Progress {
    this.#throwFailure();
    this.#startRenegotiation();
    const { peerClosed, readable } = this.#incoming;
    if (readable > 0) return { kind: 'has-data', bytes: readable };
    if (peerClosed) return { kind: 'closed' };
    const { deciding } = this.#machine;
    if (deciding && !deciding.decision.settled) return { kind: 'waits-for', decision: deciding.decision };
    return this.#guard(() => {
      if (!deciding) return this.#incoming.takeNext(withinHandshake);
      this.#machine.resume(deciding);
      return done;
    });
  }

  /** Begins the renegotiation that is wanted, once nothing is on its way. */
  #startRenegotiation(): void {
    const [services, machine] = [this.#services, this.#machine];
    if (!renegotiationIsDue(services, machine, this.readable)) return;
    this.#guard(() => beginRenegotiation(services, machine));
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
    this.#machine.giveUp();
    if (failure.code !== 'ALERT_RECEIVED' && !this.closed) this.#services.sendLastAlert(failure.alertCode);
    this.#services.destroy();
    endSessions(this.#services, failure);
    return failure;
  }
}
