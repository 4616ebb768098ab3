import { TLS13, type TlsError } from '@proj/crypto';
import { Connection, type Decision, type Negotiated, type Session } from '@proj/handshake';
import type { Bio } from '../bio/bio.js';
import { configureClient, configureServer } from './configure.js';
import { type DataHost, readData, Writer } from './data.js';
import { Engine } from './engine.js';
import { sslEntry } from './error-queue.js';
import { getError, type SslErrorCode, type Want } from './get-error.js';
import { doHandshake } from './handshake.js';
import { type HookHost, verifyOk, verifyUnspecified } from './hooks.js';
import { Watch } from './info.js';
import { keyUpdateTypes, shutdownBits, sslOptions } from './options.js';
import { SslQueries } from './queries.js';
import { renegotiate } from './renegotiation.js';
import { shutdown } from './shutdown.js';
import type { SslContext } from './ssl-context.js';
import type { HandshakeState } from './state-strings.js';

/**
 * A TLS connection over BIOs (SSL_new(3)). Its calls answer at once with what could be done; when that is 0 or less,
 * {@link Ssl.getError} says why, and what to wait for. Over a BIO that blocks, they return when they are done.
 *
 * @example
 * ```ts
 * const ssl = new Ssl(context);
 * ssl.setBio(bio, bio);
 * ssl.serverName = 'example.com';
 * ssl.setConnectState();
 * for (let ret = ssl.doHandshake(); ret !== 1; ret = ssl.doHandshake()) wait(ssl.getError(ret));
 * ```
 */
export class Ssl extends SslQueries {
  #context: SslContext;
  /** Where sessions are looked for: they stay where they are when a server's name makes the context another. */
  readonly #sessions: SslContext;
  #session: Session | undefined;
  #renegotiationsSeen = 0;
  #role: 'client' | 'server' | undefined;
  #engine: Engine;
  #watch: Watch;
  #writer = new Writer();
  readonly #dataHost: DataHost = this.#newDataHost();
  #sentShutdown = false;
  #receivedShutdown = false;
  #verifyResult: number = verifyOk;

  /** @param context Its settings are copied. */
  constructor(context: SslContext) {
    super(context.provider);
    this.copyFrom(context);
    this.#context = context;
    this.#sessions = context;
    this.#watch = this.#newWatch();
    this.#engine = this.#newEngine();
  }

  /** The context that it was made from, or was given last. */
  get context(): SslContext {
    return this.#context;
  }

  /**
   * SSL_set_SSL_CTX(3): takes over the certificates, anchors and protocol choice of another context, as a server does
   * when it has learnt the client's server name.
   */
  setContext(context: SslContext): void {
    this.#context = context;
    const { credentials, anchors, clientAuthorities, alpnSelect, alpn } = context;
    this.credentials = credentials.clone();
    Object.assign(this, { anchors, clientAuthorities, alpnSelect, alpn });
  }

  /** SSL_set_bio(3): where to read from and write to; both may be the same. */
  setBio(readBio: Bio | undefined, writeBio: Bio | undefined): void {
    this.#engine.link.readBio = readBio;
    this.#engine.link.writeBio = writeBio;
  }

  /** SSL_get_rbio(3). */
  get readBio(): Bio | undefined {
    return this.#engine.readBio;
  }

  /** SSL_get_wbio(3). */
  get writeBio(): Bio | undefined {
    return this.#engine.writeBio;
  }

  /** SSL_set_connect_state(3): be a client, from the beginning. */
  setConnectState(): void {
    this.#begin('client');
  }

  /** SSL_set_accept_state(3): be a server, from the beginning. */
  setAcceptState(): void {
    this.#begin('server');
  }

  /** Which end this is, once that is set. */
  override get role(): 'client' | 'server' | undefined {
    return this.#role;
  }

  /**
   * SSL_do_handshake(3): 1 when the handshake is complete. 0 when the peer ended it by the rules of the protocol, with
   * close_notify or a fatal alert. −1 when it failed otherwise, or must be called again. {@link Ssl.getError} tells which.
   */
  doHandshake(): number {
    return doHandshake({
      engine: this.#engine,
      errors: this.#context.errors,
      watch: this.#watch,
      role: this.#role,
      onlyRole: this.#context.onlyRole,
    });
  }

  /** SSL_connect(3): {@link Ssl.doHandshake} as a client, unless a role is set. */
  connect(): number {
    if (!this.#role) this.setConnectState();
    return this.doHandshake();
  }

  /** SSL_accept(3): {@link Ssl.doHandshake} as a server, unless a role is set. */
  accept(): number {
    if (!this.#role) this.setAcceptState();
    return this.doHandshake();
  }

  /** SSL_read(3): the bytes put into `into`, of one record at most; 0 at close_notify; −1 as for {@link Ssl.doHandshake}. */
  read(into: Uint8Array): number {
    return readData(this.#dataHost, into, false);
  }

  /** SSL_peek(3): as {@link Ssl.read}, and the bytes stay. */
  peek(into: Uint8Array): number {
    return readData(this.#dataHost, into, true);
  }

  /**
   * SSL_write(3): the bytes taken: all of them, or at least one record's where partial writes are enabled. After −1 that
   * is to be repeated, it must be repeated with the same bytes.
   */
  write(data: Uint8Array): number {
    return this.#writer.write(this.#dataHost, data);
  }

  /** SSL_read_ex(3): 1 with the count of bytes, or 0 as for any result of {@link Ssl.read} that is not positive. */
  readEx(into: Uint8Array): { ret: 0 | 1; readbytes: number } {
    const readbytes = this.read(into);
    return readbytes > 0 ? { ret: 1, readbytes } : { ret: 0, readbytes: 0 };
  }

  /** SSL_peek_ex(3): as {@link Ssl.readEx}, and the bytes stay. */
  peekEx(into: Uint8Array): { ret: 0 | 1; readbytes: number } {
    const readbytes = this.peek(into);
    return readbytes > 0 ? { ret: 1, readbytes } : { ret: 0, readbytes: 0 };
  }

  /** SSL_write_ex(3): 1 with the count of bytes, which is 0 for empty data, or 0 where {@link Ssl.write} is negative. */
  writeEx(data: Uint8Array): { ret: 0 | 1; written: number } {
    const written = this.write(data);
    return written > 0 || (written === 0 && data.length === 0) ? { ret: 1, written } : { ret: 0, written: 0 };
  }

  /** SSL_shutdown(3): 0 when our close_notify is out, 1 when the peer's has come too, −1 otherwise. */
  shutdown(): number {
    const ssl = this;
    return shutdown({
      engine: this.#engine,
      role: this.#role,
      quietShutdown: this.quietShutdown,
      get sentShutdown() {
        return ssl.#sentShutdown;
      },
      set sentShutdown(sent: boolean) {
        ssl.#sentShutdown = sent;
      },
      closeQuietly: () => this.setShutdown(shutdownBits.SENT | shutdownBits.RECEIVED),
    });
  }

  /** SSL_get_shutdown(3): bits of `shutdownBits`. */
  get shutdownState(): number {
    const sent = this.#sentShutdown ? shutdownBits.SENT : 0;
    const received = this.#receivedShutdown || this.#engine.receivedShutdown ? shutdownBits.RECEIVED : 0;
    return sent | received;
  }

  /** SSL_set_shutdown(3): counts directions as closed without any alert. */
  setShutdown(bits: number): void {
    this.#sentShutdown = (bits & shutdownBits.SENT) !== 0;
    this.#receivedShutdown = (bits & shutdownBits.RECEIVED) !== 0;
  }

  /** SSL_get_error(3) for the result of the last call: one of `sslErrors`. */
  getError(ret: number): SslErrorCode {
    return getError(ret, this.#engine);
  }

  /** SSL_want(3): one of `wants`. */
  get want(): Want {
    return this.#engine.want;
  }

  /** The decision that the last call stopped for: when it is settled, the call is to be repeated. */
  get openDecision(): Decision<unknown> | undefined {
    return this.#engine.openDecision;
  }

  /** The error that ended the connection, ours or the peer's. */
  get failure(): TlsError | undefined {
    return this.#engine.failure;
  }

  /** SSL_pending(3): decrypted bytes that can be read. */
  get pending(): number {
    return this.#engine.connection?.readable ?? 0;
  }

  /** SSL_has_pending(3): whether any bytes wait here, decrypted or not. */
  get hasPending(): boolean {
    return this.pending > 0 || (this.#engine.connection?.bufferedInput ?? 0) > 0;
  }

  /** Where the handshake is: OSSL_HANDSHAKE_STATE, SSL_state_string(3), SSL_state_string_long(3). */
  get state(): HandshakeState {
    return this.#watch.state;
  }

  /** SSL_is_init_finished(3). */
  get isInitFinished(): boolean {
    return !this.#engine.inInit;
  }

  /** SSL_in_init(3): a handshake is owed or running. */
  get inInit(): boolean {
    return this.#engine.inInit;
  }

  /** SSL_in_before(3): nothing has happened yet. */
  get inBefore(): boolean {
    return this.#engine.connection === undefined && this.#engine.failure === undefined;
  }

  /** What has been negotiated; `undefined` before the first call. */
  override get negotiated(): Readonly<Negotiated> | undefined {
    return this.#engine.connection?.negotiated;
  }

  /**
   * SSL_get_verify_result(3): 0 (X509_V_OK), also when the peer sent no certificate; or why its chain does not hold, or did
   * not in the handshake whose session is resumed.
   */
  get verifyResult(): number {
    const fields = this.negotiated?.session?.fields;
    if (fields && fields.peerChain.length > 0) return fields.verified ? verifyOk : verifyUnspecified;
    return this.#verifyResult;
  }

  /**
   * SSL_get1_session(3): on a client, the session that it was given last, and before that the one to resume; on a server,
   * the one that is resumed. Only such as can be resumed: in TLS 1.3 there is none before the client has read a ticket.
   */
  get session(): Session | undefined {
    return this.#role === 'server' ? this.negotiated?.session : this.#session;
  }

  /**
   * SSL_set_session(3): offers a session when the handshake begins, where it fits the settings: its version, suite and
   * name, and a server that was verified where that is insisted on. Whether the server took it, `sessionReused` tells.
   */
  set session(session: Session | undefined) {
    this.#session = session;
  }

  /**
   * SSL_renegotiate(3), TLS 1.2 and below: wants another handshake. Does no I/O: {@link Ssl.doHandshake} drives it, and so
   * do reads, which take data that the peer sent before it knew, and writes. A server only asks for it, and goes on as
   * before until the client's answer is read. 1, or 0 when that is refused, as it is while `NO_RENEGOTIATION` is set.
   */
  renegotiate(): number {
    return this.#renegotiate(false);
  }

  /** SSL_renegotiate_abbreviated(3): as {@link Ssl.renegotiate}, and a client offers to resume its session. */
  renegotiateAbbreviated(): number {
    return this.#renegotiate(true);
  }

  /** SSL_renegotiate_pending(3): whether one is wanted, asked for, or running. */
  get renegotiatePending(): boolean {
    return this.#engine.connection?.renegotiationPending ?? false;
  }

  /** SSL_total_renegotiations(3): how many have begun, whoever asked for them. */
  get totalRenegotiations(): number {
    return this.#engine.connection?.renegotiations ?? 0;
  }

  /** SSL_num_renegotiations(3): how many have begun since {@link Ssl.clearNumRenegotiations}. */
  get numRenegotiations(): number {
    return this.totalRenegotiations - this.#renegotiationsSeen;
  }

  /** SSL_clear_num_renegotiations(3): what `numRenegotiations` was; it counts from 0 again. */
  clearNumRenegotiations(): number {
    const count = this.numRenegotiations;
    this.#renegotiationsSeen = this.totalRenegotiations;
    return count;
  }

  /**
   * SSL_key_update(3), TLS 1.3: our next record is preceded by a KeyUpdate, and has new keys. 1, or 0 when that is not
   * possible.
   *
   * @param type of `keyUpdateTypes`: whether the peer is to do the same.
   */
  keyUpdate(type: number): number {
    const { connection } = this.#engine;
    if (this.negotiated?.version !== TLS13) return this.#refuse('WRONG_SSL_VERSION');
    if (type !== keyUpdateTypes.NOT_REQUESTED && type !== keyUpdateTypes.REQUESTED) {
      return this.#refuse('INVALID_KEY_UPDATE_TYPE');
    }
    if (!connection || this.#engine.inInit) return this.#refuse('STILL_IN_INIT');
    if (this.#writer.isPending) return this.#refuse('BAD_WRITE_RETRY');
    connection.updateKeys(type === keyUpdateTypes.REQUESTED);
    this.#engine.handshakeDone = false;
    return 1;
  }

  /**
   * SSL_export_keying_material(3): `length` bytes. An absent and an empty context are the same in TLS 1.3 and differ in TLS
   * 1.2. Throws a `TlsError` `NOT_READY` before the keys are agreed.
   */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Uint8Array {
    const { connection } = this.#engine;
    if (!connection) throw new Error('complete the handshake before exporting keying material');
    return connection.exportKeyingMaterial(label, context, length);
  }

  /** SSL_clear(3): ready for another connection with the same settings, BIOs and role. Returns 1. */
  clear(): number {
    const { readBio, writeBio } = this.#engine;
    this.#watch = this.#newWatch();
    this.#engine = this.#newEngine();
    this.setBio(readBio, writeBio);
    this.#writer.clear();
    this.setShutdown(0);
    this.#renegotiationsSeen = 0;
    this.#verifyResult = verifyOk;
    return 1;
  }

  /** SSL_free(3): frees the BIOs too. */
  free(): void {
    const { readBio, writeBio } = this.#engine;
    this.clear();
    this.setBio(undefined, undefined);
    readBio?.free();
    if (writeBio !== readBio) writeBio?.free();
  }

  #begin(role: 'client' | 'server'): void {
    this.#role = role;
    this.clear();
  }

  #renegotiate(abbreviated: boolean): number {
    const { options } = this;
    return renegotiate({ engine: this.#engine, errors: this.#context.errors, options }, abbreviated);
  }

  #refuse(reason: Parameters<typeof sslEntry>[0]): number {
    this.#context.errors.push(sslEntry(reason));
    return 0;
  }

  #newDataHost(): DataHost {
    const ssl = this;
    return {
      get engine() {
        return ssl.#engine;
      },
      get role() {
        return ssl.#role;
      },
      get mode() {
        return ssl.mode;
      },
      get sentShutdown() {
        return ssl.#sentShutdown;
      },
      doHandshake: () => ssl.doHandshake(),
    };
  }

  #newWatch(): Watch {
    const ssl = this;
    return new Watch({
      get role() {
        return ssl.#role ?? 'client';
      },
      get version() {
        return ssl.negotiated?.version;
      },
      info: (where, ret) => this.infoCallback?.(this, where, ret),
      // Before a version is negotiated, libssl tells the highest that is enabled.
      message: (direction, contentType, bytes) => {
        const version = this.negotiated?.version ?? this.maxVersion ?? TLS13;
        this.messageCallback?.(this, direction, version, contentType, bytes);
      },
      session: (session) => {
        this.#session = session;
        this.newSessionCallback?.(this, session);
      },
      get keyLog() {
        const callback = ssl.keyLogCallback;
        return callback && ((line: string) => callback(ssl, line));
      },
    });
  }

  #newEngine(): Engine {
    const ssl = this;
    return new Engine({
      watch: this.#watch,
      get errors() {
        return ssl.#context.errors;
      },
      get readAhead() {
        return ssl.readAhead;
      },
      get ignoreUnexpectedEof() {
        return (ssl.options & sslOptions.IGNORE_UNEXPECTED_EOF) !== 0n;
      },
      connect: () => this.#connect(),
    });
  }

  #connect(): Connection {
    const role = this.#role ?? 'client';
    const host = this.#hookHost(role);
    const config =
      role === 'client'
        ? configureClient(host, this.#watch, this.serverName)
        : configureServer(host, this.#watch);
    return new Connection(config);
  }

  #hookHost(role: 'client' | 'server'): HookHost {
    const engine = this.#engine;
    return {
      ssl: this,
      role,
      certificateCache: this.#context.certificateCache,
      verificationCache: this.#context.verificationCache,
      sessions: this.#sessions,
      expectedName: this.verifyName ?? this.serverName,
      noteVerification: (code) => {
        this.#verifyResult = code;
      },
      pause: (want, again) => engine.pause(want, again),
    };
  }
}
