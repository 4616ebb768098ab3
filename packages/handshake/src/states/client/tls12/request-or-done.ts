import { type KeyType, TLS12 } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { stepsUp } from '../../../renegotiation/server-gated.js';
import { readCertificateRequest12 } from '../../../wire/certificate-request12.js';
import { readEmptyMessage } from '../../../wire/empty-message.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import {
  type CredentialWish,
  keyFitsCertificateTypes,
  noteCertificateRequest,
} from '../../common/credentials.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import type { Handshake, Next, State } from '../../state.js';
import { sendFlight } from './flight.js';
import type { ServerShare } from './server-key-exchange.js';

/** Waits for CertificateRequest or ServerHelloDone (RFC 5246, 7.4.4, 7.4.5). */
export class AwaitRequestOrDone implements State {
  readonly name = 'client12-request-or-done';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #share: ServerShare;

  constructor(handshake: Handshake<ClientConfig>, share: ServerShare) {
    this.#handshake = handshake;
    this.#share = share;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type !== handshakeTypes.certificateRequest) return this.#await(undefined).handle(message);
    const { negotiated, transcript } = this.#handshake;
    const { version = TLS12 } = negotiated;
    const request = readCertificateRequest12(message.body, negotiatesSignatures(version));
    const { authorities, certificateTypes, signatureAlgorithms = [] } = request;
    transcript.add(message.raw);
    const wish: CredentialWish = {
      version,
      signatureSchemes: signatureAlgorithms,
      authorities: authorities.map((name) => name.slice()),
      serverName: undefined,
      clientHello: undefined,
      acceptsKey: (keyType: KeyType) => keyFitsCertificateTypes(keyType, certificateTypes),
    };
    noteCertificateRequest(negotiated, wish);
    return this.#await(wish);
  }

  #await(request: CredentialWish | undefined): AwaitHelloDone {
    return new AwaitHelloDone(this.#handshake, this.#share, request);
  }
}

/** Waits for ServerHelloDone (RFC 5246, 7.4.5), and answers with our flight. */
export class AwaitHelloDone implements State {
  readonly name = 'client12-hello-done';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #share: ServerShare;
  readonly #request: CredentialWish | undefined;

  /** @param request - What the server wants of our certificate, if it wants one. */
  constructor(handshake: Handshake<ClientConfig>, share: ServerShare, request: CredentialWish | undefined) {
    this.#handshake = handshake;
    this.#share = share;
    this.#request = request;
  }

  handle(message: HandshakeMessage): Next {
    readEmptyMessage(message.type, message.body);
    const { config, negotiated } = this.#handshake;
    if (stepsUp(this.#handshake, negotiated.peerChain[0]))
      return this.#handshake.restart({ ...config, cipherSuites: config.stepUpCipherSuites });
    this.#handshake.transcript.add(message.raw);
    return sendFlight(this.#handshake, this.#share, this.#request);
  }
}
