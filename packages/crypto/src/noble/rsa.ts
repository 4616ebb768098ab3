import { pow } from '@noble/curves/abstract/modular.js';
import { equalBytes, wipe } from '../bytes/bytes.js';
import { encodePublicKeyInfo } from '../keys/public-key.js';
import {
  encodeRsaPublicKey,
  parseRsaPrivateKey,
  parseRsaPublicKey,
  type RsaPublicNumbers,
} from '../keys/rsa.js';
import type {
  Hash,
  KeyFamily,
  PrivateKey,
  PrivateKeyInfo,
  PssRestriction,
  PublicKey,
  PublicKeyInfo,
  Random,
} from '../provider.js';
import type { SignatureAlgorithm } from '../registry/signature-schemes.js';
import { toBytes, toNumber } from './numbers.js';
import {
  encodePkcs1,
  encodePss,
  type PssHashes,
  padForEncryption,
  pkcs1Hash,
  unpadOrReject,
  verifyPss,
} from './rsa-padding.js';
import { rsaPrivateOperation } from './rsa-private-operation.js';
import { signatureHash } from './signature-hashes.js';
import { unsupportedSignature } from './unsupported-signature.js';

type RsaType = 'rsa' | 'rsa-pss';

function pssHashes(algorithm: SignatureAlgorithm): PssHashes | undefined {
  if (algorithm.kind !== 'rsa-pss') return undefined;
  const hash = signatureHash(algorithm.hash);
  const mgf1Hash = signatureHash(algorithm.mgf1Hash);
  return hash && mgf1Hash && { hash, mgf1Hash, saltLength: algorithm.saltLength };
}

/** Whether an algorithm is one that keys of this type may be used with at all. */
function supports(type: RsaType, algorithm: SignatureAlgorithm): boolean {
  if (algorithm.kind === 'rsa-pkcs1') return type === 'rsa' && pkcs1Hash(algorithm.hash) !== undefined;
  return pssHashes(algorithm) !== undefined;
}

/** Whether the key's own parameters allow an algorithm (RFC 4055, 3.3: the same hashes, at least as much salt). */
function allows(pss: PssRestriction | undefined, algorithm: SignatureAlgorithm): boolean {
  if (!pss || algorithm.kind !== 'rsa-pss') return true;
  const { hash, mgf1Hash, saltLength } = algorithm;
  return hash === pss.hash && mgf1Hash === pss.mgf1Hash && saltLength >= pss.saltLength;
}

function pkcs1Digest(
  { prehashed }: Extract<SignatureAlgorithm, { kind: 'rsa-pkcs1' }>,
  hash: Hash,
  message: Uint8Array,
): Uint8Array {
  return prehashed ? message : hash.digest(message);
}

/** RSASSA-PSS-VERIFY and RSASSA-PKCS1-v1_5-VERIFY (RFC 8017, 8.1.2 and 8.2.2). */
function verify(
  { n, e, bits }: RsaPublicNumbers,
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  const length = Math.ceil(bits / 8);
  const number = toNumber(signature);
  if (signature.length !== length || number >= n) return false;
  const opened = pow(number, e, n);
  if (algorithm.kind === 'rsa-pkcs1') {
    const hash = pkcs1Hash(algorithm.hash);
    const expected = hash && encodePkcs1(hash, pkcs1Digest(algorithm, hash, message), length);
    // Encoding again and comparing leaves no room for lenient parsing of the padding (RFC 8017, 8.2.2, note).
    return expected !== undefined && equalBytes(toBytes(opened, length), expected);
  }
  const scheme = pssHashes(algorithm);
  const encodedLength = Math.ceil((bits - 1) / 8);
  if (!scheme || opened >> BigInt(8 * encodedLength) !== 0n) return false;
  return verifyPss(scheme, message, bits, toBytes(opened, encodedLength));
}

function publicKey(type: RsaType, { spki, key, pss }: PublicKeyInfo): PublicKey {
  const numbers = parseRsaPublicKey(key);
  const { n, e, bits } = numbers;
  const length = Math.ceil(bits / 8);
  return {
    type,
    bits,
    spki,
    verify: (algorithm, message, signature) =>
      supports(type, algorithm) && allows(pss, algorithm) && verify(numbers, algorithm, message, signature),
    encryptPkcs1: (message, random) =>
      toBytes(pow(toNumber(padForEncryption(message, length, random)), e, n), length),
  };
}

/** The encoded message of a signature (RFC 8017, 9), or `undefined` where the key is too short for it. */
function encode(
  algorithm: SignatureAlgorithm,
  message: Uint8Array,
  bits: number,
  random: Random,
): Uint8Array | undefined {
  if (algorithm.kind === 'rsa-pkcs1') {
    const hash = pkcs1Hash(algorithm.hash);
    return hash && encodePkcs1(hash, pkcs1Digest(algorithm, hash, message), Math.ceil(bits / 8));
  }
  const scheme = pssHashes(algorithm);
  return scheme && encodePss(scheme, message, bits, random);
}

function privateKey(type: RsaType, info: PrivateKeyInfo): PrivateKey {
  const { pss, algorithm: identifier } = info;
  const numbers = parseRsaPrivateKey(info.key);
  const { n, e, bits } = numbers;
  const length = Math.ceil(bits / 8);
  return {
    type,
    bits,
    spki: encodePublicKeyInfo(identifier, encodeRsaPublicKey(n, e)),
    sign: (algorithm, message, random) => {
      if (!supports(type, algorithm) || !allows(pss, algorithm)) throw unsupportedSignature(type, algorithm);
      const encoded = encode(algorithm, message, bits, random);
      if (!encoded) throw new RangeError(`an RSA key of ${bits} bits is too short for this signature`);
      return toBytes(rsaPrivateOperation(numbers, toNumber(encoded)), length);
    },
    decryptPkcs1: (ciphertext, wanted, rejection) => {
      if (rejection.length < wanted || wanted > length - 11) {
        throw new RangeError(
          `an RSA key of ${bits} bits can not decrypt to ${wanted} bytes with this rejection`,
        );
      }
      const number = toNumber(ciphertext);
      // What is public about a ciphertext may be told apart; what comes of its decryption may not.
      if (ciphertext.length !== length || number >= n) return rejection.slice(0, wanted);
      const padded = toBytes(rsaPrivateOperation(numbers, number), length);
      const result = unpadOrReject(padded, wanted, rejection);
      wipe(padded);
      return result;
    },
  };
}

function family(type: RsaType): KeyFamily {
  return {
    types: [type],
    supports: (algorithm) => supports(type, algorithm),
    publicKey: (info) => publicKey(type, info),
    privateKey: (info) => privateKey(type, info),
  };
}

/** RSA keys for PKCS #1 v1.5 and PSS (RFC 8017). */
export const rsa: KeyFamily = /* @__PURE__ */ family('rsa');
/** RSA keys bound to PSS by id-RSASSA-PSS (RFC 4055, 1.2). */
export const rsaPss: KeyFamily = /* @__PURE__ */ family('rsa-pss');
