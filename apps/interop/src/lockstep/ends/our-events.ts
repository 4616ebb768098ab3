import type { SslContext } from '@proj/bio';
import * as openssl from '@proj/bio/openssl';

/** What the callbacks of an end were told, in the words of `endpoint.c`. */
export class Events {
  #text = '';

  /** Listens to the connections of a context. */
  watch(context: SslContext): void {
    openssl.SSL_CTX_set_info_callback(context, (ssl, where, ret) => {
      this.#text += `info ${where.toString(16)} ${ret} ${openssl.SSL_state_string_long(ssl)}|`;
    });
    openssl.SSL_CTX_set_msg_callback(context, (_ssl, direction, version, contentType, bytes) => {
      const way = direction === 'write' ? 'sent' : 'got';
      this.#text += `${way} ${version.toString(16)} ${contentType} ${bytes[0] ?? -1} ${bytes.length}|`;
    });
  }

  /** What came since the last time. */
  take(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
