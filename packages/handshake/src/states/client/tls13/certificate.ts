import { TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { readCertificateExtensions } from '../../../extensions/index.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { readCertificateMessage } from '../../common/certificate-message.js';
import { type CredentialWish, noteCertificateRequest } from '../../common/credentials.js';
import type { Keys13 } from '../../common/keys13.js';
import { verifyPeerKey } from '../../common/peer-key.js';
import { takeStaple } from '../../common/staple.js';
import type { Handshake, Next, State } from '../../state.js';
import { readCertificateQuestion } from './certificate-request.js';
import { AwaitCertificateVerify } from './certificate-verify.js';

/** Waits for CertificateRequest or Certificate (RFC 8446, 4.3.2, 4.4.2). */
export class AwaitCertificateOrRequest implements State {
  readonly name = 'client13-certificate-or-request';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #offered: ReadonlySet<number>;
  readonly #keys: Keys13;

  constructor(handshake: Handshake<ClientConfig>, offered: ReadonlySet<number>, keys: Keys13) {
    this.#handshake = handshake;
    this.#offered = offered;
    this.#keys = keys;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type !== handshakeTypes.certificateRequest) return this.#await(undefined).handle(message);
    const { context, wish } = readCertificateQuestion(this.#handshake.config, message.body);
    if (context.length > 0) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        'CertificateRequest: in the handshake its context must be empty',
      );
    }
    const { negotiated, transcript } = this.#handshake;
    transcript.add(message.raw);
    noteCertificateRequest(negotiated, wish);
    return this.#await(wish);
  }

  #await(request: CredentialWish | undefined): AwaitCertificate {
    return new AwaitCertificate(this.#handshake, this.#offered, this.#keys, request);
  }
}

/** Waits for the server's Certificate (RFC 8446, 4.4.2). */
export class AwaitCertificate implements State {
  readonly name = 'client13-certificate';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #offered: ReadonlySet<number>;
  readonly #keys: Keys13;
  readonly #request: CredentialWish | undefined;

  /** @param request - What the server wants of our certificate, if it wants one. */
  constructor(
    handshake: Handshake<ClientConfig>,
    offered: ReadonlySet<number>,
    keys: Keys13,
    request: CredentialWish | undefined,
  ) {
    this.#handshake = handshake;
    this.#offered = offered;
    this.#keys = keys;
    this.#request = request;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const { context, entries } = readCertificateMessage(handshake, message);
    if (context.length > 0) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        "Certificate: a server's context must be empty (RFC 8446, 4.4.2)",
      );
    }
    // RFC 8446, 4.4.2.4.
    if (entries.length === 0)
      throw new TlsError('DECODE_ERROR', 'Certificate: the server sent an empty chain');
    takeStaple(
      handshake,
      entries.map(({ extensions }) => readCertificateExtensions(extensions, this.#offered)),
    );
    handshake.transcript.add(message.raw);
    const shown = entries.map(({ certificate }) => certificate);
    return verifyPeerKey(
      handshake,
      shown,
      (key) => new AwaitCertificateVerify(handshake, this.#keys, key, this.#request),
    );
  }
}
