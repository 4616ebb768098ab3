import { TlsError } from '@proj/crypto';
import type { ReceivedClientHello, ServerConfig } from '../../../config.js';
import { checkPsk12 } from '../../../resumption/psk12.js';
import { emptyBody } from '../../../wire/empty-message.js';
import { handshakeTypes } from '../../../wire/handshake-type.js';
import {
  pskPremasterSecret,
  readPskClientKeyExchange,
  writePskServerKeyExchange,
} from '../../../wire/psk-key-exchange.js';
import { dialectOf } from '../../common/dialect.js';
import type { Handshake, Next } from '../../state.js';
import { Server12ClientKeyExchange } from './client-key-exchange.js';
import { type ServerExchange, startEphemeral } from './key-exchange.js';
import { sendServerHello } from './server-hello.js';
import type { PossibleSuite } from './suites.js';

/**
 * Sends ServerHello to ServerHelloDone where a pre-shared key authenticates both ends (RFC 4279, 2 to 4; RFC 5489, 2): there
 * is no certificate, and ServerKeyExchange only where it has something to say.
 */
export function sendPskFlight(
  handshake: Handshake<ServerConfig>,
  received: ReceivedClientHello,
  { suite, group }: PossibleSuite,
): Next {
  const { config, negotiated, transcript } = handshake;
  const { pskIdentityHint: identityHint } = config;
  negotiated.suite = suite;
  negotiated.group = group?.name;
  transcript.start(dialectOf(handshake).transcriptHash(config.provider, suite));
  transcript.forgetMessages();
  sendServerHello(handshake, received, suite);
  const ephemeral = group && startEphemeral(config, group);
  if (ephemeral || identityHint.length > 0) {
    const params = ephemeral?.params ?? emptyBody;
    const body = writePskServerKeyExchange({ identityHint, params });
    handshake.send(handshakeTypes.serverKeyExchange, body);
  }
  handshake.send(handshakeTypes.serverHelloDone, emptyBody);
  return new Server12ClientKeyExchange(handshake, { suite, exchange: withPsk(handshake, ephemeral) });
}

/** An exchange whose secret the key is added to. */
function withPsk(handshake: Handshake<ServerConfig>, ephemeral: ServerExchange | undefined): ServerExchange {
  const complete = (exchange: Uint8Array, key: Uint8Array, next: (secret: Uint8Array) => Next): Next => {
    if (ephemeral) return ephemeral.finish(exchange, (secret) => next(pskPremasterSecret(key, secret)));
    if (exchange.length > 0) throw new TlsError('DECODE_ERROR', 'ClientKeyExchange: more than an identity');
    return next(pskPremasterSecret(key));
  };
  return {
    params: ephemeral?.params,
    finish(body, next) {
      const { identity, exchange } = readPskClientKeyExchange(body.slice());
      return findKey(handshake, identity, (key) => complete(exchange, key, next));
    },
  };
}

/** RFC 4279, 2: a server that does not know an identity may say so. */
function findKey(
  handshake: Handshake<ServerConfig>,
  identity: Uint8Array,
  next: (key: Uint8Array) => Next,
): Next {
  const hook = handshake.config.findPsk12 ?? (() => undefined);
  return handshake.ask('find-psk', hook, identity, (key) => {
    if (!key)
      throw new TlsError('UNKNOWN_PSK_IDENTITY', 'the client names a pre-shared key that is not known');
    checkPsk12({ identity, key });
    handshake.negotiated.pskIdentity = identity;
    return next(key);
  });
}
