import { ffdheParameters, type Group, type KeyExchange, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readDheClientKeyExchange, readEcdheClientKeyExchange } from '../../../wire/client-key-exchange.js';
import { writeDheParameters, writeEcdheParameters } from '../../../wire/server-key-exchange.js';
import type { ChosenCredential } from '../../common/credentials.js';
import type { Handshake, Next } from '../../state.js';

/** Our half of a key exchange, made for one handshake. */
export interface ServerExchange {
  /** What ServerKeyExchange tells of it, and signs; `undefined` where the certificate says all (RSA). */
  readonly params: Uint8Array | undefined;
  /**
   * Completes it with the body of ClientKeyExchange, and goes on with the premaster secret. Throws `DECODE_ERROR`, or
   * `BAD_KEY_SHARE` for a value that is none of the group's.
   */
  finish(body: Uint8Array, next: (premasterSecret: Uint8Array) => Next): Next;
}

/**
 * Begins the exchange.
 *
 * @param offered - The version that the ClientHello offers, which the premaster secret of an RSA key exchange repeats.
 */
export function startExchange(
  handshake: Handshake<ServerConfig>,
  group: Group | undefined,
  { credential }: ChosenCredential,
  offered: number,
): ServerExchange {
  const { config } = handshake;
  if (group) return startEphemeral(config, group);
  const rsa = config.legacy?.rsa;
  if (!rsa)
    throw new TlsError('INTERNAL_ERROR', 'a suite without a group was chosen, and no RSA key exchange');
  return {
    params: undefined,
    finish: (body, next) => rsa.decrypt(handshake, credential, offered, body, next),
  };
}

/** Begins an ephemeral exchange in this group. */
export function startEphemeral(config: ServerConfig, group: Group): ServerExchange {
  return group.kind === 'ffdh' ? startDhe(config, group) : startEcdhe(config, group);
}

/** RFC 8422, 5.4 and 5.7. */
function startEcdhe({ provider, random }: ServerConfig, group: Group): ServerExchange {
  const exchange = started(provider.group(group.name)?.start(random), group);
  return {
    params: writeEcdheParameters({ group: group.id, publicKey: exchange.share }),
    finish: (body, next) => next(exchange.finish(readEcdheClientKeyExchange(body))),
  };
}

/** RFC 5246, 7.4.3 and 7.4.7.2. */
function startDhe({ provider, random }: ServerConfig, group: Group): ServerExchange {
  const { p, g } = ffdheParameters(group.name);
  const exchange = started(provider.dh?.({ p, g }).start(random), group);
  return {
    params: writeDheParameters({ prime: p, generator: g, publicKey: exchange.share }),
    finish: (body, next) => next(exchange.finish(readDheClientKeyExchange(body))),
  };
}

function started(exchange: KeyExchange | undefined, { name }: Group): KeyExchange {
  if (exchange) return exchange;
  throw new TlsError('INTERNAL_ERROR', `the provider can not exchange keys in ${name}`);
}
