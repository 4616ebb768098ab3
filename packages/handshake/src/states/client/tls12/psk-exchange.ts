import { type KeyExchangeMethod, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import { checkPsk12, type Psk12 } from '../../../resumption/psk12.js';
import { writeDheClientKeyExchange, writeEcdheClientKeyExchange } from '../../../wire/client-key-exchange.js';
import { copyOf, type HandshakeMessage } from '../../../wire/handshake-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import {
  pskPremasterSecret,
  readPskServerKeyExchange,
  writePskClientKeyExchange,
} from '../../../wire/psk-key-exchange.js';
import { readDheParameters, readEcdheParameters } from '../../../wire/server-key-exchange.js';
import type { Handshake, Next, State } from '../../state.js';
import { AwaitHelloDone } from './request-or-done.js';
import { serverCurve, serverField } from './server-group.js';
import type { ClientAnswer } from './server-key-exchange.js';
import type { Settled } from './start.js';

/** A server's half of an ephemeral exchange. */
interface Ephemeral {
  readonly method: KeyExchangeMethod;
  readonly publicKey: Uint8Array;
}

const nothing = new Uint8Array(0);

/**
 * Waits for ServerKeyExchange, which a suite without an ephemeral exchange needs only for a hint, or ServerHelloDone: there
 * is no certificate, nor a request for one (RFC 4279, 2 to 4; RFC 5489, 2).
 */
export class AwaitPskKeyExchange implements State {
  readonly name = 'client12-psk-key-exchange';
  readonly #handshake: Handshake<ClientConfig>;
  readonly #settled: Settled;

  constructor(handshake: Handshake<ClientConfig>, settled: Settled) {
    this.#handshake = handshake;
    this.#settled = settled;
  }

  handle(message: HandshakeMessage): Next {
    if (message.type === handshakeTypes.serverHelloDone) return this.#goOnWithout(message);
    const { identityHint, params } = readPskServerKeyExchange(message.body);
    const ephemeral = this.#read(params);
    const hint = identityHint.slice();
    this.#handshake.transcript.add(message.raw);
    return this.#choose(hint, (psk) => this.#awaitDone(psk, ephemeral));
  }

  #goOnWithout(message: HandshakeMessage): Next {
    const { keyExchange, name } = this.#settled.suite;
    if (keyExchange !== 'psk') {
      throw new TlsError('UNEXPECTED_MESSAGE', `ServerHelloDone came, and ${name} has a ServerKeyExchange`);
    }
    const done = copyOf(message);
    return this.#choose(nothing, (psk) => this.#awaitDone(psk, undefined).handle(done));
  }

  #read(params: Uint8Array): Ephemeral | undefined {
    const handshake = this.#handshake;
    const { keyExchange } = this.#settled.suite;
    if (keyExchange === 'psk') {
      if (params.length > 0) throw new TlsError('DECODE_ERROR', 'ServerKeyExchange: more than a hint');
      return undefined;
    }
    if (keyExchange === 'dhe') {
      const parameters = readDheParameters(params);
      return { method: serverField(handshake, parameters), publicKey: parameters.publicKey.slice() };
    }
    const parameters = readEcdheParameters(params);
    return { method: serverCurve(handshake, parameters), publicKey: parameters.publicKey.slice() };
  }

  #choose(hint: Uint8Array, next: (psk: Psk12) => Next): Next {
    const { selectPsk12 } = this.#handshake.config;
    const hook = selectPsk12 ?? (() => undefined);
    return this.#handshake.ask('select-psk', hook, hint, (psk) => {
      if (!psk) throw new TlsError('DECISION_FAILED', 'selectPsk12 has no key for this server');
      checkPsk12(psk);
      this.#handshake.negotiated.pskIdentity = psk.identity;
      return next(psk);
    });
  }

  #awaitDone(psk: Psk12, ephemeral: Ephemeral | undefined): AwaitHelloDone {
    const settled = this.#settled;
    const share = { settled, answer: () => this.#answer(psk, ephemeral) };
    return new AwaitHelloDone(this.#handshake, share, undefined);
  }

  #answer({ identity, key }: Psk12, ephemeral: Ephemeral | undefined): ClientAnswer {
    if (!ephemeral) {
      const body = writePskClientKeyExchange({ identity, exchange: nothing });
      return { body, secret: pskPremasterSecret(key) };
    }
    const { share, secret } = ephemeral.method.respond(ephemeral.publicKey, this.#handshake.config.random);
    const elliptic = this.#settled.suite.keyExchange === 'ecdhe';
    const exchange = (elliptic ? writeEcdheClientKeyExchange : writeDheClientKeyExchange)(share);
    return {
      body: writePskClientKeyExchange({ identity, exchange }),
      secret: pskPremasterSecret(key, secret),
    };
  }
}
