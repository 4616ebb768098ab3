import { groupById, type KeyExchangeMethod, TlsError } from '@proj/crypto';
import type { ClientConfig } from '../../../config.js';
import type { DheParameters, EcdheParameters } from '../../../wire/server-key-exchange.js';
import type { Handshake } from '../../state.js';

/** Largest prime taken, in bits: the largest that has a name (RFC 7919, A.5). Larger ones only cost us time. */
const maxDhBits = 8192;

/** The curve that a server chose: one that was offered, and that this version can use (RFC 8422, 5.4). */
export function serverCurve(
  { config, negotiated }: Handshake<ClientConfig>,
  { group: id }: EcdheParameters,
): KeyExchangeMethod {
  const row = groupById(id);
  const method = row && config.groups.includes(row.name) ? config.provider.group(row.name) : undefined;
  if (!method || row?.kind !== 'ecdh' || !row.tls12) {
    throw new TlsError('WRONG_GROUP', `the server chose the curve ${row?.name ?? id}, not offered to it`);
  }
  negotiated.group = row.name;
  return method;
}

/** A server's own field, of a size that is neither weak nor a burden. */
export function serverField(
  { config, negotiated }: Handshake<ClientConfig>,
  { prime, generator }: DheParameters,
): KeyExchangeMethod {
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

function bitLength(number: Uint8Array): number {
  const first = number.findIndex((byte) => byte !== 0);
  if (first < 0) return 0;
  return 8 * (number.length - first) - Math.clz32(number[first] ?? 0) + 24;
}
