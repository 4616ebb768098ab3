import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { CryptoProvider, KeyType, PrivateKey } from '@proj/crypto';
import { type Der, integer, octets, oid, sequence, taggedOctets } from './der.ts';

/** A key pair that a provider signs with. */
export interface KeyPair {
  readonly privateKey: PrivateKey;
  /** PKCS#8, DER. */
  readonly pkcs8: Der;
}

const mlDsaIds = {
  'ml-dsa-44': '2.16.840.1.101.3.4.3.17',
  'ml-dsa-65': '2.16.840.1.101.3.4.3.18',
  'ml-dsa-87': '2.16.840.1.101.3.4.3.19',
} as const;

/** Makes a key pair; `rsaBits` only counts for RSA. */
export function generateKey(provider: CryptoProvider, type: KeyType, rsaBits = 2048): KeyPair {
  const pkcs8 = generatePkcs8(type, rsaBits);
  return { privateKey: provider.importPrivateKey(pkcs8), pkcs8 };
}

const spki = { type: 'spki', format: 'der' } as const;
const form = { type: 'pkcs8', format: 'der' } as const;
const encodings = { publicKeyEncoding: spki, privateKeyEncoding: form };
const curves = { p256: 'P-256', p384: 'P-384', p521: 'P-521' } as const;

function generatePkcs8(type: KeyType, modulusLength: number): Der {
  switch (type) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength, ...encodings }).privateKey;
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', { modulusLength, ...encodings }).privateKey;
    case 'p256':
    case 'p384':
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: curves[type], ...encodings }).privateKey;
    case 'ed25519':
      return generateKeyPairSync('ed25519', encodings).privateKey;
    case 'ed448':
      return generateKeyPairSync('ed448', encodings).privateKey;
    default:
      // Not all Node.js versions make these; a seed is all there is to them (RFC 9881, 6).
      return sequence(integer(0), sequence(oid(mlDsaIds[type])), octets(taggedOctets(0, randomBytes(32))));
  }
}
