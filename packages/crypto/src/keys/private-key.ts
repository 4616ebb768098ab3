import type { PrivateKeyInfo } from '../provider.js';
import type { KeyType } from '../registry/signature-schemes.js';
import { curveOf, ecAlgorithm, parseKeyAlgorithm, rsaAlgorithm } from './algorithms.js';
import {
  bitStringBytes,
  type DerElement,
  DerFields,
  derTags,
  encodeDer,
  parseDer,
  parseDerSequence,
} from './der.js';
import { parseRsaPrivateKey } from './rsa.js';

type EcType = 'p256' | 'p384' | 'p521';
type MlDsaType = 'ml-dsa-44' | 'ml-dsa-65' | 'ml-dsa-87';

/** Bytes of an elliptic curve's scalar. */
const scalarLengths: Readonly<Record<EcType, number>> = { p256: 32, p384: 48, p521: 66 };

/** Bytes of an ML-DSA seed (FIPS 204, 5.1). */
const mlDsaSeedLength = 32;

/** Bytes of an expanded ML-DSA private key (FIPS 204, table 2). */
const expandedLengths: Readonly<Record<MlDsaType, number>> = {
  'ml-dsa-44': 2560,
  'ml-dsa-65': 4032,
  'ml-dsa-87': 4896,
};

/** What the OCTET STRING of a PrivateKeyInfo holds. */
type KeyParts = Pick<PrivateKeyInfo, 'key' | 'publicKey' | 'expandedKey'>;

/**
 * Reads a PKCS#8 PrivateKeyInfo or OneAsymmetricKey (RFC 5958), DER and not encrypted, and checks its form. Throws a
 * `RangeError`.
 */
export function parsePrivateKeyInfo(pkcs8: Uint8Array): PrivateKeyInfo {
  const what = 'the private key';
  const fields = parseDerSequence(pkcs8, what);
  const version = fields.optional(derTags.integer)?.contents;
  if (!version) throw new RangeError(`${what} is not PKCS#8; an encrypted one must be decrypted first`);
  const algorithm = fields.take(derTags.sequence, 'algorithm');
  const contents = fields.take(derTags.octetString, 'key').contents;
  fields.optional(0xa0); // attributes: nothing in TLS needs them
  const publicKey = fields.optional(0x81);
  fields.end();
  // RFC 5958, 2: version 1 (v2) exactly when the public key is there.
  if (version.length !== 1 || version[0] !== (publicKey ? 1 : 0)) {
    throw new RangeError(`${what} has a version that does not go with its fields`);
  }
  const { type, pss } = parseKeyAlgorithm(algorithm, what);
  const parts = keyParts(type, contents);
  const carried = publicKey && bitStringBytes(publicKey, 'the public half');
  return { type, pkcs8, algorithm: algorithm.bytes, ...parts, publicKey: carried ?? parts.publicKey, pss };
}

function keyParts(type: KeyType, contents: Uint8Array): KeyParts {
  switch (type) {
    case 'rsa':
    case 'rsa-pss':
      parseRsaPrivateKey(contents);
      return { key: contents, publicKey: undefined, expandedKey: undefined };
    case 'p256':
    case 'p384':
    case 'p521':
      return ecParts(type, contents);
    case 'ed25519':
      return edwardsParts(type, contents, 32);
    case 'ed448':
      return edwardsParts(type, contents, 57);
    default:
      return mlDsaParts(type, contents);
  }
}

/** ECPrivateKey (RFC 5915, 3). */
function readEcPrivateKey(der: Uint8Array): {
  scalar: Uint8Array;
  curve: DerElement | undefined;
  publicKey: Uint8Array | undefined;
} {
  const what = 'the EC private key';
  const fields = parseDerSequence(der, what);
  const version = fields.take(derTags.integer, 'version').contents;
  if (version.length !== 1 || version[0] !== 1) throw new RangeError(`${what} is of an unknown version`);
  const scalar = fields.take(derTags.octetString, 'scalar').contents;
  const parameters = fields.optional(0xa0);
  const point = fields.optional(0xa1);
  fields.end();
  return {
    scalar,
    curve: parameters && single(parameters, derTags.oid, 'named curve'),
    publicKey: point && bitStringBytes(single(point, derTags.bitString, 'public key'), 'the public half'),
  };
}

function single(element: DerElement, tag: number, name: string): DerElement {
  const fields = new DerFields(element, 'the EC private key');
  const child = fields.take(tag, name);
  fields.end();
  return child;
}

function ecParts(type: EcType, contents: Uint8Array): KeyParts {
  const { scalar, curve, publicKey } = readEcPrivateKey(contents);
  if (curve && curveOf(curve, 'the private key') !== type) {
    throw new RangeError('the private key names two different curves');
  }
  const length = scalarLengths[type];
  if (scalar.length !== length) {
    throw new RangeError(`the ${type} private key has ${scalar.length} bytes where ${length} belong`);
  }
  return { key: scalar, publicKey, expandedKey: undefined };
}

/** CurvePrivateKey (RFC 8410, 7): an OCTET STRING in the OCTET STRING. */
function edwardsParts(type: KeyType, contents: Uint8Array, length: number): KeyParts {
  const { tag, contents: key } = parseDer(contents, `the ${type} private key`);
  if (tag !== derTags.octetString || key.length !== length) {
    throw new RangeError(`the ${type} private key has not the ${length} bytes that belong there`);
  }
  return { key, publicKey: undefined, expandedKey: undefined };
}

/** ML-DSA-PrivateKey (RFC 9881, 6): `[0]` seed, OCTET STRING expanded key, or a SEQUENCE of both. */
function mlDsaParts(type: MlDsaType, contents: Uint8Array): KeyParts {
  const what = `the ${type} private key`;
  const element = parseDer(contents, what);
  const { seed, expanded } = mlDsaChoice(element, what);
  if (seed && seed.length !== mlDsaSeedLength)
    throw new RangeError(`${what} has a seed of ${seed.length} bytes`);
  if (expanded && expanded.length !== expandedLengths[type]) {
    throw new RangeError(`${what} has an expanded key of ${expanded.length} bytes`);
  }
  const key = seed ?? expanded;
  if (!key) throw new RangeError(`${what} holds neither a seed nor an expanded key`);
  return { key, publicKey: undefined, expandedKey: expanded };
}

function mlDsaChoice(
  element: DerElement,
  what: string,
): { seed?: Uint8Array | undefined; expanded?: Uint8Array | undefined } {
  if (element.tag === 0x80) return { seed: element.contents };
  if (element.tag === derTags.octetString) return { expanded: element.contents };
  if (element.tag !== derTags.sequence) return {};
  const fields = new DerFields(element, what);
  const seed = fields.take(derTags.octetString, 'seed').contents;
  const expanded = fields.take(derTags.octetString, 'expanded key').contents;
  fields.end();
  return { seed, expanded };
}

function encodePrivateKeyInfo(algorithm: Uint8Array, key: Uint8Array): Uint8Array {
  return encodeDer(
    derTags.sequence,
    encodeDer(derTags.integer, Uint8Array.of(0)),
    algorithm,
    encodeDer(derTags.octetString, key),
  );
}

/** Wraps a PKCS#1 RSAPrivateKey (`BEGIN RSA PRIVATE KEY`) as PKCS#8. Throws a `RangeError`. */
export function pkcs1ToPkcs8(rsaPrivateKey: Uint8Array): Uint8Array {
  parseRsaPrivateKey(rsaPrivateKey);
  return encodePrivateKeyInfo(rsaAlgorithm(), rsaPrivateKey);
}

/** Wraps a SEC 1 ECPrivateKey (`BEGIN EC PRIVATE KEY`) as PKCS#8; it must name its curve. Throws a `RangeError`. */
export function sec1ToPkcs8(ecPrivateKey: Uint8Array): Uint8Array {
  const { curve } = readEcPrivateKey(ecPrivateKey);
  if (!curve) {
    throw new RangeError(
      'the EC private key does not name its curve; convert it with `openssl pkcs8 -topk8 -nocrypt`',
    );
  }
  const pkcs8 = encodePrivateKeyInfo(ecAlgorithm(curve), ecPrivateKey);
  parsePrivateKeyInfo(pkcs8);
  return pkcs8;
}
