import { fromHex, toHex } from '../bytes/bytes.js';
import type { PssRestriction } from '../provider.js';
import type { KeyType } from '../registry/signature-schemes.js';
import { type DerElement, DerFields, derTags, encodeDer } from './der.js';
import { parsePssParameters } from './pss-parameters.js';

/** Contents octets of algorithm identifiers, in hexadecimal. */
const rsaEncryption = '2a864886f70d010101'; // 1.2.840.113549.1.1.1
const rsassaPss = '2a864886f70d01010a'; // 1.2.840.113549.1.1.10
const ecPublicKey = '2a8648ce3d0201'; // 1.2.840.10045.2.1

/** Named curves (RFC 5480, 2.1.1.1). */
const curves: Readonly<Record<string, KeyType>> = {
  '2a8648ce3d030107': 'p256', // 1.2.840.10045.3.1.7
  '2b81040022': 'p384', // 1.3.132.0.34
  '2b81040023': 'p521', // 1.3.132.0.35
};

/** Algorithms whose identifier says all and has no parameters (RFC 8410, 3; RFC 9881, 2). */
const plain: Readonly<Record<string, KeyType>> = {
  '2b6570': 'ed25519', // 1.3.101.112
  '2b6571': 'ed448', // 1.3.101.113
  '608648016503040311': 'ml-dsa-44', // 2.16.840.1.101.3.4.3.17
  '608648016503040312': 'ml-dsa-65',
  '608648016503040313': 'ml-dsa-87',
};

/** What an AlgorithmIdentifier says of a key. */
export interface KeyAlgorithm {
  readonly type: KeyType;
  /** For `rsa-pss` keys with parameters: what they restrict signatures to. */
  readonly pss: PssRestriction | undefined;
}

/** Reads the AlgorithmIdentifier of a key. Throws a `RangeError` for one that this project does not know. */
export function parseKeyAlgorithm(identifier: DerElement, what: string): KeyAlgorithm {
  const fields = new DerFields(identifier, `the algorithm of ${what}`);
  const oid = toHex(fields.take(derTags.oid, 'object identifier').contents);
  if (oid === rsassaPss) {
    const parameters = fields.optional(derTags.sequence);
    fields.end();
    return { type: 'rsa-pss', pss: parameters && parsePssParameters(parameters) };
  }
  const type = plainType(oid, fields, what);
  fields.end();
  return { type, pss: undefined };
}

function plainType(oid: string, fields: DerFields, what: string): KeyType {
  if (oid === rsaEncryption) {
    // RFC 3279, 2.3.1: the parameters are present and NULL.
    fields.take(derTags.null, 'NULL');
    return 'rsa';
  }
  if (oid === ecPublicKey) return curveOf(fields.take(derTags.oid, 'named curve'), what);
  const type = plain[oid];
  if (type) return type;
  throw new RangeError(
    `${what} is of an unknown kind (object identifier ${oid} in hexadecimal); use RSA, RSA-PSS, ECDSA on P-256, ` +
      'P-384 or P-521, Ed25519, Ed448 or ML-DSA',
  );
}

/** The key type of a named curve. Throws a `RangeError` for other curves. */
export function curveOf(oid: DerElement, what: string): KeyType {
  const type = curves[toHex(oid.contents)];
  if (type) return type;
  throw new RangeError(`${what} is on an unknown curve; TLS knows P-256, P-384 and P-521`);
}

/** The AlgorithmIdentifier, DER, of an elliptic curve's keys. */
export function ecAlgorithm(curve: DerElement): Uint8Array {
  return encodeDer(derTags.sequence, encodeDer(derTags.oid, fromHex(ecPublicKey)), curve.bytes);
}

/** The AlgorithmIdentifier, DER, of unrestricted RSA keys. */
export function rsaAlgorithm(): Uint8Array {
  return encodeDer(derTags.sequence, encodeDer(derTags.oid, fromHex(rsaEncryption)), encodeDer(derTags.null));
}
