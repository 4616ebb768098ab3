import { type ProtocolVersion, TLS12, TlsError } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import {
  type ClientConfig,
  Connection,
  clientConfig,
  keySigner,
  type RawExtension,
  type ServerConfig,
  serverConfig,
} from '@proj/handshake';
import { legacyVersions } from '@proj/handshake/legacy';
import type { PairBio } from '../../src/index.js';
import { ca, serverLeaf } from './peers.js';

/** renegotiation_info (RFC 5746, 3.2). */
const renegotiationInfo = 0xff01;

/** How a peer changes its renegotiation_info: `undefined` leaves it out. */
export type InfoEdit = (data: Uint8Array) => Uint8Array | undefined;

/** A peer that can be made to say what none should: the bare engine, at the other end of a BIO pair. */
export class EnginePeer {
  readonly connection: Connection;
  readonly #bio: PairBio;
  /** Why it gave up. */
  failure: TlsError | undefined;
  /** How it changes what it says of the handshake before. */
  edit: InfoEdit;
  /** Whether a client sends the signalling suite (RFC 5746, 3.3). */
  signals = false;
  readonly #version: ProtocolVersion;
  readonly #alerts: number[] = [];

  constructor(role: 'client' | 'server', bio: PairBio, edit: InfoEdit, version: ProtocolVersion) {
    this.#bio = bio;
    this.#version = version;
    this.edit = edit;
    this.connection = new Connection(role === 'client' ? this.#clientConfig() : this.#serverConfig());
  }

  /** Alerts that came, as level · 256 + description. */
  get alerts(): readonly number[] {
    return this.#alerts;
  }

  /** Takes what has come and sends what that leads to. Answers whether anything happened. */
  turn(): boolean {
    const { connection } = this;
    const chunk = new Uint8Array(4096);
    let moved = false;
    for (let got = this.#bio.read(chunk); got > 0; got = this.#bio.read(chunk)) {
      connection.receive(chunk.subarray(0, got));
      moved = true;
    }
    try {
      if (connection.stateName === 'idle') connection.handshake();
      while (connection.processRecord().kind === 'done') moved = true;
    } catch (error) {
      if (!(error instanceof TlsError)) throw error;
      this.failure = error;
    }
    const { output } = connection;
    while (output.pending > 0) {
      const written = this.#bio.write(output.peek());
      if (written <= 0) break;
      output.consume(written);
      moved = true;
    }
    return moved;
  }

  #common() {
    return {
      provider: nobleProvider,
      minVersion: this.#version,
      maxVersion: this.#version,
      ...(this.#version < TLS12 && { legacy: legacyVersions(), cipherSuites: ['ECDHE-ECDSA-AES128-SHA'] }),
      renegotiation: { refuse: false, allowClientRenegotiation: true, allowUnsafeLegacy: true },
      observer: {
        alert: (direction: 'read' | 'write', level: number, description: number) => {
          if (direction === 'read') this.#alerts.push(level * 256 + description);
        },
      },
    } as const;
  }

  #serverConfig(): ServerConfig {
    const key = nobleProvider.importPrivateKey(serverLeaf.key.pkcs8);
    const signer = keySigner(key, nobleProvider.random);
    return serverConfig({
      ...this.#common(),
      credentials: [{ chain: [serverLeaf.certificate], signer }],
      shapeExtensions: (_, extensions) => extensions.flatMap((one) => this.#edited(one)),
    });
  }

  #clientConfig(): ClientConfig {
    const config = clientConfig({
      ...this.#common(),
      anchors: TrustAnchors.of([Certificate.parse(ca.root.certificate)]),
      serverName: 'server.example',
      legacyServerConnect: true,
    });
    const peer = this;
    // Asked for when a handshake begins: what was changed in between counts.
    return {
      ...config,
      clientHelloShape: {
        without: [renegotiationInfo],
        get extra() {
          const { clientVerifyData } = peer.connection.negotiated;
          const data = Uint8Array.of(clientVerifyData.length, ...clientVerifyData);
          return peer.#edited({ type: renegotiationInfo, data });
        },
      },
      get cipherSuites() {
        const [suite] = config.cipherSuites;
        return suite && peer.signals ? [...config.cipherSuites, { ...suite, id: 0xff }] : config.cipherSuites;
      },
    };
  }

  #edited(extension: RawExtension): RawExtension[] {
    if (extension.type !== renegotiationInfo) return [extension];
    const data = this.edit(extension.data);
    return data ? [{ type: renegotiationInfo, data }] : [];
  }

  /** Forgets the handshake before, as a server that never knew RFC 5746 would have nothing to compare. */
  forget(): void {
    const none = new Uint8Array(0);
    Object.assign(this.connection.negotiated, { clientVerifyData: none, serverVerifyData: none });
  }
}
