import { Reader, Writer } from '@proj/crypto';

/** ServerKeyExchange of a suite with a pre-shared key (RFC 4279, 2 to 4; RFC 5489, 2). */
export interface PskServerKeyExchange {
  /** What the server says of the key that it wants; may be empty. */
  readonly identityHint: Uint8Array;
  /** The parameters of an ephemeral exchange, as they stand in the messages of DHE and ECDHE suites; empty without one. */
  readonly params: Uint8Array;
}

/** ClientKeyExchange of a suite with a pre-shared key (RFC 4279, 2 and 3; RFC 5489, 2). */
export interface PskClientKeyExchange {
  /** Which key the client uses. */
  readonly identity: Uint8Array;
  /** What a ClientKeyExchange of DHE or ECDHE says; empty without an ephemeral exchange. */
  readonly exchange: Uint8Array;
}

/** Reads a ServerKeyExchange's body; `params` is not looked into. Throws a `TlsError` `DECODE_ERROR`. */
export function readPskServerKeyExchange(body: Uint8Array): PskServerKeyExchange {
  const reader = new Reader(body, 'ServerKeyExchange');
  return { identityHint: reader.vector16(), params: reader.rest() };
}

/** Writes a ServerKeyExchange's body. */
export function writePskServerKeyExchange({ identityHint, params }: PskServerKeyExchange): Uint8Array {
  return new Writer(identityHint.length + params.length + 2).vector16(identityHint).bytes(params).finish();
}

/** Reads a ClientKeyExchange's body; `exchange` is not looked into. Throws a `TlsError` `DECODE_ERROR`. */
export function readPskClientKeyExchange(body: Uint8Array): PskClientKeyExchange {
  const reader = new Reader(body, 'ClientKeyExchange');
  return { identity: reader.vector16(), exchange: reader.rest() };
}

/** Writes a ClientKeyExchange's body. */
export function writePskClientKeyExchange({ identity, exchange }: PskClientKeyExchange): Uint8Array {
  return new Writer(identity.length + exchange.length + 2).vector16(identity).bytes(exchange).finish();
}

/** The premaster secret (RFC 4279, 2): what the ephemeral exchange gave, or as many zeros as the key has bytes, and the key. */
export function pskPremasterSecret(
  key: Uint8Array,
  other: Uint8Array = new Uint8Array(key.length),
): Uint8Array {
  return new Writer(key.length + other.length + 4).vector16(other).vector16(key).finish();
}
