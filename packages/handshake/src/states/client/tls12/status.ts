import type { PublicKey } from '@proj/crypto';
import type { Certificate } from '@proj/crypto/x509';
import type { ClientConfig } from '../../../config.js';
import type { OcspResponses } from '../../../status/config.js';
import { readCertificateStatus, readMultiCertificateStatus } from '../../../wire/certificate-status.js';
import { copyOf, type HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { verifyPeer } from '../../common/verify-peer.js';
import type { Handshake, Next, State } from '../../state.js';
import { awaitExchange } from './exchange.js';
import type { Settled } from './start.js';

/**
 * Waits for the CertificateStatus that was promised, which may yet stay away (RFC 6066, 8), or what follows it. The chain
 * is verified only here: with the response, if there is one.
 */
export class AwaitStatusOrKeyExchange implements State {
  readonly name: 'client12-status-or-key-exchange' | 'client12-status-or-request';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #settled: Settled;
  readonly #chain: readonly Certificate[];
  readonly #key: PublicKey;

  /** @param key - Of the server's certificate, the first of the chain. */
  constructor(
    handshake: Handshake<ClientConfig>,
    settled: Settled,
    chain: readonly Certificate[],
    key: PublicKey,
  ) {
    const isRsa = settled.suite.keyExchange === 'rsa';
    this.name = isRsa ? 'client12-status-or-request' : 'client12-status-or-key-exchange';
    this.#handshake = handshake;
    this.#settled = settled;
    this.#chain = chain;
    this.#key = key;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const next = awaitExchange(handshake, this.#settled, this.#key);
    if (message.type !== handshakeTypes.certificateStatus) {
      const exchange = copyOf(message);
      return verifyPeer(handshake, this.#chain, () => next.handle(exchange));
    }
    handshake.negotiated.peerOcspResponses = this.#read(message.body);
    handshake.transcript.add(message.raw);
    return verifyPeer(handshake, this.#chain, () => next);
  }

  #read(body: Uint8Array): OcspResponses {
    if (this.#settled.promisedStatus === 'leaf') return [readCertificateStatus(body).ocspResponse.slice()];
    return readMultiCertificateStatus(body, this.#chain.length).map((response) => response?.slice());
  }
}
