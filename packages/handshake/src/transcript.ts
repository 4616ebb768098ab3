import { type Hash, type HashContext, TlsError } from '@proj/crypto';
import { frame } from './wire/handshake-message.js';
import { handshakeTypes } from './wire/handshake-type.js';

/**
 * The transcript hash (RFC 8446, 4.4.1; RFC 5246, 7.4.9). Messages are kept until the hash is known, then hashed as they
 * come; a TLS 1.2 client certificate's signature needs the messages themselves, which are kept on request.
 */
export class Transcript {
  #messages: Uint8Array[] = [];
  #context: HashContext | undefined;
  #hash: Hash | undefined;
  #keep = true;

  /** Takes in a message with its header, which nobody may write to any more. */
  add(message: Uint8Array): void {
    this.#context?.update(message);
    if (this.#keep) this.#messages.push(message);
  }

  /** Fixes the hash; what has been kept is hashed now. */
  start(hash: Hash): void {
    this.#hash = hash;
    this.#context = hash.create();
    for (const message of this.#messages) this.#context.update(message);
  }

  /** The messages so far, joined: what a TLS 1.2 CertificateVerify signs (RFC 5246, 7.4.8). */
  messages(): readonly Uint8Array[] {
    if (!this.#keep)
      throw new TlsError('INTERNAL_ERROR', 'the transcript was asked for messages it no longer keeps');
    return this.#messages;
  }

  /** Begins anew, for another handshake. */
  restart(): void {
    this.#messages = [];
    this.#context = undefined;
    this.#hash = undefined;
    this.#keep = true;
  }

  /** Stops keeping messages: only their hash is needed from now on. */
  forgetMessages(): void {
    this.#keep = false;
    this.#messages = [];
  }

  /** The hash of everything so far. */
  hash(): Uint8Array {
    return this.fork().digest();
  }

  /** A running hash of everything so far, that goes on alone. */
  fork(): HashContext {
    return this.#running().clone();
  }

  /**
   * What a PSK binder in `partial`, a ClientHello that was not taken in, is made of (RFC 8446, 4.2.11.2). Before the
   * transcript's hash is known, a first ClientHello is hashed with the PSK's own.
   */
  binderHash(hash: Hash, partial: Uint8Array): Uint8Array {
    return this.#context ? this.#context.clone().update(partial).digest() : hash.digest(partial);
  }

  /** Replaces ClientHello1 by its hash when the server retries (RFC 8446, 4.4.1). */
  retry(): void {
    const digest = this.hash();
    const synthetic = frame(handshakeTypes.messageHash, digest);
    this.#messages = [synthetic];
    this.#context = this.#hash?.create().update(synthetic);
  }

  #running(): HashContext {
    if (!this.#context)
      throw new TlsError('INTERNAL_ERROR', 'the transcript was read before its hash was known');
    return this.#context;
  }
}
