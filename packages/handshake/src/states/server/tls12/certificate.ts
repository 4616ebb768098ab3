import { alertCodes, type PublicKey, SSL30, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { checkSamePeer } from '../../../renegotiation/checks.js';
import { restartForClient } from '../../../renegotiation/server-gated.js';
import { readCertificate12, readRawPublicKey12 } from '../../../wire/certificate12.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { verifyRawKey } from '../../common/peer-key.js';
import { parsePeerChain, signingKeyOf, verifyPeer } from '../../common/verify-peer.js';
import type { Handshake, Next, State } from '../../state.js';
import { type Agreement, Server12ClientKeyExchange } from './client-key-exchange.js';

/** Waits for the certificate that we have asked the client for. */
export class Server12Certificate implements State {
  readonly name = 'server12-certificate';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #agreement: Agreement;

  constructor(handshake: Handshake<ServerConfig>, agreement: Agreement) {
    this.#handshake = handshake;
    this.#agreement = agreement;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type === handshakeTypes.clientHello) return restartForClient(this.#handshake, message);
    const handshake = this.#handshake;
    if (handshake.negotiated.peerCertificateType === 'rawPublicKey') return this.#takeRawKey(message);
    const { certificates } = readCertificate12(message.body);
    handshake.transcript.add(message.raw);
    const chain = parsePeerChain(handshake.config, certificates);
    checkSamePeer(handshake, chain);
    const [leaf] = chain;
    if (!leaf) return this.#goOnWithout();
    const key = signingKeyOf(handshake.config.provider, leaf);
    return verifyPeer(handshake, chain, () => new Server12ClientKeyExchange(handshake, this.#agreement, key));
  }

  /** RFC 7250, 3. */
  #takeRawKey(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const spki = readRawPublicKey12(message.body);
    handshake.transcript.add(message.raw);
    checkSamePeer(handshake, []);
    if (spki.length === 0) return this.#goOnWithout();
    const awaited = (key: PublicKey) => new Server12ClientKeyExchange(handshake, this.#agreement, key);
    return verifyRawKey(handshake, [spki], awaited);
  }

  /** SSL 3.0's clients say by an alert that they have none (RFC 6101, 5.6.6). */
  warning(description: number): Next {
    const isAnswer =
      description === alertCodes.no_certificate && this.#handshake.negotiated.version === SSL30;
    return isAnswer ? this.#goOnWithout() : this;
  }

  /** RFC 5246, 7.4.6: whether to go on without a certificate is the server's choice. */
  #goOnWithout(): Next {
    const { config, transcript } = this.#handshake;
    if (config.clientCertificate === 'require') {
      throw new TlsError('NO_PEER_CERTIFICATE', 'the client has sent no certificate, and must have one here');
    }
    transcript.forgetMessages();
    return new Server12ClientKeyExchange(this.#handshake, this.#agreement);
  }
}
