import { type AlertName, alertCodes, TlsError, type TlsErrorCode } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { contentTypes } from '@proj/record';
import { expect } from 'vitest';
import type { ClientConfig, ServerConfig } from '../../src/config.js';
import {
  type ClientOptions,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import { Services } from '../../src/services.js';
import { startServer } from '../../src/states/server/start.js';
import { Deciding, type Next } from '../../src/states/state.js';
import { stateTable } from '../../src/states/table.js';
import { TestCa, testTime } from '../support/certificates.js';
import type { Outgoing } from '../support/edits.js';

/** What goes out in the place of a message; the server believes that it sent just that. */
export type Change = (message: Outgoing, server: HostileServices) => readonly Outgoing[];

/** Lets every message pass. */
export const unchanged: Change = (message) => [message];

/** The services of a server that changes what it sends: everything around its messages stays right. */
export class HostileServices extends Services<ServerConfig> {
  readonly #change: Change;

  constructor(config: ServerConfig, change: Change) {
    super(config);
    this.#change = change;
  }

  override send(type: number, body: Uint8Array): Uint8Array {
    let sent: Uint8Array = new Uint8Array(0);
    for (const message of this.#change({ type, body }, this)) sent = super.send(message.type, message.body);
    return sent;
  }

  /** Sends a message that the server's own transcript knows nothing of. */
  sendOutsideTranscript(type: number, body: Uint8Array): void {
    const { handshaking } = this;
    this.handshaking = false;
    super.send(type, body);
    this.handshaking = handshaking;
  }
}

/** The states of a real server, driven without any of the checks of a `Connection`. */
export class HostileServer {
  readonly services: HostileServices;
  /** Alerts of the client: level and description. */
  readonly alerts: (readonly [level: number | undefined, description: number | undefined])[] = [];
  #next: Next;

  constructor(config: ServerConfig, change: Change) {
    const services = new HostileServices(config, change);
    services.start = () => startServer(services);
    this.services = services;
    this.#next = services.start();
  }

  get isConnected(): boolean {
    return !(this.#next instanceof Deciding) && stateTable[this.#next.name].connected === true;
  }

  /** Takes the client's bytes and answers them. */
  take(bytes: Uint8Array): void {
    const { joiner, reader } = this.services;
    reader.receive(bytes);
    for (let record = reader.next(); record; record = reader.next()) {
      if (record.type === contentTypes.handshake) {
        joiner.push(record.fragment);
        for (let message = joiner.next(); message; message = joiner.next()) {
          this.#enter(this.#state.handle(message));
        }
      } else if (record.type === contentTypes.changeCipherSpec && this.#state.changeCipherSpec) {
        this.#enter(this.#state.changeCipherSpec());
      } else if (record.type === contentTypes.alert) {
        this.alerts.push([record.fragment[0], record.fragment[1]]);
      }
    }
    this.services.flush();
  }

  /** Sends a record of any kind under the current keys. */
  sendRecord(type: (typeof contentTypes)[keyof typeof contentTypes], content: Uint8Array): void {
    this.services.flush();
    this.services.writer.write(type, content);
  }

  get #state(): Exclude<Next, Deciding> {
    if (this.#next instanceof Deciding) throw new Error('these tests let no server wait');
    return this.#next;
  }

  #enter(next: Next): void {
    this.#next = next;
    if (!this.isConnected) return;
    this.services.handshaking = false;
    this.services.renegotiation.finish();
  }
}

export const ca: TestCa = new TestCa();
const ecdsa = ca.issue(nobleProvider);
const rsa = ca.issue(nobleProvider, { keyType: 'rsa' });

/** What both ends of a test agree on where it says nothing else. */
const common = { provider: nobleProvider, now: () => testTime };

export function testClient(options: Partial<ClientOptions> = {}): ClientConfig {
  return clientConfig({ ...common, anchors: ca.anchors, serverName: 'server.example', ...options });
}

function testServer(options: Partial<ServerOptions> = {}): ServerConfig {
  return serverConfig({ ...common, credentials: [ecdsa, rsa], ...options });
}

/** A client and a server that changes what it sends, with what they say to each other going to and fro. */
export class Duel {
  readonly client: Connection;
  readonly server: HostileServer;

  constructor(client: Partial<ClientOptions>, server: Partial<ServerOptions>, change: Change = unchanged) {
    this.client = new Connection(testClient(client));
    this.server = new HostileServer(testServer(server), change);
  }

  /** Runs until nothing moves any more. Throws what the client throws. */
  run(): void {
    for (;;) {
      this.client.handshake();
      if (this.flushClient() + this.flushServer() === 0) return;
    }
  }

  /** Runs until nothing moves any more, and then some records. Throws what the client throws. */
  runOn(): void {
    this.run();
    this.flushServer();
    while (this.client.processRecord().kind === 'done') this.flushServer();
  }

  /** What the client has to say goes to the server; the count of bytes. */
  flushClient(): number {
    const bytes = takeOutput(this.client.output);
    if (bytes.length > 0) this.server.take(bytes);
    return bytes.length;
  }

  /** What the server has to say goes to the client; the count of bytes. */
  flushServer(): number {
    this.server.services.flush();
    const bytes = takeOutput(this.server.services.writer.output);
    this.client.receive(bytes);
    return bytes.length;
  }
}

function takeOutput(output: {
  pending: number;
  peek(): Uint8Array;
  consume(length: number): void;
}): Uint8Array {
  const bytes = output.peek().slice();
  output.consume(bytes.length);
  return bytes;
}

/**
 * Expects the client to end the connection for this reason, and its alert to reach the server.
 *
 * @param readable - Whether the server has the keys to read the alert: not where the change made its keys others.
 */
export function expectFailure(duel: Duel, code: TlsErrorCode, alert: AlertName, readable = true): void {
  const error = failureOf(duel);
  expect({ code: error.code, alert: error.alert }, error.message).toEqual({ code, alert });
  if (!readable) return;
  duel.flushClient();
  expect(duel.server.alerts.at(-1)).toEqual([2, alertCodes[alert]]);
}

function failureOf(duel: Duel): TlsError {
  try {
    duel.runOn();
  } catch (error) {
    if (error instanceof TlsError && error === duel.client.failure) return error;
    throw error;
  }
  throw new Error('the client went on');
}
