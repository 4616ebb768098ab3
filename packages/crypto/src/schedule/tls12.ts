import { ascii, concatBytes, Reader, Writer, wipe } from '../bytes/index.js';
import type { CryptoProvider, Hash } from '../provider.js';
import type { CipherSuite } from '../registry/index.js';

/** Bytes of every master secret up to TLS 1.2 (RFC 5246, 8.1). */
const masterSecretLength = 48;

/** Bytes of `verify_data` for every suite of TLS 1.2 (RFC 5246, 7.4.9). */
const verifyDataLength = 12;

/**
 * A pseudorandom function of TLS 1.2 or below (RFC 5246, 5): `length` bytes from a secret, an ASCII label and a seed.
 */
export type Prf = (secret: Uint8Array, label: string, seed: Uint8Array, length: number) => Uint8Array;

/**
 * P_hash (RFC 5246, 5).
 *
 * @internal
 */
export function pHash(hash: Hash, secret: Uint8Array, seed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  const { outputLength } = hash;
  // A(i) and the seed lie side by side, so that each step hashes one byte string.
  const block = new Uint8Array(outputLength + seed.length);
  block.set(seed, outputLength);
  let a = hash.hmac(secret, seed);
  for (let at = 0; at < length; at += outputLength) {
    block.set(a);
    const part = hash.hmac(secret, block);
    output.set(at + outputLength <= length ? part : part.subarray(0, length - at), at);
    wipe(part);
    if (at + outputLength < length) a = hash.hmac(secret, a);
  }
  wipe(a, block);
  return output;
}

/**
 * The PRF of TLS 1.2 (RFC 5246, 5).
 *
 * @param hash - The suite's hash.
 * @param secret - Of any length.
 * @param label - ASCII.
 * @param seed - Of any length.
 * @param length - Bytes to derive.
 */
export function prf12(
  hash: Hash,
  secret: Uint8Array,
  label: string,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  return pHash(hash, secret, concatBytes(ascii(label), seed), length);
}

/** {@link prf12} with its hash fixed. */
export function tls12Prf(hash: Hash): Prf {
  return (secret, label, seed, length) => prf12(hash, secret, label, seed, length);
}

/**
 * The master secret, 48 bytes (RFC 5246, 8.1). The caller wipes the premaster secret.
 *
 * @param prf - The version's PRF.
 * @param premasterSecret - The result of the key exchange.
 * @param clientRandom - 32 bytes.
 * @param serverRandom - 32 bytes.
 */
export function masterSecret(
  prf: Prf,
  premasterSecret: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): Uint8Array {
  return prf(premasterSecret, 'master secret', concatBytes(clientRandom, serverRandom), masterSecretLength);
}

/**
 * The extended master secret, 48 bytes (RFC 7627, 4). The caller wipes the premaster secret.
 *
 * @param prf - The version's PRF.
 * @param premasterSecret - The result of the key exchange.
 * @param sessionHash - Hash of the messages from ClientHello to ClientKeyExchange (RFC 7627, 3).
 */
export function extendedMasterSecret(
  prf: Prf,
  premasterSecret: Uint8Array,
  sessionHash: Uint8Array,
): Uint8Array {
  return prf(premasterSecret, 'extended master secret', sessionHash, masterSecretLength);
}

/** Bytes of each part of a key block, for one direction (RFC 5246, 6.3). */
export interface KeyBlockSizes {
  /** Of the MAC key. */
  readonly macKeyLength: number;
  /** Of the cipher's key. */
  readonly keyLength: number;
  /** Of the fixed IV. */
  readonly ivLength: number;
}

/** What one direction takes from a key block; a part that the suite does not use is empty. */
export interface DirectionKeys {
  /** The MAC key; empty for AEAD suites. */
  readonly macKey: Uint8Array;
  /** The cipher's key. */
  readonly key: Uint8Array;
  /** The fixed part of an AEAD's nonce; empty for CBC suites from TLS 1.1 on. */
  readonly iv: Uint8Array;
}

/** A key block, split. */
export interface KeyBlock {
  /** For what the client writes. */
  readonly client: DirectionKeys;
  /** For what the server writes. */
  readonly server: DirectionKeys;
}

/**
 * How much of a key block a TLS 1.2 suite takes: AEADs have no MAC key, and a fixed IV of 4 bytes beside an explicit
 * nonce (RFC 5288, 3; RFC 6655, 3) or 12 without (RFC 7905, 2). Throws a `RangeError` when the provider lacks the
 * suite's algorithms.
 */
export function keyBlockSizes(suite: CipherSuite, provider: CryptoProvider): KeyBlockSizes {
  const { protection } = suite;
  if (protection.kind === 'aead') {
    const aead = provider.aead(protection.aead);
    if (aead)
      return { macKeyLength: 0, keyLength: aead.keyLength, ivLength: protection.explicitNonce ? 4 : 12 };
  } else {
    const cbc = provider.cbc(protection.cipher);
    const mac = provider.hash(protection.mac);
    if (cbc && mac) return { macKeyLength: mac.outputLength, keyLength: cbc.keyLength, ivLength: 0 };
  }
  throw new RangeError(`the provider "${provider.name}" lacks an algorithm of ${suite.name}`);
}

/**
 * The key block, split in its order (RFC 5246, 6.3).
 *
 * @param prf - The version's PRF.
 * @param master - The master secret.
 * @param clientRandom - 32 bytes.
 * @param serverRandom - 32 bytes.
 * @param sizes - What the suite takes; see {@link keyBlockSizes}.
 */
export function keyBlock(
  prf: Prf,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  sizes: KeyBlockSizes,
): KeyBlock {
  const { macKeyLength, keyLength, ivLength } = sizes;
  const length = 2 * (macKeyLength + keyLength + ivLength);
  const block = new Reader(
    prf(master, 'key expansion', concatBytes(serverRandom, clientRandom), length),
    'key block',
  );
  const clientMac = block.bytes(macKeyLength);
  const serverMac = block.bytes(macKeyLength);
  const clientKey = block.bytes(keyLength);
  const serverKey = block.bytes(keyLength);
  const clientIv = block.bytes(ivLength);
  const serverIv = block.bytes(ivLength);
  return {
    client: { macKey: clientMac, key: clientKey, iv: clientIv },
    server: { macKey: serverMac, key: serverKey, iv: serverIv },
  };
}

/**
 * The `verify_data` of a Finished message, 12 bytes (RFC 5246, 7.4.9).
 *
 * @param prf - The version's PRF.
 * @param master - The master secret.
 * @param sender - Whose Finished it is.
 * @param transcriptHash - Hash of the handshake messages before it.
 */
export function verifyData12(
  prf: Prf,
  master: Uint8Array,
  sender: 'client' | 'server',
  transcriptHash: Uint8Array,
): Uint8Array {
  return prf(master, `${sender} finished`, transcriptHash, verifyDataLength);
}

/** Labels that the handshake itself uses; exporting under them would give its secrets away (RFC 5705, 4). */
const reservedLabels: ReadonlySet<string> = new Set([
  'client finished',
  'server finished',
  'master secret',
  'extended master secret',
  'key expansion',
]);

/**
 * Exported keying material (RFC 5705, 4). No context and an empty context give different bytes. Throws a `RangeError`
 * for a label of the handshake's own and for a context of 65,536 bytes or more.
 *
 * @param prf - The version's PRF.
 * @param master - The master secret.
 * @param clientRandom - 32 bytes.
 * @param serverRandom - 32 bytes.
 * @param label - ASCII.
 * @param context - At most 65,535 bytes, or `undefined` for none.
 * @param length - Bytes to export.
 */
export function exportTls12(
  prf: Prf,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  label: string,
  context: Uint8Array | undefined,
  length: number,
): Uint8Array {
  if (reservedLabels.has(label)) {
    throw new RangeError(`the label "${label}" belongs to the handshake; export under another`);
  }
  const seed = new Writer(128).bytes(clientRandom).bytes(serverRandom);
  if (context) seed.vector16(context);
  return prf(master, label, seed.finish(), length);
}
