import { TLS10, TLS13, TlsError } from '@proj/crypto';
import { contentTypes, type PlainRecord } from '@proj/record';
import { alertMeaning, readAlert } from '../alerts.js';
import type { ClientConfig, ServerConfig } from '../config.js';
import type { FirstBytes } from '../legacy-support.js';
import type { Progress } from '../progress.js';
import { type Services, watchReceived } from '../services.js';
import type { Machine } from './machine.js';
import type { PeerCounts } from './peer-counts.js';

const nothing = new Uint8Array(0);
const done: Progress = { kind: 'done' };

/** The reading direction of a connection: takes records apart, by what they hold, and keeps the data that came. */
export class Incoming {
  readonly #services: Services<ClientConfig | ServerConfig>;
  readonly #machine: Machine;
  readonly #counts: PeerCounts;
  #first: FirstBytes | undefined;
  #data: Uint8Array = nothing;
  #peerClosed = false;
  #ended = false;

  constructor(services: Services<ClientConfig | ServerConfig>, machine: Machine, counts: PeerCounts) {
    this.#services = services;
    this.#machine = machine;
    this.#counts = counts;
    const { legacy, minVersion, role } = services.config;
    if (role === 'server' && minVersion <= TLS10) this.#first = legacy?.firstBytes();
  }

  /** Bytes still missing for the next whole record, or to know what comes. */
  get needed(): number {
    return this.#first?.needed || this.#services.reader.needed;
  }

  /** Bytes that were received and not yet looked at. */
  get buffered(): number {
    return (this.#first?.buffered ?? 0) + this.#services.reader.buffered;
  }

  /** Decrypted bytes that can be read. */
  get readable(): number {
    return this.#data.length;
  }

  /** Whether the peer said close_notify, or is taken to have. */
  get peerClosed(): boolean {
    return this.#peerClosed;
  }

  /** Takes bytes from the peer. */
  receive(bytes: Uint8Array): void {
    if (this.#peerClosed) return;
    // The data lie in the memory of what was received before, which may be moved now.
    if (this.#data.length > 0) this.#data = this.#data.slice();
    this.#services.reader.receive(this.#first?.receive(bytes) ?? bytes);
  }

  /** No more bytes will come; see `Connection.endOfInput`. */
  end(asClosed: boolean): void {
    if (asClosed) this.#peerClosed = true;
    else this.#ended = true;
  }

  /** Looks at decrypted bytes. */
  peek(into: Uint8Array): number {
    const count = Math.min(into.length, this.#data.length);
    into.set(this.#data.subarray(0, count));
    return count;
  }

  /** Takes decrypted bytes. */
  read(into: Uint8Array): number {
    const count = this.peek(into);
    this.#data = this.#data.subarray(count);
    return count;
  }

  /**
   * Takes one record, if it is whole.
   *
   * @param withinHandshake - Whether the caller takes no data that comes meanwhile.
   */
  takeNext(withinHandshake: boolean): Progress {
    const hello = this.#first?.take();
    if (hello) {
      this.#first = undefined;
      this.#machine.takeWhole(hello);
      return done;
    }
    const record = this.#services.reader.next();
    if (record) {
      this.#take(record, withinHandshake);
      return done;
    }
    if (!this.#ended) return { kind: 'needs-input', bytes: this.needed };
    throw new TlsError(
      'UNEXPECTED_EOF',
      'the transport ended without a close_notify: what came may be truncated',
    );
  }

  #take({ type, fragment }: PlainRecord, withinHandshake: boolean): void {
    const { joiner } = this.#services;
    if (type !== contentTypes.handshake && !joiner.isEmpty) this.#checkInterleaving(type);
    if (type !== contentTypes.alert && fragment.length > 0) this.#counts.sawOtherThanAlert();
    if (type === contentTypes.handshake) {
      joiner.push(fragment);
      this.#machine.takeMessages();
    } else if (type === contentTypes.applicationData) this.#takeData(fragment, withinHandshake);
    else if (type === contentTypes.alert) this.#takeAlert(fragment);
    else this.#machine.takeChangeCipherSpec(fragment);
  }

  /** RFC 8446, 5.1: handshake messages must not be interleaved with other records; before TLS 1.3, only with data. */
  #checkInterleaving(type: number): void {
    if (type === contentTypes.alert && this.#services.negotiated.version !== TLS13) return;
    throw new TlsError(
      'INTERLEAVED_HANDSHAKE',
      `a record of type ${type} came in the middle of a handshake message`,
    );
  }

  #takeData(fragment: Uint8Array, withinHandshake: boolean): void {
    const { config, handshaking, negotiated } = this.#services;
    if (handshaking && config.role === 'server' && negotiated.earlyData === 'accepted') {
      this.#takeEarlyData(fragment);
      return;
    }
    if (handshaking && (withinHandshake || !this.#mayBeData)) {
      throw new TlsError(
        'UNEXPECTED_APPLICATION_DATA',
        'application data came before the handshake was complete',
      );
    }
    // RFC 8446, 4.6.2: nothing may come between the messages of an answer.
    if (!handshaking && !this.#machine.isConnected) {
      throw new TlsError('UNEXPECTED_APPLICATION_DATA', 'application data came amid handshake messages');
    }
    this.#counts.sawData();
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
    return (
      this.#services.renegotiation.running !== undefined && this.#machine.stateName === 'client-server-hello'
    );
  }

  #takeAlert(fragment: Uint8Array): void {
    const { config, negotiated } = this.#services;
    const alert = readAlert(fragment);
    watchReceived(this.#services, contentTypes.alert, fragment);
    config.observer.alert?.('read', alert.level, alert.description);
    const meaning = alertMeaning(alert, negotiated.version);
    if (meaning.kind === 'fatal') throw meaning.error;
    if (meaning.kind === 'close') this.#peerClosed = true;
    else {
      this.#counts.warning(config.limits);
      this.#machine.takeWarning(alert.description);
    }
  }
}
