import crypto, { type KeyObject } from 'node:crypto';
import { concatBytes, fromHex, type KeyExchangeMethod, wipe } from '@proj/crypto';
import { type MlKem, mlKem768 as portableMlKem768, mlKem1024 as portableMlKem1024 } from '@proj/crypto/noble';
import { badKeyShare, nativeOr, oneTimeExchange } from './exchange.js';
import { isSystemRandom, plainBytes } from './platform.js';

/** ML-KEM as a way to exchange keys: the first share is an encapsulation key, the answer a ciphertext. */
export interface Kem {
  /** Bytes of an encapsulation key. */
  readonly encapsulationKeyLength: number;
  /** Bytes of a ciphertext. */
  readonly ciphertextLength: number;
  readonly method: KeyExchangeMethod;
}

/** ML-KEM's parameter sets in OpenSSL 3.5, which Node has from 24.7 on. */
interface ParameterSet {
  readonly id: 'ml-kem-768' | 'ml-kem-1024';
  /** A SubjectPublicKeyInfo up to the key, in hexadecimal. */
  readonly spkiPrefix: string;
}

/** Bytes of d and z (FIPS 203, algorithm 16). */
const seedLength = 64;
/** Bytes of m (FIPS 203, algorithm 17). */
const messageLength = 32;

const badKey = (cause: unknown): Error => badKeyShare('ML-KEM', 'fails the check of FIPS 203, 7.2', cause);

function portableMethod(kem: MlKem): KeyExchangeMethod {
  return {
    start: (random) => {
      const seed = random(seedLength);
      const { encapsulationKey, decapsulationKey } = kem.keyPair(seed);
      wipe(seed);
      return oneTimeExchange(encapsulationKey, decapsulationKey, (key, ciphertext) => {
        const secret = kem.decapsulate(key, ciphertext);
        wipe(key);
        return secret;
      });
    },
    respond: (encapsulationKey, random) => {
      const message = random(messageLength);
      try {
        const { ciphertext, secret } = kem.encapsulate(encapsulationKey, message);
        return { share: ciphertext, secret };
      } catch (cause) {
        throw badKey(cause);
      } finally {
        wipe(message);
      }
    },
  };
}

/** Writes encapsulation keys; raw ones, which Node learned after it learned ML-KEM, are made 40 µs faster than DER. */
function keyWriter(keyLength: number): (key: KeyObject) => Uint8Array {
  let knowsRaw = true;
  return (key) => {
    if (knowsRaw) {
      try {
        return plainBytes(key.export({ format: 'raw-public' }));
      } catch {
        knowsRaw = false;
      }
    }
    return plainBytes(key.export({ format: 'der', type: 'spki' }).subarray(-keyLength));
  };
}

/** OpenSSL draws its own randomness here: it takes none from outside for encapsulation. */
function nativeMethod({ id, spkiPrefix }: ParameterSet, keyLength: number): KeyExchangeMethod {
  const prefix = fromHex(spkiPrefix);
  const write = keyWriter(keyLength);
  return {
    start: () => {
      // The overloads want to know which of the two it is.
      const { publicKey, privateKey } =
        id === 'ml-kem-768'
          ? crypto.generateKeyPairSync('ml-kem-768')
          : crypto.generateKeyPairSync('ml-kem-1024');
      return oneTimeExchange(write(publicKey), privateKey, (key, ciphertext) =>
        plainBytes(crypto.decapsulate(key, ciphertext)),
      );
    },
    respond: (encapsulationKey) => {
      const { ciphertext, sharedKey } = encapsulate(concatBytes(prefix, encapsulationKey));
      return { share: plainBytes(ciphertext), secret: plainBytes(sharedKey) };
    },
  };
}

function encapsulate(spki: Uint8Array): { ciphertext: Buffer; sharedKey: Buffer } {
  try {
    const key = crypto.createPublicKey({ key: Buffer.from(spki.buffer), format: 'der', type: 'spki' });
    return crypto.encapsulate(key);
  } catch (cause) {
    // OpenSSL checks the key when it reads it (FIPS 203, 7.2).
    throw badKey(cause);
  }
}

function kem(set: ParameterSet, portable: MlKem): Kem {
  const { encapsulationKeyLength, ciphertextLength } = portable;
  const replayable = portableMethod(portable);
  const fast = nativeOr(nativeMethod(set, encapsulationKeyLength), replayable);
  return {
    encapsulationKeyLength,
    ciphertextLength,
    method: {
      start: (random) => (isSystemRandom(random) ? fast : replayable).start(random),
      respond: (share, random) => (isSystemRandom(random) ? fast : replayable).respond(share, random),
    },
  };
}

/** ML-KEM-768 (FIPS 203, table 2). */
export const mlKem768: Kem = kem(
  { id: 'ml-kem-768', spkiPrefix: '308204b2300b0609608648016503040402038204a100' },
  portableMlKem768,
);
/** ML-KEM-1024 (FIPS 203, table 2). */
export const mlKem1024: Kem = kem(
  { id: 'ml-kem-1024', spkiPrefix: '30820632300b06096086480165030404030382062100' },
  portableMlKem1024,
);
