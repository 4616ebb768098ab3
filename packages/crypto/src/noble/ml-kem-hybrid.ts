import { ml_kem768 as nobleMlKem768, ml_kem1024 as nobleMlKem1024 } from '@noble/post-quantum/ml-kem.js';
import { concatBytes, wipe } from '../bytes/bytes.js';
import type { KeyExchange, KeyExchangeGroup, Random } from '../provider.js';
import type { GroupName } from '../registry/groups.js';
import { badKeyShare, requireShareLength } from './bad-key-share.js';
import { secp256r1, secp384r1, x25519 } from './ecdh.js';
import { oneTimeExchange } from './one-time-exchange.js';

/** Keys of ML-KEM. */
export interface MlKemKeys {
  /** What the peer encapsulates to. */
  readonly encapsulationKey: Uint8Array;
  /** The private half, in its expanded form. */
  readonly decapsulationKey: Uint8Array;
}

/** What encapsulation gives. */
export interface MlKemCapsule {
  /** What the peer decapsulates. */
  readonly ciphertext: Uint8Array;
  /** The 32 bytes that both ends then have. */
  readonly secret: Uint8Array;
}

/** ML-KEM with its randomness given (FIPS 203): what the hybrids are made of. */
export interface MlKem {
  /** Bytes of an encapsulation key. */
  readonly encapsulationKeyLength: number;
  /** Bytes of a ciphertext. */
  readonly ciphertextLength: number;
  /** Makes keys of the 64 bytes d || z (algorithm 16). */
  keyPair(seed: Uint8Array): MlKemKeys;
  /** Encapsulates the 32 bytes m (algorithm 17); throws for a key that fails the checks of 7.2. */
  encapsulate(encapsulationKey: Uint8Array, message: Uint8Array): MlKemCapsule;
  /** Decapsulates (algorithm 18); throws for a ciphertext of wrong length or a key that fails the checks of 7.3. */
  decapsulate(decapsulationKey: Uint8Array, ciphertext: Uint8Array): Uint8Array;
}

function wrap(kem: typeof nobleMlKem768, encapsulationKeyLength: number, ciphertextLength: number): MlKem {
  return {
    encapsulationKeyLength,
    ciphertextLength,
    keyPair: (seed) => {
      const { publicKey, secretKey } = kem.keygen(seed);
      return { encapsulationKey: publicKey, decapsulationKey: secretKey };
    },
    encapsulate: (encapsulationKey, message) => {
      const { cipherText, sharedSecret } = kem.encapsulate(encapsulationKey, message);
      return { ciphertext: cipherText, secret: sharedSecret };
    },
    decapsulate: (decapsulationKey, ciphertext) => kem.decapsulate(ciphertext, decapsulationKey),
  };
}

/** ML-KEM-768 (FIPS 203, table 2). */
export const mlKem768: MlKem = /* @__PURE__ */ wrap(nobleMlKem768, 1184, 1088);
/** ML-KEM-1024 (FIPS 203, table 2). */
export const mlKem1024: MlKem = /* @__PURE__ */ wrap(nobleMlKem1024, 1568, 1568);

const seedLength = 64;
const messageLength = 32;

/** A hybrid's parts; the TLS draft joins their shares and secrets in an order of its own for each group. */
interface Parts {
  readonly name: GroupName;
  readonly kem: MlKem;
  readonly ecdh: KeyExchangeGroup;
  /** Bytes of a share of the curve. */
  readonly ecdhLength: number;
  /** Whether ML-KEM's half comes first (draft-ietf-tls-ecdhe-mlkem, 3). */
  readonly kemFirst: boolean;
}

/** Makes the halves in the order in which they are joined, so that randomness is drawn in that order too. */
function join<K, E>(parts: Parts, kem: () => K, ecdh: () => E): { readonly kem: K; readonly ecdh: E } {
  if (parts.kemFirst) return { kem: kem(), ecdh: ecdh() };
  const ecdhHalf = ecdh();
  return { kem: kem(), ecdh: ecdhHalf };
}

function inOrder(parts: Parts, kem: Uint8Array, ecdh: Uint8Array): Uint8Array {
  return parts.kemFirst ? concatBytes(kem, ecdh) : concatBytes(ecdh, kem);
}

function split(parts: Parts, share: Uint8Array, kemLength: number): { kem: Uint8Array; ecdh: Uint8Array } {
  const { ecdhLength, kemFirst } = parts;
  requireShareLength(parts.name, share, kemLength + ecdhLength);
  const at = kemFirst ? kemLength : ecdhLength;
  const [first, second] = [share.subarray(0, at), share.subarray(at)];
  return kemFirst ? { kem: first, ecdh: second } : { kem: second, ecdh: first };
}

function start(parts: Parts, random: Random): KeyExchange {
  const halves = join(
    parts,
    () => drawKeyPair(parts.kem, random),
    () => parts.ecdh.start(random),
  );
  const { encapsulationKey, decapsulationKey } = halves.kem;
  const share = inOrder(parts, encapsulationKey, halves.ecdh.share);
  return oneTimeExchange(share, decapsulationKey, (privateKey, peerShare) => {
    const peer = split(parts, peerShare, parts.kem.ciphertextLength);
    const ecdhSecret = halves.ecdh.finish(peer.ecdh);
    // A ciphertext of the right length always gives a secret: a wrong one fails at Finished (FIPS 203, 6.3).
    return joinSecrets(parts, parts.kem.decapsulate(privateKey, peer.kem), ecdhSecret);
  });
}

function drawKeyPair(kem: MlKem, random: Random): MlKemKeys {
  const seed = random(seedLength);
  const keys = kem.keyPair(seed);
  wipe(seed);
  return keys;
}

function respond(
  parts: Parts,
  peerShare: Uint8Array,
  random: Random,
): { share: Uint8Array; secret: Uint8Array } {
  const peer = split(parts, peerShare, parts.kem.encapsulationKeyLength);
  const halves = join(
    parts,
    () => encapsulate(parts, peer.kem, random),
    () => parts.ecdh.respond(peer.ecdh, random),
  );
  const share = inOrder(parts, halves.kem.ciphertext, halves.ecdh.share);
  return { share, secret: joinSecrets(parts, halves.kem.secret, halves.ecdh.secret) };
}

function encapsulate(parts: Parts, key: Uint8Array, random: Random): MlKemCapsule {
  const message = random(messageLength);
  try {
    return parts.kem.encapsulate(key, message);
  } catch (cause) {
    throw badKeyShare(parts.name, 'has an ML-KEM key that fails its check', cause);
  } finally {
    wipe(message);
  }
}

function joinSecrets(parts: Parts, kemSecret: Uint8Array, ecdhSecret: Uint8Array): Uint8Array {
  const secret = inOrder(parts, kemSecret, ecdhSecret);
  wipe(kemSecret, ecdhSecret);
  return secret;
}

function hybrid(parts: Parts): KeyExchangeGroup {
  return {
    name: parts.name,
    start: (random) => start(parts, random),
    respond: (peerShare, random) => respond(parts, peerShare, random),
  };
}

/** X25519 with ML-KEM-768, ML-KEM first (draft-ietf-tls-ecdhe-mlkem, 3). */
export const x25519MlKem768: KeyExchangeGroup = /* @__PURE__ */ hybrid({
  name: 'X25519MLKEM768',
  kem: mlKem768,
  ecdh: x25519,
  ecdhLength: 32,
  kemFirst: true,
});
/** P-256 with ML-KEM-768, P-256 first (draft-ietf-tls-ecdhe-mlkem, 3). */
export const secp256r1MlKem768: KeyExchangeGroup = /* @__PURE__ */ hybrid({
  name: 'SecP256r1MLKEM768',
  kem: mlKem768,
  ecdh: secp256r1,
  ecdhLength: 65,
  kemFirst: false,
});
/** P-384 with ML-KEM-1024, P-384 first (draft-ietf-tls-ecdhe-mlkem, 3). */
export const secp384r1MlKem1024: KeyExchangeGroup = /* @__PURE__ */ hybrid({
  name: 'SecP384r1MLKEM1024',
  kem: mlKem1024,
  ecdh: secp384r1,
  ecdhLength: 97,
  kemFirst: false,
});
