import { TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readCertificateExtensions } from '../../../extensions/certificate-extensions.js';
import type { Certificate13 } from '../../../wire/certificate13.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { readCertificateMessage } from '../../common/certificate-message.js';
import type { Keys13 } from '../../common/keys13.js';
import { verifyPeerKey } from '../../common/peer-key.js';
import { takeStaple } from '../../common/staple.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server13CertificateVerify } from './certificate-verify.js';
import { Server13Finished } from './finished.js';

/** Waits for the certificate that we have asked the client for. */
export class Server13Certificate implements State {
  readonly name = 'server13-certificate';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #keys: Keys13;
  readonly #requested: ReadonlySet<number>;

  /** @param requested - Types of the extensions of our CertificateRequest. */
  constructor(handshake: Handshake<ServerConfig>, keys: Keys13, requested: ReadonlySet<number>) {
    this.#handshake = handshake;
    this.#keys = keys;
    this.#requested = requested;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const certificate = readCertificateMessage(handshake, message);
    this.#check(certificate);
    handshake.transcript.add(message.raw);
    const shown = certificate.entries.map((entry) => entry.certificate);
    if (shown.length === 0) return this.#goOnWithout();
    return verifyPeerKey(
      handshake,
      shown,
      (key) => new Server13CertificateVerify(handshake, this.#keys, key),
    );
  }

  #check({ context, entries }: Certificate13): void {
    // RFC 8446, 4.4.2: it gives back the request's context, which is empty in a handshake (4.3.2).
    if (context.length > 0) {
      throw new TlsError('ILLEGAL_PARAMETER', 'Certificate: a context that is not that of our request');
    }
    const beside = entries.map(({ extensions }) => readCertificateExtensions(extensions, this.#requested));
    takeStaple(this.#handshake, beside);
  }

  /** RFC 8446, 4.4.2.4: whether to go on without a certificate is the server's choice. */
  #goOnWithout(): Next {
    if (this.#handshake.config.clientCertificate === 'require') {
      throw new TlsError(
        'CERTIFICATE_REQUIRED',
        'the client has sent no certificate, and must have one here',
      );
    }
    return new Server13Finished(this.#handshake, this.#keys);
  }
}
