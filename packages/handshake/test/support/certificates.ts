import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { ascii, type CryptoProvider, type KeyType } from '@proj/crypto';
import { Certificate, TrustAnchors } from '@proj/crypto/x509';
import type { Credential } from '../../src/config.js';
import { keySigner } from '../../src/signer.js';
import {
  bitString,
  commonName,
  element,
  integer,
  objectId,
  octetString,
  sequence,
  utcTime,
  yes,
} from './der.js';

/** The moment at which the tests' handshakes take place. */
export const testTime: number = Date.UTC(2030, 0, 1);

const day = 86_400_000;
const ecdsaWithSha256 = sequence(objectId('1.2.840.10045.4.3.2'));

/** What an issued certificate says. */
export interface LeafOptions {
  readonly keyType?: KeyType;
  readonly names?: readonly string[];
  readonly purpose?: 'server' | 'client';
  /** Bits of keyUsage's first octet; default digitalSignature. */
  readonly keyUsage?: number;
  readonly notAfter?: number;
}

function generate(keyType: KeyType): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  if (keyType === 'rsa') return generateKeyPairSync('rsa', { modulusLength: 2048 });
  if (keyType === 'rsa-pss') return generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
  if (keyType === 'p256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
  if (keyType === 'p384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  if (keyType === 'p521') return generateKeyPairSync('ec', { namedCurve: 'P-521' });
  if (keyType === 'ed25519') return generateKeyPairSync('ed25519');
  if (keyType === 'ed448') return generateKeyPairSync('ed448');
  return generateKeyPairSync(keyType);
}

function extension(id: string, value: Uint8Array, critical = false): Uint8Array {
  return sequence(objectId(id), ...(critical ? [yes] : []), octetString(value));
}

function purposeOid(purpose: 'server' | 'client'): string {
  return purpose === 'server' ? '1.3.6.1.5.5.7.3.1' : '1.3.6.1.5.5.7.3.2';
}

/** A throwaway certificate authority. */
export class TestCa {
  /** Its certificate, DER. */
  readonly certificate: Uint8Array;
  /** DER of its name. */
  readonly name: Uint8Array;
  readonly #keys = generate('p256');

  constructor(name = 'Test CA') {
    this.name = commonName(name);
    this.certificate = this.#issue(this.name, this.#keys.publicKey, testTime + day, [
      extension('2.5.29.19', sequence(yes), true),
      extension('2.5.29.15', element(0x03, Uint8Array.of(2, 0x04)), true),
    ]);
  }

  /** Trust in this authority. */
  get anchors(): TrustAnchors {
    return TrustAnchors.of([Certificate.parse(this.certificate)]);
  }

  /** A new key and its certificate, for use with this provider. */
  issue(provider: CryptoProvider, options: LeafOptions = {}): Credential {
    const { keyType = 'p256', names = ['server.example'], purpose = 'server' } = options;
    const { keyUsage = 0x80, notAfter = testTime + day } = options;
    const keys = generate(keyType);
    const alternatives = names.map((name) => element(0x82, ascii(name)));
    const certificate = this.#issue(commonName(names[0] ?? 'nameless'), keys.publicKey, notAfter, [
      extension('2.5.29.15', element(0x03, Uint8Array.of(0, keyUsage)), true),
      extension('2.5.29.37', sequence(objectId(purposeOid(purpose)))),
      extension('2.5.29.17', sequence(...alternatives)),
    ]);
    const key = provider.importPrivateKey(keys.privateKey.export({ format: 'der', type: 'pkcs8' }));
    return { chain: [certificate], signer: keySigner(key, provider.random) };
  }

  #issue(
    subject: Uint8Array,
    publicKey: KeyObject,
    notAfter: number,
    extensions: readonly Uint8Array[],
  ): Uint8Array {
    const tbs = sequence(
      element(0xa0, integer(2)),
      integer(1 + Math.floor(Math.random() * 100)),
      ecdsaWithSha256,
      this.name,
      sequence(utcTime(testTime - day), utcTime(notAfter)),
      subject,
      publicKey.export({ format: 'der', type: 'spki' }),
      element(0xa3, sequence(...extensions)),
    );
    const signature = sign('sha256', tbs, this.#keys.privateKey);
    return sequence(tbs, ecdsaWithSha256, bitString(signature));
  }
}
