import {
  type Aead,
  type CipherSuite,
  type CryptoProvider,
  constantTimeEqual,
  type Hash,
  TlsError,
  wipe,
} from '@proj/crypto';
import {
  exportTls13,
  finishedVerifyData,
  nextTrafficSecret,
  resumptionPsk,
  Tls13KeySchedule,
  trafficKeys,
} from '@proj/crypto/schedule';
import { tls13Opener, tls13Sealer } from '@proj/record';
import { readFinished } from '../../wire/finished.js';
import type { Handshake, TrafficSecrets } from '../state.js';
import type { Sender } from './sign-and-verify.js';

/** The suite's hash; configuration has made sure that the provider has it. */
export function suiteHash(provider: CryptoProvider, suite: CipherSuite): Hash {
  const hash = provider.hash(suite.hash);
  if (hash) return hash;
  throw new TlsError(
    'INTERNAL_ERROR',
    `the provider "${provider.name}" lacks ${suite.hash} for ${suite.name}`,
  );
}

function suiteAead(provider: CryptoProvider, { name, protection }: CipherSuite): Aead {
  const aead = protection.kind === 'aead' ? provider.aead(protection.aead) : undefined;
  if (aead) return aead;
  throw new TlsError('INTERNAL_ERROR', `the provider "${provider.name}" lacks the AEAD of ${name}`);
}

type Secrets = { readonly [sender in Sender]: Uint8Array };

/** Both directions' traffic secrets of one stage, and the keys made of them. */
class Traffic {
  readonly #handshake: Handshake;
  readonly #hash: Hash;
  readonly #aead: Aead;
  readonly #secrets: Record<Sender, Uint8Array>;

  constructor(handshake: Handshake, hash: Hash, aead: Aead, secrets: Secrets) {
    this.#handshake = handshake;
    this.#hash = hash;
    this.#aead = aead;
    this.#secrets = { ...secrets };
  }

  /** We read what the peer sends under this stage's key from now on. */
  read(): void {
    const sender = this.#handshake.config.role === 'client' ? 'server' : 'client';
    const { key, iv } = trafficKeys(this.#hash, this.#secrets[sender], this.#aead.keyLength);
    this.#handshake.changeReadKey(tls13Opener(this.#aead, key, iv));
    wipe(key, iv);
  }

  /** We write under this stage's key from now on. */
  write(): void {
    const { role } = this.#handshake.config;
    const { key, iv } = trafficKeys(this.#hash, this.#secrets[role], this.#aead.keyLength);
    this.#handshake.changeWriteKey(tls13Sealer(this.#aead, key, iv));
    wipe(key, iv);
  }

  /** The `verify_data` of a Finished under this stage (RFC 8446, 4.4.4). */
  verifyData(sender: Sender, transcriptHash: Uint8Array): Uint8Array {
    return finishedVerifyData(this.#hash, this.#secrets[sender], transcriptHash);
  }

  /** Replaces one direction's secret by the one after it (RFC 8446, 7.2), and gives it for the key log. */
  advance(sender: Sender): Uint8Array {
    const last = this.#secrets[sender];
    const next = nextTrafficSecret(this.#hash, last);
    this.#secrets[sender] = next;
    wipe(last);
    return next;
  }

  destroy(): void {
    wipe(this.#secrets.client, this.#secrets.server);
  }
}

/** Moves each direction of a finished connection from key to key (RFC 8446, 7.2). */
class UpdatableTraffic implements TrafficSecrets {
  readonly #handshake: Handshake;
  readonly #traffic: Traffic;
  readonly #generations: Record<Sender, number> = { client: 0, server: 0 };

  constructor(handshake: Handshake, traffic: Traffic) {
    this.#handshake = handshake;
    this.#traffic = traffic;
  }

  updateWriteKey(): void {
    this.#advance(this.#handshake.config.role);
    this.#traffic.write();
  }

  updateReadKey(): void {
    this.#advance(this.#handshake.config.role === 'client' ? 'server' : 'client');
    this.#traffic.read();
  }

  #advance(sender: Sender): void {
    const secret = this.#traffic.advance(sender);
    this.#generations[sender] += 1;
    const generation = this.#generations[sender];
    const label = sender === 'client' ? 'CLIENT_TRAFFIC_SECRET' : 'SERVER_TRAFFIC_SECRET';
    this.#handshake.keyLog(`${label}_${generation}`, secret);
  }
}

/**
 * The keys of one TLS 1.3 handshake, from the key schedule to the record layer, the key log and the exporter
 * (RFC 8446, 7). Each step reads the transcript as it stands: call it when the messages that the step's name tells
 * are in it, and no more.
 */
export class Keys13 {
  readonly #handshake: Handshake;
  readonly #hash: Hash;
  readonly #aead: Aead;
  readonly #schedule: Tls13KeySchedule;
  #handshakeTraffic: Traffic | undefined;
  #applicationTraffic: Traffic | undefined;
  #exporterSecret: Uint8Array | undefined;
  #resumptionSecret: Uint8Array | undefined;

  /**
   * @param suite - The negotiated suite; the transcript must have been started with its hash.
   * @param psk - The pre-shared key that was agreed on, if one was.
   */
  constructor(handshake: Handshake, suite: CipherSuite, psk?: Uint8Array) {
    const { provider } = handshake.config;
    this.#handshake = handshake;
    this.#hash = suiteHash(provider, suite);
    this.#aead = suiteAead(provider, suite);
    this.#schedule = new Tls13KeySchedule(this.#hash, psk);
  }

  /** After ServerHello: derives the handshake traffic secrets. Wipes the shared secret. */
  startHandshake(sharedSecret?: Uint8Array): void {
    this.#schedule.enterHandshake(sharedSecret);
    wipe(sharedSecret);
    const transcriptHash = this.#handshake.transcript.hash();
    const client = this.#schedule.clientHandshakeTrafficSecret(transcriptHash);
    const server = this.#schedule.serverHandshakeTrafficSecret(transcriptHash);
    this.#handshake.keyLog('CLIENT_HANDSHAKE_TRAFFIC_SECRET', client);
    this.#handshake.keyLog('SERVER_HANDSHAKE_TRAFFIC_SECRET', server);
    this.#handshakeTraffic = new Traffic(this.#handshake, this.#hash, this.#aead, { client, server });
  }

  /** Reads the peer's handshake messages from now on. */
  readHandshake(): void {
    this.#require(this.#handshakeTraffic).read();
  }

  /** Writes our handshake messages from now on. */
  writeHandshake(): void {
    this.#require(this.#handshakeTraffic).write();
  }

  /** The `verify_data` of a Finished that follows what is in the transcript (RFC 8446, 4.4.4). */
  verifyData(sender: Sender): Uint8Array {
    const transcriptHash = this.#handshake.transcript.hash();
    return this.#require(this.#handshakeTraffic).verifyData(sender, transcriptHash);
  }

  /**
   * Checks the body of the peer's Finished, which must not be in the transcript yet. Throws `DECODE_ERROR` for a wrong
   * length and `BAD_FINISHED` (decrypt_error).
   */
  checkFinished(sender: Sender, body: Uint8Array): Uint8Array {
    return this.#checked(sender, body, this.verifyData(sender));
  }

  /** The `verify_data` of a Finished after the handshake, under the sender's traffic secret of now (RFC 8446, 4.4.4). */
  applicationVerifyData(sender: Sender, transcriptHash: Uint8Array): Uint8Array {
    return this.#require(this.#applicationTraffic).verifyData(sender, transcriptHash);
  }

  /** As {@link Keys13.checkFinished}, for a Finished after the handshake. */
  checkApplicationFinished(sender: Sender, body: Uint8Array, transcriptHash: Uint8Array): void {
    this.#checked(sender, body, this.applicationVerifyData(sender, transcriptHash));
  }

  #checked(sender: Sender, body: Uint8Array, expected: Uint8Array): Uint8Array {
    const received = readFinished(body, this.#hash.outputLength);
    if (constantTimeEqual(received, expected)) return received.slice();
    throw new TlsError(
      'BAD_FINISHED',
      `the ${sender}'s Finished does not fit the messages that came before it`,
    );
  }

  /** After the server's Finished: derives the application traffic secrets and the exporter's. */
  startApplication(): void {
    this.#schedule.enterMaster();
    const transcriptHash = this.#handshake.transcript.hash();
    const client = this.#schedule.clientApplicationTrafficSecret(transcriptHash);
    const server = this.#schedule.serverApplicationTrafficSecret(transcriptHash);
    this.#exporterSecret = this.#schedule.exporterSecret(transcriptHash);
    this.#handshake.keyLog('CLIENT_TRAFFIC_SECRET_0', client);
    this.#handshake.keyLog('SERVER_TRAFFIC_SECRET_0', server);
    this.#handshake.keyLog('EXPORTER_SECRET', this.#exporterSecret);
    this.#applicationTraffic = new Traffic(this.#handshake, this.#hash, this.#aead, { client, server });
  }

  /** Reads application data from now on. */
  readApplication(): void {
    this.#require(this.#applicationTraffic).read();
  }

  /** Writes application data from now on. */
  writeApplication(): void {
    this.#require(this.#applicationTraffic).write();
  }

  /**
   * After the client's Finished: gives the connection its exporter and its updatable keys, which are the connected
   * state's too, and wipes what only the handshake needed. The resumption secret of tickets (RFC 8446, 4.6.1) stays.
   */
  finish(): TrafficSecrets {
    const exporterSecret = this.#require(this.#exporterSecret);
    const hash = this.#hash;
    this.#handshake.setExporter((label, context, length) =>
      exportTls13(hash, exporterSecret, label, context, length),
    );
    const traffic = new UpdatableTraffic(this.#handshake, this.#require(this.#applicationTraffic));
    this.#handshake.setTrafficSecrets(traffic);
    this.#resumptionSecret = this.#schedule.resumptionSecret(this.#handshake.transcript.hash());
    this.#handshakeTraffic?.destroy();
    this.#handshakeTraffic = undefined;
    this.#schedule.destroy();
    return traffic;
  }

  /** After {@link Keys13.finish}: the PSK of the ticket with this nonce (RFC 8446, 4.6.1). */
  ticketPsk(nonce: Uint8Array): Uint8Array {
    return resumptionPsk(this.#hash, this.#require(this.#resumptionSecret), nonce);
  }

  #require<T>(value: T | undefined): T {
    if (value !== undefined) return value;
    throw new TlsError('INTERNAL_ERROR', 'keys were asked for before the key schedule had come to them');
  }
}
