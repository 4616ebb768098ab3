import type { CipherSuite, PublicKey } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { restartForClient } from '../../../renegotiation/server-gated.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import { Keys12 } from '../../common/keys12.js';
import type { Handshake, Next, State } from '../../state.js';
import { Server12CertificateVerify } from './certificate-verify.js';
import { Server12ChangeCipherSpec } from './change-cipher-spec.js';
import type { ServerExchange } from './key-exchange.js';

/** What the hellos have settled, and our half of the key exchange. */
export interface Agreement {
  readonly suite: CipherSuite;
  readonly exchange: ServerExchange;
}

/** Waits for the client's half of the key exchange. */
export class Server12ClientKeyExchange implements State {
  readonly name = 'server12-client-key-exchange';
  readonly #handshake: Handshake<ServerConfig>;
  readonly #agreement: Agreement;
  readonly #clientKey: PublicKey | undefined;

  /** @param clientKey - That of the client's certificate, where it sent one. */
  constructor(handshake: Handshake<ServerConfig>, agreement: Agreement, clientKey?: PublicKey) {
    this.#handshake = handshake;
    this.#agreement = agreement;
    this.#clientKey = clientKey;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type === handshakeTypes.clientHello) return restartForClient(this.#handshake, message);
    const { suite, exchange } = this.#agreement;
    // RFC 7627, 3: the session hash includes this message.
    this.#handshake.transcript.add(message.raw);
    return exchange.finish(message.body, (premasterSecret) => {
      const keys = Keys12.ofExchange(this.#handshake, suite, premasterSecret);
      const clientKey = this.#clientKey;
      if (clientKey) return new Server12CertificateVerify(this.#handshake, keys, clientKey);
      return new Server12ChangeCipherSpec(this.#handshake, keys);
    });
  }
}
