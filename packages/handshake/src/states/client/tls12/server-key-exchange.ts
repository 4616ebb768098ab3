import { groupById, type KeyExchangeMethod, type PublicKey, TLS12, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { writeDheClientKeyExchange, writeEcdheClientKeyExchange } from '../../../wire/client-key-exchange.js';
import type { HandshakeMessage } from '../../../wire/handshake-message.js';
import {
  type DheServerKeyExchange,
  type EcdheServerKeyExchange,
  readDheServerKeyExchange,
  readEcdheServerKeyExchange,
} from '../../../wire/server-key-exchange.js';
import { negotiatesSignatures } from '../../common/dialect.js';
import { serverKeyExchangeContent12, verifySignature } from '../../common/sign-and-verify.js';
import type { Handshake, Next, State } from '../../state.js';
import { AwaitRequestOrDone } from './request-or-done.js';
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

/** Largest prime taken, in bits: the largest that has a name (RFC 7919, A.5). Larger ones only cost us time. */
const maxDhBits = 8192;

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
    const method = 'group' in exchange ? this.#curve(exchange) : this.#field(exchange);
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

  /** The curve: one that was offered, and that this version can use (RFC 8422, 5.4). */
  #curve({ group: id }: EcdheServerKeyExchange): KeyExchangeMethod {
    const { config, negotiated } = this.#handshake;
    const row = groupById(id);
    const method = row && config.groups.includes(row.name) ? config.provider.group(row.name) : undefined;
    if (!method || row?.kind !== 'ecdh' || !row.tls12) {
      throw new TlsError('WRONG_GROUP', `the server chose the curve ${row?.name ?? id}, not offered to it`);
    }
    negotiated.group = row.name;
    return method;
  }

  /** The server's own field, of a size that is neither weak nor a burden. */
  #field({ prime, generator }: DheServerKeyExchange): KeyExchangeMethod {
    const { config, negotiated } = this.#handshake;
    const bits = bitLength(prime);
    if (bits < config.minDhBits) {
      throw new TlsError(
        'DH_KEY_TOO_SMALL',
        `the server's DH prime has ${bits} bits, minDhBits is ${config.minDhBits}`,
      );
    }
    if (bits > maxDhBits) {
      throw new TlsError(
        'ILLEGAL_PARAMETER',
        `the server's DH prime has ${bits} bits, at most ${maxDhBits} are taken`,
      );
    }
    const method = config.provider.dh?.({ p: prime.slice(), g: generator.slice() });
    if (!method) throw new TlsError('INTERNAL_ERROR', `the provider "${config.provider.name}" has no DH`);
    negotiated.dhBits = bits;
    return method;
  }
}

function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return 8 * (number.length - first) - Math.clz32(number[first] ?? 0) + 24;
}
