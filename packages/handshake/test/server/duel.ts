import { type AlertName, alertCodes, TlsError, type TlsErrorCode } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { expect } from 'vitest';
import type { ClientConfig } from '../../src/config.js';
import {
  type ClientOptions,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { Services } from '../../src/services.js';
import { startClient } from '../../src/states/client/start.js';
import { Deciding, type Next, type State } from '../../src/states/state.js';
import { stateTable } from '../../src/states/table.js';
import type { HandshakeMessage } from '../../src/wire/handshake-message.js';
import { TestCa, testTime } from '../support/certificates.js';
import type { Outgoing } from '../support/edits.js';

/** What goes out in the place of a message; the client believes that it sent just that. */
export type Change = (message: Outgoing, services: Services<ClientConfig>) => readonly Outgoing[];

/** Lets every message pass. */
export const unchanged: Change = (message) => [message];

/** The services of a client that changes what it sends: everything around its messages stays right. */
class HostileServices extends Services<ClientConfig> {
  readonly #change: Change;

  constructor(config: ClientConfig, change: Change) {
    super(config);
    this.#change = change;
  }

  override send(type: number, body: Uint8Array): Uint8Array {
    let sent: Uint8Array = new Uint8Array(0);
    for (const message of this.#change({ type, body }, this)) sent = super.send(message.type, message.body);
    return sent;
  }
}

/** The states of a real client, driven without any of the checks of a `Connection`. */
export class HostileClient {
  readonly services: Services<ClientConfig>;
  /** What the server has sent, message by message. */
  readonly received: HandshakeMessage[] = [];
  /** The server's alerts: level and description. */
  readonly alerts: Uint8Array[] = [];
  #next: Next | undefined;

  constructor(config: ClientConfig, change: Change) {
    const services = new HostileServices(config, change);
    services.start = () => startClient(services);
    this.services = services;
  }

  get isConnected(): boolean {
    return this.#state !== undefined && stateTable[this.#state.name].connected === true;
  }

  /** Sends the ClientHello. */
  start(): void {
    this.#next = startClient(this.services);
  }

  /** Begins another handshake in this connection. */
  renegotiate(): void {
    this.#next = this.services.beginRenegotiation();
  }

  /** Takes the server's bytes and answers them. */
  take(bytes: Uint8Array): void {
    const { reader } = this.services;
    reader.receive(bytes);
    for (let record = reader.next(); record; record = reader.next()) {
      if (record.type === contentTypes.handshake) this.#takeMessages(record.fragment);
      else if (record.type === contentTypes.alert) this.alerts.push(record.fragment.slice());
      else if (record.type === contentTypes.changeCipherSpec) this.#takeChangeCipherSpec();
    }
  }

  /** Sends a record of any kind under the current keys. */
  sendRecord(type: (typeof contentTypes)[keyof typeof contentTypes], content: Uint8Array): void {
    this.services.flush();
    this.services.writer.write(type, content);
  }

  /** Takes what is to go to the server. */
  takeOutput(): Uint8Array {
    this.services.flush();
    const { output } = this.services.writer;
    const bytes = output.peek().slice();
    output.consume(bytes.length);
    return bytes;
  }

  get #state(): State | undefined {
    if (this.#next instanceof Deciding) throw new Error('these tests let no client wait');
    return this.#next;
  }

  #takeMessages(fragment: Uint8Array): void {
    const { joiner } = this.services;
    joiner.push(fragment);
    for (let message = joiner.next(); message; message = joiner.next()) {
      this.received.push(message);
      this.#enter(this.#state?.handle(message));
    }
  }

  #takeChangeCipherSpec(): void {
    if (this.#state?.changeCipherSpec) this.#enter(this.#state.changeCipherSpec());
  }

  #enter(next: Next | undefined): void {
    this.#next = next;
    if (!this.isConnected) return;
    this.services.handshaking = false;
    this.services.renegotiation.finish();
  }
}

export const ca: TestCa = new TestCa();
export const ecdsa = ca.issue(nobleProvider);
export const rsa = ca.issue(nobleProvider, { keyType: 'rsa' });
/** A client's certificate. */
export const clientCredential = ca.issue(nobleProvider, { names: ['client.example'], purpose: 'client' });

const common = { provider: nobleProvider, now: () => testTime, anchors: ca.anchors };

/** A real server and a client that changes what it sends, with what they say to each other going to and fro. */
export class Duel {
  readonly client: HostileClient;
  readonly server: Connection;
  /** What the server has sent: content types of its records, in order. */
  readonly sentTypes: number[] = [];
  /** Bytes of the last record's body that the server has sent. */
  lastRecordLength = 0;

  constructor(
    server: Partial<ServerOptions> = {},
    change: Change = unchanged,
    client: Partial<ClientOptions> = {},
  ) {
    this.server = new Connection(serverConfig({ ...common, credentials: [ecdsa, rsa], ...server }));
    this.client = new HostileClient(
      clientConfig({ ...common, serverName: 'server.example', ...client }),
      change,
    );
  }

  /** Runs a handshake until nothing moves any more. Throws what the server throws. */
  run(): this {
    this.client.start();
    this.goOn();
    return this;
  }

  /** Goes on with a handshake that stood still. Throws what the server throws. */
  goOn(): void {
    this.#drive(() => this.server.handshake());
  }

  /** Goes on after the handshake until nothing moves any more. Throws what the server throws. */
  runOn(): void {
    this.#drive(() => {
      while (this.server.processRecord().kind === 'done');
    });
  }

  /** The body of the first message of a type that the server has sent. */
  sent(type: number): Uint8Array {
    const message = this.client.received.find((one) => one.type === type);
    if (!message) throw new Error(`the server sent no message of type ${type}`);
    return message.body;
  }

  /** What the server has to say goes to the client; the count of bytes. */
  flushServer(): number {
    const { output } = this.server;
    const bytes = output.peek().slice();
    output.consume(bytes.length);
    for (let at = 0; at < bytes.length; at += 5 + this.lastRecordLength) {
      this.sentTypes.push(bytes[at] ?? 0);
      this.lastRecordLength = ((bytes[at + 3] ?? 0) << 8) | (bytes[at + 4] ?? 0);
    }
    this.client.take(bytes);
    return bytes.length;
  }

  /** What the server has to say is lost; the count of bytes. */
  dropServer(): number {
    const { output } = this.server;
    const { pending } = output;
    output.consume(pending);
    return pending;
  }

  #drive(step: () => unknown): void {
    for (;;) {
      const bytes = this.client.takeOutput();
      this.server.receive(bytes);
      step();
      if (bytes.length + this.flushServer() === 0) return;
    }
  }
}

/**
 * Expects the server to end the connection for this reason: it throws, now and whenever it is driven again, and the alert
 * reaches the client.
 */
export function expectRefusal(
  duel: Duel,
  code: TlsErrorCode,
  alert: AlertName,
  run: () => void = () => duel.run(),
): void {
  const error = errorOf(run);
  expect({ code: error.code, alert: error.alert }).toEqual({ code, alert });
  expect(errorOf(() => duel.server.handshake())).toBe(error);
  expect(duel.server.failure).toBe(error);
  duel.flushServer();
  expect(duel.client.alerts).toEqual([Uint8Array.of(2, alertCodes[alert])]);
}

function errorOf(run: () => void): TlsError {
  try {
    run();
  } catch (error) {
    if (error instanceof TlsError) return error;
    throw error;
  }
  throw new Error('the server went on where it should have refused');
}
