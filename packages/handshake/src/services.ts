import { concatBytes, type ProtocolVersion, TLS10, TLS12, TLS13, TlsError } from '@proj/crypto';
import { type KeyLogLabel, keyLogLine } from '@proj/crypto/schedule';
import {
  contentTypes,
  MAX_PLAINTEXT_LENGTH,
  type Opener,
  ReadHalf,
  type Sealer,
  WriteHalf,
} from '@proj/record';
import { alertLevels, writeAlert } from './alerts.js';
import type { ClientConfig, ServerConfig } from './config.js';
import { forgetNegotiated, nothingNegotiated } from './connection/negotiated.js';
import { Decision, type DecisionKind, type Hook, later } from './decision.js';
import { lockedConfig } from './renegotiation/locked-config.js';
import { Renegotiation } from './renegotiation/renegotiation.js';
import { dialectOf } from './states/common/dialect.js';
import { messageName } from './states/message-name.js';
import {
  Deciding,
  type Exporter,
  type Handshake,
  type Negotiated,
  type Next,
  type RecordLimits,
  type TrafficSecrets,
} from './states/state.js';
import type { MessageName } from './states/table.js';
import { Transcript } from './transcript.js';
import { HandshakeJoiner } from './wire/handshake-joiner.js';
import { frame, type HandshakeMessage } from './wire/handshake-message.js';
import { handshakeTypes } from './wire/handshake-type.js';

const changeCipherSpec = Uint8Array.of(1);

/**
 * What a connection owns besides its state: both halves of the record layer, the messages on their way, and what has
 * been negotiated. States reach it as {@link Handshake}.
 */
export class Services<Config extends ClientConfig | ServerConfig> implements Handshake<Config> {
  config: Config;
  readonly negotiated: Negotiated = nothingNegotiated();
  readonly transcript: Transcript = new Transcript();
  readonly renegotiation: Renegotiation = new Renegotiation();
  readonly reader: ReadHalf = new ReadHalf();
  readonly writer: WriteHalf = new WriteHalf();
  readonly joiner: HandshakeJoiner;
  /** Whether messages belong to a handshake, and so to the transcript. */
  handshaking = true;
  /** Whether our close_notify is out, which nothing may follow (RFC 8446, 6.1). */
  closed = false;
  /** Whether a KeyUpdate must precede our next application data. */
  keyUpdateOwed = false;
  /** Bytes of early data that may yet be written or taken. */
  earlyDataLeft = 0;
  /** Begins a handshake of this role. It is given from outside: what it leads to leads back to renegotiations. */
  start: () => Next = () => {
    throw new TlsError('INTERNAL_ERROR', 'nothing says how a handshake begins here');
  };
  exporter: Exporter | undefined;
  earlyExporter: Exporter | undefined;
  trafficSecrets: TrafficSecrets | undefined;
  #flight: Uint8Array[] = [];
  #beforeWrite: (() => void) | undefined;
  #sendLimit: number = MAX_PLAINTEXT_LENGTH;
  #nextLimits: RecordLimits | undefined;

  constructor(config: Config) {
    this.config = config;
    this.writer.maxFragment = Math.min(config.maxFragment, this.#sendLimit);
    this.writer.padding = config.padding;
    // RFC 8446, 5.1: some servers turn away a first ClientHello whose record says more.
    if (config.role === 'client') this.writer.recordVersion = Math.min(config.maxVersion, TLS10);
    this.joiner = new HandshakeJoiner((type) =>
      type === handshakeTypes.certificate || type === handshakeTypes.compressedCertificate
        ? this.config.limits.maxCertificateMessage
        : this.config.limits.maxHandshakeMessage,
    );
  }

  random(length: number): Uint8Array {
    return this.config.random(length);
  }

  beforeNextWrite(run: () => void): void {
    this.#beforeWrite = run;
  }

  /** Does what was left for right before the next write. */
  prepareWrite(): void {
    const run = this.#beforeWrite;
    this.#beforeWrite = undefined;
    run?.();
  }

  send(type: number, body: Uint8Array): Uint8Array {
    this.prepareWrite();
    const message = frame(type, body);
    if (this.handshaking) this.transcript.add(message);
    this.#flight.push(message);
    this.#watch(contentTypes.handshake, message);
    const name = messageName(message);
    if (name) this.config.observer.transition?.('write', name);
    return message;
  }

  sendChangeCipherSpec(): void {
    this.flush();
    this.writer.write(contentTypes.changeCipherSpec, changeCipherSpec);
    this.#watch(contentTypes.changeCipherSpec, changeCipherSpec);
    this.config.observer.transition?.('write', 'change_cipher_spec');
  }

  sendWarning(description: number): void {
    this.sendAlert(alertLevels.warning, description);
  }

  /** Queues an alert behind everything that was queued before it. */
  sendAlert(level: number, description: number): void {
    this.prepareWrite();
    this.flush();
    const alert = writeAlert(level, dialectOf(this).alert?.(description) ?? description);
    this.writer.write(contentTypes.alert, alert);
    this.#watch(contentTypes.alert, alert);
    this.config.observer.alert?.('write', level, description);
  }

  /** Queues the fatal alert that ends the connection, unless the writing half is what has failed. */
  sendLastAlert(description: number): void {
    try {
      this.sendAlert(alertLevels.fatal, description);
    } catch {
      // Keys are used up: nothing can be sent under them any more, and the first error is the one to report.
    }
  }

  /** Wipes the keys of both directions. What was sealed before stays in the output. */
  destroy(): void {
    this.reader.destroy();
    this.writer.destroy();
  }

  /** Seals the messages queued so far into records. */
  flush(): void {
    const flight = this.#flight;
    if (flight.length === 0) return;
    this.#flight = [];
    const pieces = this.config.recordPerMessage || flight.length === 1 ? flight : [concatBytes(...flight)];
    for (const piece of pieces) this.writer.write(contentTypes.handshake, piece);
  }

  changeReadKey(opener: Opener): void {
    if (!this.joiner.isEmpty) {
      throw new TlsError(
        'HANDSHAKE_ACROSS_KEY_CHANGE',
        'a handshake message came under keys that end before it does',
      );
    }
    this.reader.changeProtection(opener);
    if (this.#nextLimits) this.reader.maxFragment = this.#nextLimits.receive;
    // A client that fails before it has these keys can only say so in the clear.
    this.reader.acceptPlainAlert = this.handshaking && this.config.role === 'server';
  }

  changeWriteKey(sealer: Sealer): void {
    this.flush();
    this.writer.changeProtection(sealer);
    if (this.#nextLimits) this.#limitWriting(this.#nextLimits);
  }

  limitRecords(limits: RecordLimits | undefined, atOnce: boolean): void {
    const next = limits ?? { send: MAX_PLAINTEXT_LENGTH, receive: MAX_PLAINTEXT_LENGTH };
    this.#nextLimits = next;
    if (!atOnce) return;
    if (this.negotiated.earlyData !== 'accepted') this.reader.maxFragment = next.receive;
    this.flush();
    this.#limitWriting(next);
  }

  #limitWriting({ send }: RecordLimits): void {
    this.#sendLimit = send;
    this.writer.maxFragment = Math.min(this.config.maxFragment, send);
  }

  setVersion(version: ProtocolVersion): void {
    this.negotiated.version = version;
    this.reader.expectVersion(version);
    this.flush();
    this.writer.recordVersion = version === TLS13 ? TLS12 : version;
  }

  tolerateChangeCipherSpec(tolerate: boolean): void {
    this.reader.ignoreChangeCipherSpec = tolerate;
  }

  keyLog(label: KeyLogLabel, secret: Uint8Array): void {
    const { observer } = this.config;
    observer.keyLog?.(keyLogLine(label, this.negotiated.clientRandom, secret));
  }

  setExporter(exporter: Exporter): void {
    this.exporter = exporter;
  }

  setEarlyExporter(exporter: Exporter | undefined): void {
    this.earlyExporter = exporter;
  }

  setTrafficSecrets(secrets: TrafficSecrets): void {
    this.trafficSecrets = secrets;
  }

  oweKeyUpdate(): void {
    this.keyUpdateOwed = true;
  }

  allowEarlyData(bytes: number): void {
    this.earlyDataLeft = bytes;
    if (bytes === 0) return;
    // RFC 8446, 5.1: only the first ClientHello has another version in its record.
    this.flush();
    this.writer.recordVersion = TLS12;
  }

  skipEarlyData(bytes: number): void {
    this.reader.skipEarlyData(bytes);
  }

  beginRenegotiation(message?: HandshakeMessage): Next {
    const { config, negotiated, renegotiation, transcript } = this;
    const { extendedMasterSecret, peerChain } = negotiated;
    this.flush();
    renegotiation.begin({ extendedMasterSecret, peerChain });
    transcript.restart();
    forgetNegotiated(negotiated);
    this.handshaking = true;
    this.replaceConfig(config);
    config.observer.handshakeStart?.();
    return this.#startWith(message);
  }

  restart(config: Config, message?: HandshakeMessage): Next {
    this.flush();
    this.renegotiation.restart();
    this.transcript.restart();
    forgetNegotiated(this.negotiated);
    this.replaceConfig(config);
    return this.#startWith(message);
  }

  #startWith(message: HandshakeMessage | undefined): Next {
    const next = this.start();
    return message && !(next instanceof Deciding) ? next.handle(message) : next;
  }

  replaceConfig(given: Config): void {
    const { restarted, running } = this.renegotiation;
    const config = running || restarted ? lockedConfig(given, this.negotiated.version) : given;
    this.config = config;
    this.writer.maxFragment = config.maxFragment;
    this.writer.padding = config.padding;
  }

  ask<Request, Answer>(
    kind: DecisionKind,
    hook: Hook<Request, Answer>,
    request: Request,
    next: (answer: Answer) => Next,
    translate: (error: unknown) => unknown = (error) => error,
  ): Next {
    const decision = new Decision<Answer>(kind);
    const answered = <T>(get: () => T): T => {
      try {
        return get();
      } catch (error) {
        throw decisionError(kind, translate(error));
      }
    };
    const answer = answered(() => hook(request, decision));
    if (answer !== later) return next(answer);
    return new Deciding(decision, () => next(answered(() => decision.take())));
  }

  #watch(contentType: number, bytes: Uint8Array): void {
    const { observer } = this.config;
    observer.message?.('write', this.negotiated.version ?? this.writer.recordVersion, contentType, bytes);
  }
}

/** Reports a message that was received. */
export function watchReceived(
  services: Services<ClientConfig | ServerConfig>,
  contentType: number,
  bytes: Uint8Array,
  message?: MessageName,
): void {
  const { config, negotiated, writer } = services;
  config.observer.message?.('read', negotiated.version ?? writer.recordVersion, contentType, bytes);
  if (message) config.observer.transition?.('read', message);
}

function decisionError(kind: DecisionKind, error: unknown): TlsError {
  if (error instanceof TlsError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TlsError('DECISION_FAILED', `the decision "${kind}" failed: ${reason}`, { cause: error });
}
