import { ffdheParameters, type Group, type KeyExchange, TlsError } from '@proj/crypto';
import type { ServerConfig } from '../../../config.js';
import { readDheClientKeyExchange, readEcdheClientKeyExchange } from '../../../wire/client-key-exchange.js';
import { writeDheParameters, writeEcdheParameters } from '../../../wire/server-key-exchange.js';

/** Our half of an ephemeral key exchange, made for one handshake. */
export interface ServerExchange {
  /** What ServerKeyExchange tells of it, and signs. */
  readonly params: Uint8Array;
  /**
   * Completes it with the body of ClientKeyExchange, and gives the premaster secret. Throws `DECODE_ERROR`, or
   * `BAD_KEY_SHARE` for a value that is none of the group's.
   */
  finish(body: Uint8Array): Uint8Array;
}

/** Begins the exchange in this group. */
export function startExchange(config: ServerConfig, group: Group): ServerExchange {
  return group.kind === 'ffdh' ? startDhe(config, group) : startEcdhe(config, group);
}

/** RFC 8422, 5.4 and 5.7. */
function startEcdhe({ provider, random }: ServerConfig, group: Group): ServerExchange {
  const exchange = started(provider.group(group.name)?.start(random), group);
  return {
    params: writeEcdheParameters({ group: group.id, publicKey: exchange.share }),
    finish: (body) => exchange.finish(readEcdheClientKeyExchange(body)),
  };
}

/** RFC 5246, 7.4.3 and 7.4.7.2. */
function startDhe({ provider, random }: ServerConfig, group: Group): ServerExchange {
  const { p, g } = ffdheParameters(group.name);
  const exchange = started(provider.dh?.({ p, g }).start(random), group);
  return {
    params: writeDheParameters({ prime: p, generator: g, publicKey: exchange.share }),
    finish: (body) => exchange.finish(readDheClientKeyExchange(body)),
  };
}

function started(exchange: KeyExchange | undefined, { name }: Group): KeyExchange {
  if (exchange) return exchange;
  throw new TlsError('INTERNAL_ERROR', `the provider can not exchange keys in ${name}`);
}
