import { type PublicKey, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { checkSamePeer } from '../../../renegotiation/checks.js';
import { readCertificate12, readRawPublicKey12 } from '../../../wire/certificate12.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { suiteAuthenticationOf } from '../../common/credentials.js';
import { verifyRawKey } from '../../common/peer-key.js';
import { parsePeerChain, verifyPeer } from '../../common/verify-peer.js';
import type { Handshake, Next, State } from '../../state.js';
import { awaitExchange, exchangeKeyOf } from './exchange.js';
import type { Settled } from './start.js';
import { AwaitStatusOrKeyExchange } from './status.js';

/** Waits for the server's Certificate (RFC 5246, 7.4.2). */
export class AwaitCertificate implements State {
  readonly name = 'client12-certificate';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #settled: Settled;

  constructor(handshake: Handshake<ClientConfig>, settled: Settled) {
    this.#handshake = handshake;
    this.#settled = settled;
  }

  handle(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    if (handshake.negotiated.peerCertificateType === 'rawPublicKey') return this.#takeRawKey(message);
    const { certificates } = readCertificate12(message.body);
    const chain = parsePeerChain(handshake.config, certificates);
    const [leaf] = chain;
    if (!leaf) throw new TlsError('DECODE_ERROR', 'Certificate: the server sent an empty chain');
    checkSamePeer(handshake, chain);
    const settled = this.#settled;
    const key = exchangeKeyOf(handshake, settled, leaf);
    this.#checkKind(key);
    handshake.transcript.add(message.raw);
    if (settled.promisedStatus !== 'none')
      return new AwaitStatusOrKeyExchange(handshake, settled, chain, key);
    return verifyPeer(handshake, chain, () => awaitExchange(handshake, settled, key));
  }

  /** RFC 7250, 3. */
  #takeRawKey(message: HandshakeMessage): Next {
    const handshake = this.#handshake;
    const settled = this.#settled;
    const spki = readRawPublicKey12(message.body);
    if (spki.length === 0) throw new TlsError('DECODE_ERROR', 'Certificate: the server sent no public key');
    checkSamePeer(handshake, []);
    handshake.transcript.add(message.raw);
    return verifyRawKey(handshake, [spki], (key) => {
      this.#checkKind(key);
      return awaitExchange(handshake, settled, key);
    });
  }

  /** RFC 5246, 7.4.2: the certificate's key is of the kind that the suite names. */
  #checkKind({ type }: PublicKey): void {
    const { authentication, name } = this.#settled.suite;
    if (suiteAuthenticationOf(type) === authentication) return;
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `the server chose ${name} and sent a certificate with a ${type} key`,
    );
  }
}
