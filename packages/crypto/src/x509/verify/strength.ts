import type { HashName, PublicKey } from '../../provider.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import { X509Error } from '../errors.js';
import type { Strength } from './options.js';

/** Bits of an RSA modulus, at most: a check with more takes milliseconds. */
const maximumRsaBits = 8192;

function isRsa(key: PublicKey): boolean {
  return key.type === 'rsa' || key.type === 'rsa-pss';
}

/** Throws for RSA keys that are too small to trust or too large to work with. */
export function checkKeyStrength(key: PublicKey, strength: Strength, isAuthority: boolean): void {
  if (!isRsa(key)) return;
  if (key.bits < strength.minimumRsaBits) {
    throw new X509Error(
      isAuthority ? 'WEAK_CA_KEY' : 'WEAK_KEY',
      `an RSA key of ${key.bits} bits, where at least ${strength.minimumRsaBits} are asked for; have the certificate ` +
        'issued again for a larger key, or lower minimumRsaBits',
    );
  }
  if (key.bits > maximumRsaBits)
    throw new X509Error(
      'UNSUPPORTED_KEY',
      `an RSA key of ${key.bits} bits; at most ${maximumRsaBits} are read`,
    );
}

/** Throws for signatures over broken hashes. */
export function checkSignatureStrength(algorithm: SignatureAlgorithm, strength: Strength): void {
  const weak = hashesOf(algorithm).find((hash) => isWeak(hash, strength));
  if (!weak) return;
  throw new X509Error(
    'WEAK_SIGNATURE',
    `a certificate signed with ${weak}, which can be forged; have it issued again with SHA-256 or better`,
  );
}

function hashesOf(algorithm: SignatureAlgorithm): HashName[] {
  if (algorithm.kind === 'rsa-pss') return [algorithm.hash, algorithm.mgf1Hash];
  return algorithm.kind === 'rsa-pkcs1' || algorithm.kind === 'ecdsa' ? [algorithm.hash] : [];
}

function isWeak(hash: HashName, strength: Strength): boolean {
  return hash === 'MD5' || hash === 'MD5-SHA1' || (hash === 'SHA-1' && !strength.allowSha1);
}
