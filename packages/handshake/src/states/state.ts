import type { CipherSuite, GroupName, ProtocolVersion, SignatureScheme } from '@proj/crypto';
import type { KeyLogLabel } from '@proj/crypto/schedule';
import type { Certificate, VerifiedChain } from '@proj/crypto/x509';
import type { Opener, Sealer } from '@proj/record';
import type { ClientConfig, ServerConfig } from '../config.js';
import type { Decision, DecisionKind, Hook } from '../decision.js';
import type { CertificateTypeName } from '../raw-public-key.js';
import type { Renegotiation } from '../renegotiation/renegotiation.js';
import type { Session } from '../resumption/session.js';
import type { OcspResponses } from '../status/config.js';
import type { Transcript } from '../transcript.js';
import type { DelegatedCredential } from '../wire/delegated-credential.js';
import type { HandshakeMessage } from '../wire/handshake-message.js';
import type { StateName } from './table.js';

/**
 * A state waits for one message. It holds only what it needs; its `handle` returns the next state. That the message is
 * one which the state accepts has been checked against the table. A state takes what it received into the transcript
 * itself, before or after it looks at the hash, as the section says; `message.raw` is a view that lives until it returns.
 */
export interface State {
  readonly name: StateName;
  /** Takes a handshake message. Throws a `TlsError` to end the connection with its alert. */
  handle(message: HandshakeMessage): Next;
  /** Takes the ChangeCipherSpec that TLS 1.2 and below require; only states whose row accepts it have this. */
  changeCipherSpec?(): Next;
  /** Takes a warning that is none to pass over; only states that can be answered by one have this. */
  warning?(description: number): Next;
  /** Sends what follows the handshake, once that is complete; only connected states that have something to send. */
  connected?(): void;
  /** Asks for the client's certificate (RFC 8446, 4.6.2); only a connected server of TLS 1.3 can. */
  requestCertificate?(required: boolean): void;
  /** Whether the answer to such a request has yet to come. */
  readonly certificateRequested?: boolean;
}

/** What follows: a state, or a decision to wait for and what to do with its answer. */
export type Next = State | Deciding;

/** A pause for a decision. */
export class Deciding {
  readonly decision: Decision<unknown>;
  readonly #resume: () => Next;

  constructor(decision: Decision<unknown>, resume: () => Next) {
    this.decision = decision;
    this.#resume = resume;
  }

  /** Goes on with the answer; only when the decision is settled. */
  resume(): Next {
    return this.#resume();
  }
}

/** Most bytes of content and padding in a record, each way. */
export interface RecordLimits {
  readonly send: number;
  readonly receive: number;
}

/** What has been negotiated. Fields are filled in as the handshake learns them. */
export interface Negotiated {
  version: ProtocolVersion | undefined;
  suite: CipherSuite | undefined;
  /** The key exchange group. */
  group: GroupName | undefined;
  /** Bits of a TLS 1.2 server's own DH prime, when `group` has no name for it. */
  dhBits: number | undefined;
  /** Whether the server asked for another key share or a cookie first. */
  helloRetryRequest: boolean;
  /** The application protocol. */
  alpn: string | undefined;
  /** Bytes that max_fragment_length limits the content of records to (RFC 6066, 4). */
  maxFragmentLength: number | undefined;
  /** What record_size_limit leaves for content and padding (RFC 8449, 4). */
  recordSizeLimits: RecordLimits | undefined;
  /** The name in the client's SNI. */
  serverName: string | undefined;
  /** The scheme that the peer signed with. */
  peerSignatureScheme: SignatureScheme['name'] | undefined;
  /** The scheme that we signed with. */
  signatureScheme: SignatureScheme['name'] | undefined;
  /** The schemes that the peer offered, in its order. */
  peerSignatureSchemes: readonly number[];
  /** The authorities that the peer named for our certificate, DER. */
  peerAuthorities: readonly Uint8Array[];
  /** The peer's certificates as sent, leaf first. */
  peerChain: readonly Certificate[];
  /** The path that verification found. */
  verifiedChain: VerifiedChain | undefined;
  /** The OCSP responses that the peer sent, by certificate, DER. */
  peerOcspResponses: OcspResponses;
  /** The certificate timestamps that the peer sent, serialized. */
  peerTimestamps: readonly Uint8Array[];
  /** The delegated credential that the peer has signed with (RFC 9345). */
  peerDelegation: DelegatedCredential | undefined;
  /** Our own certificates as sent, DER. */
  localChain: readonly Uint8Array[];
  clientRandom: Uint8Array;
  serverRandom: Uint8Array;
  sessionId: Uint8Array;
  extendedMasterSecret: boolean;
  encryptThenMac: boolean;
  /** The peer showed support for RFC 5746. */
  secureRenegotiation: boolean;
  /** verify_data of the last handshake's Finished messages, for renegotiation and for channel binding. */
  clientVerifyData: Uint8Array;
  serverVerifyData: Uint8Array;
  /** The server asked for a client certificate. */
  certificateRequested: boolean;
  /** Server only: the client can be asked for a certificate after the handshake (RFC 8446, 4.2.6). */
  postHandshakeAuth: boolean;
  /** What each end shows in its Certificate message (RFC 7250). */
  localCertificateType: CertificateTypeName;
  peerCertificateType: CertificateTypeName;
  /** The peer's raw public key, a SubjectPublicKeyInfo, where it showed that alone. */
  peerPublicKey: Uint8Array | undefined;
  /** The session that this connection resumes. */
  session: Session | undefined;
  /** The name of the external pre-shared key that was agreed on. */
  pskIdentity: Uint8Array | undefined;
  /** TLS 1.2: the server has promised a NewSessionTicket (RFC 5077, 3.2). */
  ticketPromised: boolean;
  /** Server only: how the client takes pre-shared keys, and so tickets (RFC 8446, 4.2.9). */
  pskModes: readonly number[];
  /** What became of early data: `offered` until the server has answered. */
  earlyData: 'none' | 'offered' | 'rejected' | 'accepted';
}

/** Derives exported keying material (RFC 8446, 7.5; RFC 5705). `context` absent and empty differ only in TLS 1.2. */
export type Exporter = (label: string, context: Uint8Array | undefined, length: number) => Uint8Array;

/** The traffic secrets of a TLS 1.3 connection's both directions, replaced by KeyUpdate. */
export interface TrafficSecrets {
  /** Our writing direction moves to its next key (RFC 8446, 7.2). */
  updateWriteKey(): void;
  /** Our reading direction moves to its next key. */
  updateReadKey(): void;
}

/** What the states are given to work with: the services of the connection around them. */
export interface Handshake<Config extends ClientConfig | ServerConfig = ClientConfig | ServerConfig> {
  readonly config: Config;
  readonly negotiated: Negotiated;
  readonly transcript: Transcript;
  readonly renegotiation: Renegotiation;
  /**
   * Begins a handshake after the first, with the message that asks for it where that is a part of it: messages belong to
   * a transcript again, a new one.
   */
  beginRenegotiation(message?: HandshakeMessage): Next;
  /**
   * Begins the handshake that is running anew, with another configuration, and the message that makes it so where that is
   * a part of it.
   */
  restart(config: Config, message?: HandshakeMessage): Next;
  /** Draws randomness from the configuration's source. */
  random(length: number): Uint8Array;
  /**
   * Frames a message, takes it into the transcript (while a handshake runs) and queues it. Messages in a row under one
   * key share records. Returns the message with its header.
   */
  send(type: number, body: Uint8Array): Uint8Array;
  /** Does something, such as changing the write key, right before the next message or alert of ours. */
  beforeNextWrite(run: () => void): void;
  /** Queues a ChangeCipherSpec record. */
  sendChangeCipherSpec(): void;
  /** Queues a warning alert. */
  sendWarning(description: number): void;
  /**
   * New keys for reading, from the next record on. Throws HANDSHAKE_ACROSS_KEY_CHANGE when bytes of a further message
   * have already come under the old ones (RFC 8446, 5.1).
   */
  changeReadKey(opener: Opener): void;
  /** New keys for writing; what was queued goes out under the old ones. */
  changeWriteKey(sealer: Sealer): void;
  /**
   * Limits the content of records: at once, or under the keys that come next. Reading under the keys of early data goes on
   * as before (RFC 8449, 4). Without limits, as the record layer does.
   */
  limitRecords(limits: RecordLimits | undefined, atOnce: boolean): void;
  /** Fixes the version for records, both ways. */
  setVersion(version: ProtocolVersion): void;
  /** Lets TLS 1.3's meaningless ChangeCipherSpec records pass, or stops doing so (RFC 8446, 5, D.4). */
  tolerateChangeCipherSpec(tolerate: boolean): void;
  /** Gives one line to the key log. */
  keyLog(label: KeyLogLabel, secret: Uint8Array): void;
  /** From now on keying material can be exported, and (TLS 1.3) keys updated. */
  setExporter(exporter: Exporter): void;
  /** From now on, or no longer, keying material of early data can be exported (RFC 8446, 7.5). */
  setEarlyExporter(exporter: Exporter | undefined): void;
  setTrafficSecrets(secrets: TrafficSecrets): void;
  /** Owes the peer a KeyUpdate of our own, to go out before the next application data (RFC 8446, 4.6.3). */
  oweKeyUpdate(): void;
  /**
   * Bytes of early data that may be written (client) or taken (server) from now on, until the handshake is complete; 0
   * ends it.
   */
  allowEarlyData(bytes: number): void;
  /** Lets records of early data that can not be read pass, up to so many bytes (RFC 8446, 4.2.10). */
  skipEarlyData(bytes: number): void;
  /** Replaces the configuration for the rest of this connection: what `onClientHello` may decide. */
  replaceConfig(config: Config): void;
  /**
   * Puts a question to a hook. Goes on at once with an immediate answer; otherwise the handshake pauses. What the hook
   * throws, or a decision fails with, goes through `translate`; what is no `TlsError` then becomes DECISION_FAILED.
   */
  ask<Request, Answer>(
    kind: DecisionKind,
    hook: Hook<Request, Answer>,
    request: Request,
    next: (answer: Answer) => Next,
    translate?: (error: unknown) => unknown,
  ): Next;
}
