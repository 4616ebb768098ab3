import crypto, { type KeyObject } from 'node:crypto';
import {
  concatBytes,
  type DhParameters,
  derTags,
  encodeDer,
  encodePublicKeyInfo,
  equalBytes,
  ffdheParameters,
  fromHex,
  type KeyExchangeGroup,
  type KeyExchangeMethod,
  parseDer,
  type Random,
  wipe,
} from '@proj/crypto';
import {
  dh as portableDh,
  ffdhe2048 as portableFfdhe2048,
  ffdhe3072 as portableFfdhe3072,
  ffdhe4096 as portableFfdhe4096,
  ffdhe6144 as portableFfdhe6144,
  ffdhe8192 as portableFfdhe8192,
} from '@proj/crypto/noble';
import { badKeyShare, nativeOr, oneTimeExchange, requireShareLength } from './exchange.js';
import { plainBytes } from './platform.js';

/** A finite field. All numbers are big-endian and without leading zeros. */
interface Field {
  readonly prime: Uint8Array;
  /** The AlgorithmIdentifier, DER, of keys over it. */
  readonly algorithm: Uint8Array;
  /** Bits of a private key. */
  readonly exponentBits: number;
}

const noBytes = new Uint8Array(0);
const one = Uint8Array.of(1);

/** dhKeyAgreement, 1.2.840.113549.1.3.1 (PKCS #3, 9). */
const dhKeyAgreement = '2a864886f70d010301';

function significant(number: Uint8Array): Uint8Array {
  const first = number.findIndex((byte) => byte !== 0);
  return first === -1 ? noBytes : number.subarray(first);
}

/** An INTEGER of an unsigned number. */
function derInteger(number: Uint8Array): Uint8Array {
  const digits = significant(number);
  const [first = 0x80] = digits;
  return encodeDer(derTags.integer, first >= 0x80 ? Uint8Array.of(0) : noBytes, digits);
}

function field({ p, g }: DhParameters, exponentBits: number): Field {
  const prime = significant(p);
  const oid = encodeDer(derTags.oid, fromHex(dhKeyAgreement));
  const parameters = encodeDer(derTags.sequence, derInteger(prime), derInteger(g));
  return { prime, algorithm: encodeDer(derTags.sequence, oid, parameters), exponentBits };
}

/** Draws a private key as the portable provider does, so that a run can be replayed with either. */
function drawKey({ algorithm, exponentBits }: Field, random: Random): KeyObject {
  const exponent = random(Math.ceil(exponentBits / 8));
  exponent[0] = (exponent[0] ?? 0) & (0xff >> (-exponentBits & 7));
  const version = encodeDer(derTags.integer, Uint8Array.of(0));
  const key = encodeDer(derTags.octetString, derInteger(exponent));
  const pkcs8 = Buffer.from(encodeDer(derTags.sequence, version, algorithm, key).buffer);
  try {
    return crypto.createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  } finally {
    wipe(exponent, key, pkcs8);
  }
}

/** The public number, without leading zeros. */
function publicNumber(key: KeyObject): Uint8Array {
  const spki = crypto.createPublicKey(key).export({ format: 'der', type: 'spki' });
  const bitString = parseDer(spki, 'a Diffie-Hellman public key').children[1]?.contents ?? noBytes;
  return significant(parseDer(bitString.subarray(1), 'a Diffie-Hellman public number').contents);
}

/** Whether a number is in (1, p-1) (RFC 8446, 4.2.8.1; RFC 7919, 5.1). It is public, and so may be compared so. */
function inRange(y: Uint8Array, prime: Uint8Array): boolean {
  if (y.length === 0 || equalBytes(y, one)) return false;
  if (y.length !== prime.length) return y.length < prime.length;
  // p is odd: p-1 differs from it in the last bit alone.
  const last = prime.length - 1;
  const different = y.findIndex((byte, i) => byte !== (i === last ? (prime[i] ?? 0) - 1 : prime[i]));
  return different !== -1 && (y[different] ?? 0) < (prime[different] ?? 0);
}

/** The shared number, as long as the prime. */
function sharedNumber(f: Field, name: string, privateKey: KeyObject, peerShare: Uint8Array): Uint8Array {
  const y = significant(peerShare);
  if (!inRange(y, f.prime)) throw badKeyShare(name, 'is not between 1 and the prime less 1');
  const spki = encodePublicKeyInfo(f.algorithm, derInteger(y));
  try {
    const publicKey = crypto.createPublicKey({
      key: Buffer.from(spki.buffer),
      format: 'der',
      type: 'spki',
    });
    return padded(plainBytes(crypto.diffieHellman({ privateKey, publicKey })), f.prime.length);
  } catch (cause) {
    throw badKeyShare(name, 'is not in the group', cause);
  }
}

function padded(number: Uint8Array, length: number): Uint8Array {
  return number.length === length ? number : concatBytes(new Uint8Array(length - number.length), number);
}

/** An exchange over a field; `check` and `write` are what TLS 1.3 and TLS 1.2 do otherwise. */
function method(
  name: string,
  lazyField: () => Field,
  check: (field: Field, peerShare: Uint8Array) => void,
  write: (number: Uint8Array, field: Field) => Uint8Array,
): KeyExchangeMethod {
  const secret = (f: Field, key: KeyObject, peerShare: Uint8Array): Uint8Array => {
    check(f, peerShare);
    return write(sharedNumber(f, name, key, peerShare), f);
  };
  return {
    start: (random) => {
      const f = lazyField();
      const key = drawKey(f, random);
      return oneTimeExchange(write(publicNumber(key), f), key, (own, peer) => secret(f, own, peer));
    },
    respond: (peerShare, random) => {
      const f = lazyField();
      const key = drawKey(f, random);
      return { secret: secret(f, key, peerShare), share: write(publicNumber(key), f) };
    },
  };
}

/** Bits of private keys (RFC 7919, 5.2). */
const exponentBits = {
  ffdhe2048: 225,
  ffdhe3072: 275,
  ffdhe4096: 325,
  ffdhe6144: 375,
  ffdhe8192: 400,
} as const;

type FfdheName = keyof typeof exponentBits;

function ffdhe(name: FfdheName, portable: KeyExchangeGroup): KeyExchangeGroup {
  let known: Field | undefined;
  const lazyField = (): Field => {
    known ??= field(ffdheParameters(name), exponentBits[name]);
    return known;
  };
  const native = method(
    name,
    lazyField,
    ({ prime }, peerShare) => requireShareLength(name, peerShare, prime.length),
    (number, { prime }) => padded(number, prime.length),
  );
  return { name, ...nativeOr(native, portable) };
}

/** ffdhe2048 (RFC 7919, A.1). */
export const ffdhe2048: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe2048', portableFfdhe2048);
/** ffdhe3072 (RFC 7919, A.2). */
export const ffdhe3072: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe3072', portableFfdhe3072);
/** ffdhe4096 (RFC 7919, A.3). */
export const ffdhe4096: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe4096', portableFfdhe4096);
/** ffdhe6144 (RFC 7919, A.4). */
export const ffdhe6144: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe6144', portableFfdhe6144);
/** ffdhe8192 (RFC 7919, A.5). */
export const ffdhe8192: KeyExchangeGroup = /* @__PURE__ */ ffdhe('ffdhe8192', portableFfdhe8192);

const names = Object.keys(exponentBits) as readonly FfdheName[];

/** Short private keys go with the primes of RFC 7919 alone: of others nothing is known. */
function privateBits(parameters: DhParameters): number {
  const { p, g } = parameters;
  const same = names.find((name) => {
    const known = ffdheParameters(name);
    return equalBytes(known.p, significant(p)) && equalBytes(known.g, significant(g));
  });
  if (same) return exponentBits[same];
  const digits = significant(p);
  return 8 * digits.length - Math.clz32(digits[0] ?? 0) + 24 - 1;
}

/** Diffie-Hellman over the parameters of a TLS 1.2 ServerKeyExchange; see `ProviderParts.dh`. */
export function dh(parameters: DhParameters): KeyExchangeMethod {
  // Makes the checks, and throws what is to be thrown.
  const portable = portableDh(parameters);
  const own = field(parameters, privateBits(parameters));
  const check = ({ prime }: Field, peerShare: Uint8Array): void => {
    if (peerShare.length > prime.length)
      throw badKeyShare('DHE', `has ${peerShare.length} bytes, more than the prime`);
  };
  return nativeOr(
    method('DHE', () => own, check, significant),
    portable,
  );
}
