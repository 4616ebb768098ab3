import { TLS13 } from '@proj/crypto';
import type { Session } from '@proj/handshake';
import type { Bio } from '../bio/bio.js';
import { SslCore } from './core.js';
import { readData } from './data.js';
import { type EarlyRead, type EarlyWrite, readEarlyData, writeEarlyData } from './early-data.js';
import { doHandshake } from './handshake.js';
import { keyUpdateTypes } from './options.js';
import { verifyClientPostHandshake } from './post-handshake-auth.js';
import { SslQueries } from './queries.js';
import { renegotiate } from './renegotiation.js';
import { shutdown } from './shutdown.js';
import type { SslContext } from './ssl-context.js';

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
  /** @internal */
  protected override readonly core: SslCore;

  /** @param context Its settings are copied. */
  constructor(context: SslContext) {
    super(context.provider);
    this.copyFrom(context);
    this.core = new SslCore(this, context);
  }

  /**
   * SSL_set_SSL_CTX(3): takes over the certificates, anchors and protocol choice of another context, as a server does
   * when it has learnt the client's server name.
   */
  setContext(context: SslContext): void {
    this.core.context = context;
    const { credentials, anchors, clientAuthorities, alpnSelect, alpn } = context;
    this.credentials = credentials.clone();
    Object.assign(this, { anchors, clientAuthorities, alpnSelect, alpn });
  }

  /**
   * SSL_set_bio(3): where to read from and write to; both may be the same. The connection owns them from now on: what they
   * replace is freed, and they are by {@link Ssl.free}. A BIO that is used elsewhere too needs `upRef` before.
   */
  setBio(readBio: Bio | undefined, writeBio: Bio | undefined): void {
    this.core.engine.link.setBios(readBio, writeBio);
  }

  /** SSL_set_connect_state(3): be a client, from the beginning. */
  setConnectState(): void {
    this.core.begin('client');
  }

  /** SSL_set_accept_state(3): be a server, from the beginning. */
  setAcceptState(): void {
    this.core.begin('server');
  }

  /**
   * SSL_do_handshake(3): 1 when the handshake is complete. 0 when the peer ended it by the rules of the protocol, with
   * close_notify or a fatal alert. −1 when it failed otherwise, or must be called again. {@link Ssl.getError} tells which.
   */
  doHandshake(): number {
    return doHandshake(this.core);
  }

  /** SSL_connect(3): {@link Ssl.doHandshake} as a client, unless a role is set. */
  connect(): number {
    if (!this.core.role) this.setConnectState();
    return this.doHandshake();
  }

  /** SSL_accept(3): {@link Ssl.doHandshake} as a server, unless a role is set. */
  accept(): number {
    if (!this.core.role) this.setAcceptState();
    return this.doHandshake();
  }

  /** SSL_read(3): the bytes put into `into`, of one record at most; 0 at close_notify; −1 as for {@link Ssl.doHandshake}. */
  read(into: Uint8Array): number {
    return readData(this.core, into, false);
  }

  /** SSL_peek(3): as {@link Ssl.read}, and the bytes stay. */
  peek(into: Uint8Array): number {
    return readData(this.core, into, true);
  }

  /**
   * SSL_write(3): the bytes taken: all of them, or at least one record's where partial writes are enabled. After −1 that
   * is to be repeated, it must be repeated with the same bytes.
   */
  write(data: Uint8Array): number {
    return this.core.writer.write(this.core, data);
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

  /**
   * SSL_write_early_data(3): 1 with the count of bytes, or 0. A client's first call takes the place of the handshake's, and
   * sends the ClientHello first; it needs a session that allows early data. Others can replay it. Whether the server took
   * it, `earlyDataStatus` tells after the handshake: what was rejected is to be written again. A server writes what need
   * not wait for the client's Finished, once it has called {@link Ssl.readEarlyData}.
   */
  writeEarlyData(data: Uint8Array): EarlyWrite {
    return writeEarlyData(this.core, data);
  }

  /**
   * SSL_read_early_data(3), a server's first call in the place of the handshake's: one of `earlyDataReads`, and the count of
   * bytes. It is to be called until it says `FINISH`; then the handshake goes on.
   */
  readEarlyData(into: Uint8Array): EarlyRead {
    return readEarlyData(this.core, into);
  }

  /** SSL_shutdown(3): 0 when our close_notify is out, 1 when the peer's has come too, −1 otherwise. */
  shutdown(): number {
    return shutdown(this.core);
  }

  /** SSL_set_shutdown(3): counts directions as closed without any alert. */
  setShutdown(bits: number): void {
    this.core.setShutdown(bits);
  }

  /**
   * SSL_get1_session(3): on a client, the session that it was given last, and before that the one to resume; on a server,
   * the one that is resumed. Only such as can be resumed: in TLS 1.3 there is none before the client has read a ticket.
   */
  get session(): Session | undefined {
    return this.core.role === 'server' ? this.negotiated?.session : this.core.session;
  }

  /**
   * SSL_set_session(3): offers a session when the handshake begins, where it fits the settings: its version, suite and
   * name, and a server that was verified where that is insisted on. Whether the server took it, `sessionReused` tells.
   */
  set session(session: Session | undefined) {
    this.core.session = session;
  }

  /**
   * SSL_renegotiate(3), TLS 1.2 and below: wants another handshake. Does no I/O: {@link Ssl.doHandshake} drives it, and so
   * do reads, which take data that the peer sent before it knew, and writes. A server only asks for it, and goes on as
   * before until the client's answer is read. 1, or 0 when that is refused, as it is while `NO_RENEGOTIATION` is set.
   */
  renegotiate(): number {
    return renegotiate(this.core, false);
  }

  /**
   * SSL_verify_client_post_handshake(3), TLS 1.3: asks the client for a certificate after the handshake. Does no I/O: any
   * call sends the request, and {@link Ssl.read} takes the answer. 1, or 0.
   */
  verifyClientPostHandshake(): number {
    return verifyClientPostHandshake(this.core);
  }

  /** SSL_renegotiate_abbreviated(3): as {@link Ssl.renegotiate}, and a client offers to resume its session. */
  renegotiateAbbreviated(): number {
    return renegotiate(this.core, true);
  }

  /** SSL_clear_num_renegotiations(3): what `numRenegotiations` was; it counts from 0 again. */
  clearNumRenegotiations(): number {
    const count = this.numRenegotiations;
    this.core.renegotiationsSeen = this.totalRenegotiations;
    return count;
  }

  /**
   * SSL_key_update(3), TLS 1.3: our next record is preceded by a KeyUpdate, and has new keys. 1, or 0 when that is not
   * possible.
   *
   * @param type of `keyUpdateTypes`: whether the peer is to do the same.
   */
  keyUpdate(type: number): number {
    const { connection } = this.core.engine;
    if (this.negotiated?.version !== TLS13) return this.core.refuse('WRONG_SSL_VERSION');
    if (type !== keyUpdateTypes.NOT_REQUESTED && type !== keyUpdateTypes.REQUESTED) {
      return this.core.refuse('INVALID_KEY_UPDATE_TYPE');
    }
    if (!connection || this.core.engine.inInit) return this.core.refuse('STILL_IN_INIT');
    if (this.core.writer.isPending) return this.core.refuse('BAD_WRITE_RETRY');
    connection.updateKeys(type === keyUpdateTypes.REQUESTED);
    this.core.engine.handshakeDone = false;
    return 1;
  }

  /**
   * SSL_export_keying_material(3): `length` bytes. An absent and an empty context are the same in TLS 1.3 and differ in TLS
   * 1.2. Throws a `TlsError` `NOT_READY` before the keys are agreed.
   */
  exportKeyingMaterial(label: string, length: number, context?: Uint8Array): Uint8Array {
    const { connection } = this.core.engine;
    if (!connection) throw new Error('complete the handshake before exporting keying material');
    return connection.exportKeyingMaterial(label, context, length);
  }

  /**
   * SSL_clear(3): ready for another connection with the same settings, BIOs and role, and the session unless this
   * connection was not closed as it should be. Returns 1, or 0 while a renegotiation is pending.
   */
  clear(): number {
    if (this.renegotiatePending) return this.core.refuse('INTERNAL_ERROR');
    this.core.forgetBadSession();
    this.core.reset();
    return 1;
  }

  /** SSL_dup(3): a connection that has not begun, with the same settings, role and session to resume, and no BIOs. */
  dup(): Ssl {
    const copy = new Ssl(this.context);
    const { core } = copy;
    copy.copyFrom(this);
    // The connection itself is no setting, but is copied with them.
    Object.assign(copy, { core });
    if (this.role === 'client') copy.setConnectState();
    else if (this.role === 'server') copy.setAcceptState();
    if (this.role !== 'server') copy.session = this.session;
    return copy;
  }

  /** SSL_free(3): frees the BIOs too. */
  free(): void {
    this.core.reset();
    this.setBio(undefined, undefined);
  }
}
