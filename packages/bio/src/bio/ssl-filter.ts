import { sslErrors } from '../ssl/get-error.js';
import type { Ssl } from '../ssl/ssl.js';
import { Bio } from './bio.js';

/**
 * A filter that speaks TLS to the BIO behind it (BIO_f_ssl(3)): what is read and written here is plaintext. The handshake
 * takes place in the first read or write, or in {@link SslBio.doHandshake}. A BIO that is pushed behind it becomes the
 * connection's transport.
 */
export class SslBio extends Bio {
  /** The connection (BIO_get_ssl(3)). */
  readonly ssl: Ssl;
  readonly #closes: boolean;
  #eof = false;

  /** @param closes Whether freeing the BIO closes and frees the connection. */
  constructor(ssl: Ssl, closes = true) {
    super();
    this.ssl = ssl;
    this.#closes = closes;
    this.next = ssl.readBio;
  }

  /** BIO_do_handshake(3): 1 when the handshake is complete; 0 or −1 as SSL_do_handshake(3), with the retry flags set. */
  doHandshake(): number {
    this.clearRetry();
    return this.#result(this.ssl.doHandshake());
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

  /** Closes the connection and makes it ready for another one in the same role. */
  override reset(): number {
    const { ssl } = this;
    ssl.shutdown();
    ssl.clear();
    this.#eof = false;
    return super.reset();
  }

  protected override readBytes(into: Uint8Array): number {
    return this.#result(this.ssl.read(into));
  }

  protected override writeBytes(data: Uint8Array): number {
    return this.#result(this.ssl.write(data));
  }

  protected override flushBytes(): number {
    const bio = this.ssl.writeBio;
    if (!bio) return 0;
    const flushed = bio.flush();
    this.copyRetry(bio);
    return flushed;
  }

  protected override pushed(): void {
    this.ssl.setBio(this.next, this.next);
  }

  protected override popped(): void {
    this.ssl.setBio(undefined, undefined);
  }

  protected override release(): void {
    if (!this.#closes) return;
    if (!this.ssl.inInit) this.ssl.shutdown();
    this.ssl.free();
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
        return 0;
      case sslErrors.SSL:
      case sslErrors.SYSCALL:
        this.cause = this.ssl.failure;
        return ret;
      default:
        return ret;
    }
  }
}
