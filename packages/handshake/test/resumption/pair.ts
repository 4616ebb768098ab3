import { nobleProvider } from '@proj/crypto/noble';
import {
  type ClientOptions,
  clientConfig,
  type ServerOptions,
  serverConfig,
} from '../../src/config-defaults.js';
import { Connection } from '../../src/connection.js';
import type { Session } from '../../src/resumption/session.js';
import { TestCa, testTime } from '../support/certificates.js';
import { handshakeBoth, transfer } from '../support/pump.js';

export const ca: TestCa = new TestCa();
export const credential = ca.issue(nobleProvider);
export const clientCredential = ca.issue(nobleProvider, { names: ['client.example'], purpose: 'client' });

/** A client and a server, not yet driven. */
export class Pair {
  readonly client: Connection;
  readonly server: Connection;
  /** The sessions that the client was given. */
  readonly sessions: Session[] = [];
  readonly clientMessages: string[] = [];
  readonly serverMessages: string[] = [];

  constructor(client: Partial<ClientOptions>, server: ServerOptions) {
    this.client = new Connection(
      clientConfig({
        provider: nobleProvider,
        now: () => testTime,
        anchors: ca.anchors,
        serverName: 'server.example',
        groups: ['x25519', 'secp256r1'],
        ...client,
        observer: {
          session: (session) => this.sessions.push(session),
          transition: (direction, message) => {
            if (direction === 'write') this.clientMessages.push(message);
            else this.serverMessages.push(message);
          },
          ...client.observer,
        },
      }),
    );
    this.server = new Connection(serverConfig(server));
  }

  /** Runs the handshake and lets the client take what follows it. */
  run(): this {
    handshakeBoth(this.client, this.server);
    this.settle();
    return this;
  }

  /** Runs the handshake and reads the early data that comes; all of it. */
  runWithEarlyData(): number[] {
    const early: number[] = [];
    for (;;) {
      this.client.handshake();
      transfer(this.client, this.server);
      if (this.server.handshake().kind === 'has-data') {
        const into = new Uint8Array(this.server.readable);
        this.server.read(into);
        early.push(...into);
        continue;
      }
      transfer(this.server, this.client);
      if (!this.client.isHandshaking && !this.server.isHandshaking) break;
    }
    this.settle();
    return early;
  }

  /** Lets both take what the other has sent after the handshake. */
  settle(): void {
    transfer(this.server, this.client);
    while (this.client.processRecord().kind === 'done');
    transfer(this.client, this.server);
    while (this.server.processRecord().kind === 'done');
  }

  /** What the client reads of what the server writes, and the other way round. */
  exchange(text: string): string {
    const bytes = new TextEncoder().encode(text);
    this.client.write(bytes);
    transfer(this.client, this.server);
    while (this.server.readable === 0) this.server.processRecord();
    const heard = new Uint8Array(100);
    this.server.write(heard.slice(0, this.server.read(heard)));
    transfer(this.server, this.client);
    while (this.client.readable === 0) this.client.processRecord();
    return new TextDecoder().decode(heard.slice(0, this.client.read(heard)));
  }
}

/** A server's options; made once, so that its ticket keys are the same for every connection. */
export function serverOptions(options: Partial<ServerOptions> = {}): ServerOptions {
  const resolved = serverConfig({
    provider: nobleProvider,
    now: () => testTime,
    credentials: [credential],
    anchors: ca.anchors,
    groups: ['x25519', 'secp256r1'],
    ...options,
  });
  const { role: _, ...rest } = resolved;
  return rest;
}

/** The last of the sessions that a connection like this gives. */
export function sessionFrom(server: ServerOptions, client: Partial<ClientOptions> = {}): Session {
  const session = new Pair(client, server).run().sessions.at(-1);
  if (!session) throw new Error('the server gave no session');
  return session;
}
