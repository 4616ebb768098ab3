import { pow } from '@noble/curves/abstract/modular.js';
import { wipe } from '../bytes/bytes.js';
import { TlsError } from '../errors.js';
import type { DhParameters, KeyExchangeGroup, KeyExchangeMethod, Random } from '../provider.js';
import type { GroupName } from '../registry/groups.js';
import { type SafePrime, safePrime } from '../registry/safe-primes.js';
import { badKeyShare, requireShareLength } from './bad-key-share.js';
import { toBytes, toNumber } from './numbers.js';
import { oneTimeExchange } from './one-time-exchange.js';

/** Bits of the smallest prime: smaller ones are within reach of precomputation (RFC 7919, 1; the Logjam attack). */
const minPrimeBits = 2048;
/** Bits of the largest prime: RFC 7919's largest; it bounds the work a server can ask for. */
const maxPrimeBits = 8192;

/** A group's numbers, and how its private keys are drawn. */
interface Field {
  readonly p: bigint;
  readonly g: bigint;
  /** Bytes of the prime. */
  readonly length: number;
  /** Bits of a private key. */
  readonly exponentBits: number;
}

function drawPrivateKey(field: Field, random: Random): Uint8Array {
  const privateKey = random(Math.ceil(field.exponentBits / 8));
  const spareBits = -field.exponentBits & 7;
  privateKey[0] = (privateKey[0] ?? 0) & (0xff >> spareBits);
  return privateKey;
}

function publicNumber(field: Field, privateKey: Uint8Array): bigint {
  return pow(field.g, toNumber(privateKey), field.p);
}

/** The peer's number, which must be in (1, p-1) (RFC 8446, 4.2.8.1; RFC 7919, 5.1). */
function sharedNumber(
  field: Field,
  name: GroupName | 'DHE',
  privateKey: Uint8Array,
  share: Uint8Array,
): bigint {
  const y = toNumber(share);
  if (y <= 1n || y >= field.p - 1n) throw badKeyShare(name, 'is not between 1 and the prime less 1');
  return pow(y, toNumber(privateKey), field.p);
}

/** An exchange of `field`, with secret and own share written by `write`. */
function method(
  field: () => Field,
  secret: (field: Field, privateKey: Uint8Array, peerShare: Uint8Array) => Uint8Array,
  write: (value: bigint, field: Field) => Uint8Array,
): KeyExchangeMethod {
  return {
    start: (random) => {
      const f = field();
      const privateKey = drawPrivateKey(f, random);
      return oneTimeExchange(write(publicNumber(f, privateKey), f), privateKey, (own, peerShare) =>
        secret(f, own, peerShare),
      );
    },
    respond: (peerShare, random) => {
      const f = field();
      const privateKey = drawPrivateKey(f, random);
      try {
        return { secret: secret(f, privateKey, peerShare), share: write(publicNumber(f, privateKey), f) };
      } finally {
        wipe(privateKey);
      }
    },
  };
}

/** The field of a safe prime with generator 2 and the short private keys that go with it (RFC 7919, 5.2). */
function safeField({ p, bits, exponentBits }: SafePrime): Field {
  return { p, g: 2n, length: bits / 8, exponentBits };
}

function ffdhe(name: GroupName, bits: number): KeyExchangeGroup {
  let field: Field | undefined;
  const lazyField = (): Field => {
    field ??= safeField(safePrime(bits));
    return field;
  };
  const padded = (value: bigint, { length }: Field): Uint8Array => toBytes(value, length);
  const secret = (f: Field, privateKey: Uint8Array, peerShare: Uint8Array): Uint8Array => {
    requireShareLength(name, peerShare, f.length);
    return padded(sharedNumber(f, name, privateKey, peerShare), f);
  };
  return { name, ...method(lazyField, secret, padded) };
}

/** ffdhe2048 (RFC 7919, A.1). */
export const ffdhe2048: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe2048', 2048);
/** ffdhe3072 (RFC 7919, A.2). */
export const ffdhe3072: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe3072', 3072);
/** ffdhe4096 (RFC 7919, A.3). */
export const ffdhe4096: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe4096', 4096);
/** ffdhe6144 (RFC 7919, A.4). */
export const ffdhe6144: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe6144', 6144);
/** ffdhe8192 (RFC 7919, A.5). */
export const ffdhe8192: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe8192', 8192);

function fieldOf(parameters: DhParameters): Field {
  const p = toNumber(parameters.p);
  const g = toNumber(parameters.g);
  const bits = p.toString(2).length;
  if (bits < minPrimeBits) {
    throw new TlsError(
      'DH_KEY_TOO_SMALL',
      `the Diffie-Hellman prime has ${bits} bits; at least ${minPrimeBits} are needed`,
    );
  }
  if (bits > maxPrimeBits) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `the Diffie-Hellman prime has ${bits} bits; at most ${maxPrimeBits} are allowed`,
    );
  }
  if ((p & 1n) === 0n || g <= 1n || g >= p - 1n) {
    throw new TlsError('ILLEGAL_PARAMETER', 'the Diffie-Hellman parameters are not a group');
  }
  const known = safePrime(bits);
  // Nothing is known of other primes: short keys would be weak where p-1 has small factors.
  return known.p === p && g === 2n
    ? safeField(known)
    : { p, g, length: Math.ceil(bits / 8), exponentBits: bits - 1 };
}

/** Diffie-Hellman over the parameters of a TLS 1.2 ServerKeyExchange; see `ProviderParts.dh`. */
export function dh(parameters: DhParameters): KeyExchangeMethod {
  const field = fieldOf(parameters);
  const unpadded = (value: bigint): Uint8Array => toBytes(value, Math.ceil(value.toString(16).length / 2));
  return method(
    () => field,
    (f, privateKey, peerShare) => {
      if (peerShare.length > f.length)
        throw badKeyShare('DHE', `has ${peerShare.length} bytes, more than the prime`);
      return unpadded(sharedNumber(f, 'DHE', privateKey, peerShare));
    },
    unpadded,
  );
}
