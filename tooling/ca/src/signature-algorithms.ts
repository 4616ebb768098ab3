import type { HashName, KeyType, SignatureAlgorithm } from '@proj/crypto';
import { type Der, integer, none, oid, sequence, tagged } from './der.ts';

/** How a key signs certificates unless told otherwise. */
export function usualAlgorithm(type: KeyType): SignatureAlgorithm {
  switch (type) {
    case 'rsa':
      return { kind: 'rsa-pkcs1', hash: 'SHA-256' };
    case 'rsa-pss':
      return { kind: 'rsa-pss', hash: 'SHA-256', mgf1Hash: 'SHA-256', saltLength: 32 };
    case 'p256':
      return { kind: 'ecdsa', hash: 'SHA-256' };
    case 'p384':
      return { kind: 'ecdsa', hash: 'SHA-384' };
    case 'p521':
      return { kind: 'ecdsa', hash: 'SHA-512' };
    case 'ed25519':
    case 'ed448':
      return { kind: type };
    default:
      return { kind: 'ml-dsa' };
  }
}

const pkcs1Ids: Readonly<Partial<Record<HashName, string>>> = {
  MD5: '1.2.840.113549.1.1.4',
  'SHA-1': '1.2.840.113549.1.1.5',
  'SHA-224': '1.2.840.113549.1.1.14',
  'SHA-256': '1.2.840.113549.1.1.11',
  'SHA-384': '1.2.840.113549.1.1.12',
  'SHA-512': '1.2.840.113549.1.1.13',
};

const ecdsaIds: Readonly<Partial<Record<HashName, string>>> = {
  'SHA-1': '1.2.840.10045.4.1',
  'SHA-224': '1.2.840.10045.4.3.1',
  'SHA-256': '1.2.840.10045.4.3.2',
  'SHA-384': '1.2.840.10045.4.3.3',
  'SHA-512': '1.2.840.10045.4.3.4',
};

const hashIds: Readonly<Partial<Record<HashName, string>>> = {
  'SHA-1': '1.3.14.3.2.26',
  'SHA-224': '2.16.840.1.101.3.4.2.4',
  'SHA-256': '2.16.840.1.101.3.4.2.1',
  'SHA-384': '2.16.840.1.101.3.4.2.2',
  'SHA-512': '2.16.840.1.101.3.4.2.3',
};

const mlDsaIds: Readonly<Partial<Record<KeyType, string>>> = {
  'ml-dsa-44': '2.16.840.1.101.3.4.3.17',
  'ml-dsa-65': '2.16.840.1.101.3.4.3.18',
  'ml-dsa-87': '2.16.840.1.101.3.4.3.19',
};

function requireId(id: string | undefined, what: string): Der {
  if (id === undefined) throw new RangeError(`no object identifier for ${what}`);
  return oid(id);
}

/** The AlgorithmIdentifier of a signature by a key of this type. */
export function algorithmIdentifier(algorithm: SignatureAlgorithm, type: KeyType): Der {
  switch (algorithm.kind) {
    case 'rsa-pkcs1':
      return sequence(requireId(pkcs1Ids[algorithm.hash], algorithm.hash), none());
    case 'ecdsa':
      return sequence(requireId(ecdsaIds[algorithm.hash], algorithm.hash));
    case 'ed25519':
      return sequence(oid('1.3.101.112'));
    case 'ed448':
      return sequence(oid('1.3.101.113'));
    case 'ml-dsa':
      return sequence(requireId(mlDsaIds[type], type));
    case 'rsa-pss': {
      const hash = (name: HashName): Der => sequence(requireId(hashIds[name], name), none());
      const mask = sequence(oid('1.2.840.113549.1.1.8'), hash(algorithm.mgf1Hash));
      const salt = integer(algorithm.saltLength);
      return sequence(
        oid('1.2.840.113549.1.1.10'),
        sequence(tagged(0, hash(algorithm.hash)), tagged(1, mask), tagged(2, salt)),
      );
    }
  }
}
