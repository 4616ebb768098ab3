import { TlsError } from '@proj/crypto';
import type { Connection, Decision, Progress } from '@proj/handshake';
import type { Bio } from '../bio/bio.js';
import type { AsyncJobs } from './async-jobs.js';
import { wantOfDecision } from './decision-wants.js';
import type { EngineHost } from './engine-host.js';
import { bioEntry, sslEntry, tlsEntry } from './error-queue.js';
import { type CallState, type Want, wants } from './get-error.js';
import { Link } from './link.js';
import { ReasonError, type SslReason } from './reasons.js';
import { renegotiationConfig } from './renegotiation.js';

/** What ends the advance of a connection, other than a failure. */
export type Stop = Exclude<Progress['kind'], 'needs-input' | 'has-output' | 'waits-for'>;

/** Processes one record. */
export const recordStep = (connection: Connection): Progress => connection.processRecord();

/**
 * Drives a connection over its BIOs, and keeps what decides SSL_get_error(3). A call advances until it has what it came
 * for, a BIO has to wait, a decision is open, or it fails. A fatal error is reported only when its alert is out.
 */
export class Engine implements CallState {
  readonly link: Link = new Link();
  /** Whether the last call failed for good, and where. */
  errorState: 'none' | 'ssl' | 'syscall' = 'none';
  want: Want = wants.NOTHING;
  /** The decision that the last call stopped for. */
  openDecision: Decision<unknown> | undefined;
  /** Whether a handshake was completed and all of it is out, so that calls for it have nothing to do. */
  handshakeDone = false;
  /** Whether a renegotiation was asked for here, so that the next call for a handshake has something to do. */
  renegotiationOwed = false;
  /** Whether a handshake has ended by messages of ours that are not out yet. */
  #flightOwed = false;
  /** Whether a renegotiation has ended within a call for data, and whoever watches is not told yet. */
  #exitOwed = false;
  /** Restarts for server-gated cryptography that a caller was told of, or did not want to be. */
  #restartsSeen = 0;
  /** The options that the connection knows. */
  #optionsSeen: bigint;
  #connection: Connection | undefined;
  #failure: TlsError | undefined;
  #reported = false;
  #fatalAlert = false;
  #countsAsClosed = false;
  #pause: { readonly want: Want; readonly again: () => void } | undefined;
  #job: AsyncJobs | undefined;
  readonly #host: EngineHost;

  constructor(host: EngineHost) {
    this.#host = host;
    this.#optionsSeen = host.options;
  }

  /** The connection, once the first call has begun it. */
  get connection(): Connection | undefined {
    return this.#connection;
  }

  /** The error that ended the connection. */
  get failure(): TlsError | undefined {
    return this.#failure;
  }

  get readBio(): Bio | undefined {
    return this.link.readBio;
  }

  get writeBio(): Bio | undefined {
    return this.link.writeBio;
  }

  get peerClosed(): boolean {
    return this.#countsAsClosed || (this.#connection?.peerClosed ?? false);
  }

  /** Whether the peer ended the connection, by close_notify or by a fatal alert. */
  get receivedShutdown(): boolean {
    return this.peerClosed || this.#fatalAlert;
  }

  /** Whether a handshake is owed or running, or the connection has failed (SSL_in_init(3)). */
  get inInit(): boolean {
    return !this.handshakeDone || this.#failure !== undefined || (this.#connection?.isHandshaking ?? true);
  }

  /** Begins a call: what the last one came to no longer counts. */
  begin(): void {
    this.errorState = 'none';
    this.openDecision = undefined;
    this.#countsAsClosed = false;
    this.want = wants.NOTHING;
    if (this.#connection && this.#host.options !== this.#optionsSeen) this.#heedOptions(this.#connection);
  }

  /** Answers a call for data where the caller counts the peer's direction as closed. Returns 0. */
  countAsClosed(): number {
    this.#countsAsClosed = true;
    return 0;
  }

  /** Refuses a call that is used wrongly; the connection goes on. Returns −1. */
  refuse(reason: SslReason): number {
    this.errorState = 'ssl';
    this.#host.errors.push(sslEntry(reason));
    return -1;
  }

  /** Refuses a call on a connection that has failed. Returns −1. */
  refuseFailed(): number {
    this.errorState = 'ssl';
    return -1;
  }

  /** Whether the connection has failed and that has been reported. */
  get isDead(): boolean {
    return this.#reported;
  }

  /** Starts the connection. Returns it, or −1 when its settings are not usable. */
  start(): Connection | number {
    if (this.#connection) return this.#connection;
    try {
      this.#connection = this.#host.connect();
      this.#optionsSeen = this.#host.options;
      return this.#connection;
    } catch (error) {
      this.#fail(error);
      return this.#report();
    }
  }

  /** Ends the connection for a misuse that leaves it in no sensible state; the peer is told. */
  abort(reason: SslReason): number {
    const error = new TlsError('INTERNAL_ERROR', new ReasonError(reason).message, {
      cause: new ReasonError(reason),
    });
    this.#connection?.abort(error);
    this.#fail(error);
    return this.settleFailure() ?? -1;
  }

  /** Ends the connection without telling the peer, who has closed already or can not be reached. */
  die(reason: SslReason): number {
    this.#fail(new TlsError('CLOSED', new ReasonError(reason).message, { cause: new ReasonError(reason) }));
    return this.#report();
  }

  /** Stops for a callback that wants to be asked again. */
  pause(want: Want, again: () => void): void {
    this.#pause = { want, again };
  }

  /** Advances until `step` stops; a number is the result of a call that could not go on. */
  advance(connection: Connection, step: (connection: Connection) => Progress): Stop | number {
    const { jobs } = this.#host;
    if (!jobs) return this.#advance(connection, step);
    if (!this.#job && !jobs.begin()) {
      this.want = wants.ASYNC_NO_JOBS;
      return -1;
    }
    this.#job ??= jobs;
    try {
      return this.#advance(connection, step);
    } finally {
      if (this.want !== wants.ASYNC_PAUSED) this.endJob();
    }
  }

  /** Gives back the job of a call that stood still. */
  endJob(): void {
    this.#job?.end();
    this.#job = undefined;
  }

  /** Seals at most one record of `data`: the bytes taken; −1 when that fails. */
  seal(connection: Connection, data: Uint8Array): number {
    try {
      return connection.write(data);
    } catch (error) {
      return this.#failSealing(error);
    }
  }

  /** The same with data that goes ahead of the complete handshake. */
  sealEarly(connection: Connection, data: Uint8Array): number {
    try {
      return connection.writeEarlyData(data);
    } catch (error) {
      return this.#failSealing(error);
    }
  }

  /**
   * Waits for input where nothing that comes can help: the peer has said close_notify, and what follows it is ignored
   * (RFC 8446, 6.1).
   */
  awaitNothing(): number {
    for (;;) {
      const moved = this.link.receive(5, false, undefined);
      if (moved === 'done') continue;
      if (moved === 'ended' && this.#host.ignoreUnexpectedEof) return 0;
      if (moved !== 'blocked') return this.die('UNEXPECTED_EOF_WHILE_READING');
      this.want = wants.READING;
      return -1;
    }
  }

  /** Returns to the caller, who calls again when there is input, though the BIO was not asked for it. Returns −1. */
  awaitInput(): number {
    this.want = wants.READING;
    return this.readBio?.retryRead() ?? -1;
  }

  /** Writes all output; −1 when it can not be written now. */
  send(connection: Connection): number | undefined {
    const moved = this.link.send(connection.output);
    if (moved === 'done') {
      this.#flightOwed = false;
      this.#tellRenegotiated();
      return undefined;
    }
    this.want = wants.WRITING;
    return moved === 'blocked' ? -1 : this.#broken(this.link.writeBio);
  }

  /** Reports the error that ended the connection, once its alert is out; `undefined` when there is none. */
  settleFailure(): number | undefined {
    const connection = this.#connection;
    if (!this.#failure) return undefined;
    if (this.#reported) return this.refuseFailed();
    if (connection) {
      this.link.oweFlush();
      if (this.link.send(connection.output) === 'blocked') {
        this.want = wants.WRITING;
        return -1;
      }
    }
    return this.#report();
  }

  /**
   * Writes what should be out before we wait, and flushes the BIO. Data of ours that the transport does not take yet must
   * not keep us from reading, as the peer may be as full; a flight must be out.
   */
  sendFlight(connection: Connection, isFlight: boolean): number | undefined {
    if (connection.output.pending > 0) this.link.oweFlush();
    if (isFlight || this.#flightOwed || connection.isHandshaking) return this.send(connection);
    this.link.send(connection.output);
    return undefined;
  }

  #advance(connection: Connection, step: (connection: Connection) => Progress): Stop | number {
    this.#resume();
    for (;;) {
      const settled = this.settleFailure();
      if (settled !== undefined) return settled;
      let progress: Progress;
      const wasHandshaking = connection.isHandshaking;
      try {
        progress = step(connection);
      } catch (error) {
        this.#fail(error);
        continue;
      }
      if (wasHandshaking && !connection.isHandshaking) {
        this.#flightOwed = true;
        this.#exitOwed = step === recordStep;
      }
      const { kind } = progress;
      if (kind === 'done' || kind === 'has-data' || kind === 'closed') return kind;
      const stuck = this.sendFlight(connection, kind === 'has-output');
      if (stuck !== undefined) return stuck;
      if (kind === 'waits-for') {
        this.openDecision = progress.decision;
        this.want = this.#pause?.want ?? wantOfDecision[progress.decision.kind];
        return -1;
      }
      if (kind === 'needs-input') {
        if (this.#returnsForRestart(connection)) return this.awaitInput();
        const starved = this.#receive(connection, progress.bytes);
        if (starved !== undefined) return starved;
      }
    }
  }

  /** Tells that a renegotiation is complete, once its last flight is out: a call for data does not do it at its end. */
  #tellRenegotiated(): void {
    if (!this.#exitOwed) return;
    this.#exitOwed = false;
    this.#host.watch.exit(1, false);
  }

  /** Tells that a call for data stops in the middle of a renegotiation. */
  tellInterrupted(): void {
    if (!this.#connection?.isHandshaking || this.#failure) return;
    this.#host.watch.exit(-1, this.want === wants.READING);
  }

  /** Asks a callback again that stopped the handshake. */
  #resume(): void {
    const pause = this.#pause;
    this.#pause = undefined;
    pause?.again();
  }

  /**
   * SSL_do_handshake(3): over a blocking BIO too, the call may return where a handshake has begun anew for server-gated
   * cryptography. Our answer is out by then, so that whoever waits for input before calling again gets some.
   */
  #returnsForRestart({ bufferedInput, restarts }: Connection): boolean {
    const isNew = restarts > this.#restartsSeen;
    this.#restartsSeen = restarts;
    return isNew && !this.#host.autoRetry && bufferedInput === 0;
  }

  #heedOptions(connection: Connection): void {
    this.#optionsSeen = this.#host.options;
    connection.setRenegotiation(renegotiationConfig(this.#optionsSeen));
  }

  #receive(connection: Connection, needed: number): number | undefined {
    const { readAhead, ignoreUnexpectedEof } = this.#host;
    const moved = this.link.receive(needed, readAhead, connection);
    if (moved === 'done') return undefined;
    if (moved === 'ended') {
      connection.endOfInput(ignoreUnexpectedEof);
      return undefined;
    }
    this.want = wants.READING;
    if (moved === 'blocked') return -1;
    // What came before the transport failed can not be told from what should have come.
    this.#fail(new TlsError('UNEXPECTED_EOF', 'the transport failed', { cause: this.readBio?.cause }));
    this.#reported = true;
    return this.#broken(this.link.readBio);
  }

  #failSealing(error: unknown): number {
    this.#fail(error);
    this.settleFailure();
    return -1;
  }

  /** The BIO failed for good. */
  #broken(bio: Bio | undefined): number {
    this.errorState = 'syscall';
    if (bio?.cause !== undefined) this.#host.errors.push(bioEntry(bio.cause));
    return -1;
  }

  #fail(error: unknown): void {
    if (this.#failure) return;
    this.#failure =
      error instanceof TlsError
        ? error
        : new TlsError('INTERNAL_ERROR', `an internal error: ${String(error)}`, { cause: error });
    this.#fatalAlert = this.#failure.code === 'ALERT_RECEIVED';
    this.#host.watch.failed();
  }

  /** 0 when the peer ended the connection by the rules of the protocol, that is with an alert; otherwise −1. */
  #report(): number {
    this.#reported = true;
    this.errorState = 'ssl';
    this.want = wants.NOTHING;
    if (this.#failure) this.#host.errors.push(tlsEntry(this.#failure));
    return this.#fatalAlert ? 0 : -1;
  }
}
