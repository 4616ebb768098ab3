import { type KeyExchangeMethod, type PublicKey, TLS12 } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { writeDheClientKeyExchange, writeEcdheClientKeyExchange } from '../../../wire/client-key-exchange.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import { readDheServerKeyExchange, readEcdheServerKeyExchange } from '../../../wire/server-key-exchange.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import { serverKeyExchangeContent12, verifySignature } from '../../common/sign-and-verify.js';
import type { Handshake, Next, State } from '../../state.js';
import { AwaitRequestOrDone } from './request-or-done.js';
import { serverCurve, serverField } from './server-group.js';
import type { Settled } from './start.js';

/** What ClientKeyExchange says, and the premaster secret that it leads to. */
export interface ClientAnswer {
  readonly body: Uint8Array;
  readonly secret: Uint8Array;
}

/** A server's half of the key exchange, and how to answer it. */
export interface ServerShare {
  readonly settled: Settled;
  /** To be called once. */
  answer(): ClientAnswer;
}

/** Waits for ServerKeyExchange (RFC 5246, 7.4.3; RFC 8422, 5.4). */
export class AwaitServerKeyExchange implements State {
  readonly name = 'client12-server-key-exchange';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #settled: Settled;
  readonly #key: PublicKey;

  /** @param key - Of the server's certificate. */
  constructor(handshake: Handshake<ClientConfig>, settled: Settled, key: PublicKey) {
    this.#handshake = handshake;
    this.#settled = settled;
    this.#key = key;
  }

  handle(message: HandshakeMessage): Next {
    const { negotiated, transcript } = this.#handshake;
    const { clientRandom, serverRandom, version = TLS12 } = negotiated;
    const elliptic = this.#settled.suite.keyExchange === 'ecdhe';
    const read = elliptic ? readEcdheServerKeyExchange : readDheServerKeyExchange;
    const exchange = read(message.body, negotiatesSignatures(version));
    const content = serverKeyExchangeContent12(clientRandom, serverRandom, exchange.params);
    // What is not signed is not worth looking at.
    verifySignature(this.#handshake, 'ServerKeyExchange', this.#key, version, exchange, content);
    const method =
      'group' in exchange ? serverCurve(this.#handshake, exchange) : serverField(this.#handshake, exchange);
    const publicKey = exchange.publicKey.slice();
    transcript.add(message.raw);
    return new AwaitRequestOrDone(this.#handshake, {
      settled: this.#settled,
      answer: () => this.#answer(method, publicKey),
    });
  }

  /** RFC 5246, 7.4.7; RFC 8422, 5.7. */
  #answer(method: KeyExchangeMethod, publicKey: Uint8Array): ClientAnswer {
    const { share, secret } = method.respond(publicKey, this.#handshake.config.random);
    const elliptic = this.#settled.suite.keyExchange === 'ecdhe';
    return { secret, body: (elliptic ? writeEcdheClientKeyExchange : writeDheClientKeyExchange)(share) };
  }
}
