import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { KeyType } from '../../src/index.js';

/** Both halves of a key as OpenSSL holds them. */
export interface NodeKeys {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** Every type of key. */
export const keyTypes: readonly KeyType[] = [
  'rsa',
  'rsa-pss',
  'p256',
  'p384',
  'p521',
  'ed25519',
  'ed448',
  'ml-dsa-44',
  'ml-dsa-65',
  'ml-dsa-87',
];

function generate(type: KeyType): NodeKeys {
  switch (type) {
    case 'rsa':
      return generateKeyPairSync('rsa', { modulusLength: 2048 });
    case 'rsa-pss':
      return generateKeyPairSync('rsa-pss', {
        modulusLength: 2048,
        hashAlgorithm: 'sha256',
        mgf1HashAlgorithm: 'sha256',
      });
    case 'p256':
      return generateKeyPairSync('ec', { namedCurve: 'P-256' });
    case 'p384':
      return generateKeyPairSync('ec', { namedCurve: 'P-384' });
    case 'p521':
      return generateKeyPairSync('ec', { namedCurve: 'P-521' });
    case 'ed25519':
      return generateKeyPairSync('ed25519');
    case 'ed448':
      return generateKeyPairSync('ed448');
    case 'ml-dsa-44':
      return generateKeyPairSync('ml-dsa-44');
    case 'ml-dsa-65':
      return generateKeyPairSync('ml-dsa-65');
    case 'ml-dsa-87':
      return generateKeyPairSync('ml-dsa-87');
  }
}

const made = new Map<KeyType, NodeKeys>();

/** A key pair of that type, one for each test file. */
export function makeKeys(type: KeyType): NodeKeys {
  const keys = made.get(type) ?? generate(type);
  made.set(type, keys);
  return keys;
}
