import { sslErrors } from '../ssl/get-error.js';
import type { Ssl } from '../ssl/ssl.js';
import { Bio } from './bio.js';
import { RenegotiationMeter } from './renegotiation-meter.js';

/**
 * A filter that speaks TLS to the BIO behind it (BIO_f_ssl(3)): what is read and written here is plaintext. The handshake
 * takes place in the first read or write, or in {@link Bio.doHandshake}. A BIO that is pushed behind it becomes the
 * connection's transport, and is the connection's as much as the chain's: {@link Bio.freeAll} frees it.
 */
export class SslBio extends Bio {
  /** The connection (BIO_get_ssl(3)). */
  readonly ssl: Ssl;
  readonly #meter = new RenegotiationMeter();
  #eof = false;

  /** @param closes Whether freeing the BIO closes and frees the connection. */
  constructor(ssl: Ssl, closes = true) {
    super();
    this.ssl = ssl;
    this.closes = closes;
    this.next = ssl.readBio;
    this.next?.upRef();
  }

  override get name(): string {
    return 'ssl';
  }

  /** Decrypted bytes; when there are none, what the transport has. */
  override get pending(): number {
    return this.ssl.pending || (this.ssl.readBio?.pending ?? 0);
  }

  override get writePending(): number {
    return this.ssl.writeBio?.writePending ?? 0;
  }

  /** The peer has said close_notify, or the transport has ended. */
  override get eof(): boolean {
    return this.#eof || (this.ssl.readBio?.eof ?? false);
  }

  /** BIO_set_ssl_mode(3): be a client or a server, from the beginning. */
  setMode(role: 'client' | 'server'): void {
    if (role === 'client') this.ssl.setConnectState();
    else this.ssl.setAcceptState();
  }

  /**
   * BIO_set_ssl_renegotiate_bytes(3): asks for a renegotiation whenever more than `bytes` bytes were read and written. Fewer
   * than 512 are no limit and change nothing. Returns the limit that was. It takes effect in the next call, in TLS 1.2 and
   * below, and where the connection's options allow it.
   */
  setRenegotiateBytes(bytes: number): number {
    return this.#meter.setBytes(bytes);
  }

  /**
   * BIO_set_ssl_renegotiate_timeout(3): asks for a renegotiation when bytes are moved and the last one is more than `seconds`
   * ago. Fewer than 60 seconds count as 5, as in libssl. Returns the time that was set.
   */
  setRenegotiateTimeout(seconds: number): number {
    return this.#meter.setTimeout(seconds, this.ssl.now());
  }

  /** BIO_get_num_renegotiates(3): how often the limits of bytes and time asked for a renegotiation. */
  get renegotiates(): number {
    return this.#meter.count;
  }

  /** Closes the connection, resets the transport, and makes ready for another connection in the same role. */
  protected override resetState(): number {
    const { ssl } = this;
    ssl.shutdown();
    ssl.clear();
    this.#eof = false;
    return super.resetState();
  }

  protected override establish(): number {
    return this.#result(this.ssl.doHandshake());
  }

  protected override readBytes(into: Uint8Array): number {
    return this.#metered(this.#result(this.ssl.read(into)));
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.#metered(this.#result(this.ssl.write(data)));
  }

  protected override flushBytes(): number {
    const bio = this.ssl.writeBio;
    if (!bio) return 0;
    const flushed = bio.flush();
    this.copyRetry(bio);
    return flushed;
  }

  /** A filter with a new connection of the same settings and role. */
  protected override duplicate(): Bio {
    const copy = new SslBio(this.ssl.dup(), this.closes);
    copy.#meter.copyFrom(this.#meter);
    return copy;
  }

  protected override pushed(): void {
    const { next, ssl } = this;
    if (!next || next === ssl.readBio) return;
    next.upRef();
    ssl.setBio(next, next);
  }

  protected override popped(): void {
    this.ssl.setBio(undefined, undefined);
  }

  protected override release(): void {
    if (!this.closes) return;
    if (!this.ssl.inInit) this.ssl.shutdown();
    this.ssl.free();
  }

  #metered(result: number): number {
    if (result > 0 && this.#meter.isDue(result, this.ssl.now)) this.ssl.renegotiate();
    return result;
  }

  /** Says by the retry flags what the connection says by SSL_get_error(3). */
  #result(ret: number): number {
    switch (this.ssl.getError(ret)) {
      case sslErrors.WANT_READ:
        return this.retryRead();
      case sslErrors.WANT_WRITE:
        return this.retryWrite();
      case sslErrors.WANT_X509_LOOKUP:
        return this.retrySpecial('x509-lookup');
      case sslErrors.WANT_ACCEPT:
        return this.retrySpecial('accept');
      case sslErrors.WANT_CONNECT:
        return this.retrySpecial('connect');
      case sslErrors.ZERO_RETURN:
        this.#eof = true;
        return ret;
      case sslErrors.SSL:
      case sslErrors.SYSCALL:
        this.cause = this.ssl.failure ?? this.ssl.writeBio?.cause;
        return ret;
      default:
        return ret;
    }
  }
}
