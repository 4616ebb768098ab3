import type { KeyType, SignatureScheme } from './signature-schemes.js';
import { SSL30, TLS11 } from './versions.js';

const versions = { minVersion: SSL30, maxVersion: TLS11 } as const;

/** RSA signs MD5 and SHA-1 side by side, without a DigestInfo. IANA has no number for it; this one is for private use. */
const rsa: SignatureScheme = {
  ...versions,
  name: 'rsa_pkcs1_md5_sha1',
  id: 0xff01,
  algorithm: { kind: 'rsa-pkcs1', hash: 'MD5-SHA1' },
  keyTypes: ['rsa'],
};

const ecdsa: SignatureScheme = {
  ...versions,
  name: 'ecdsa_sha1',
  id: 0x0203,
  algorithm: { kind: 'ecdsa', hash: 'SHA-1' },
  keyTypes: ['p256', 'p384', 'p521'],
};

/**
 * What SSL 3.0 proves a client's key by: an RSA signature of two digests that the master secret has a part in. It has no
 * number, and never goes out.
 */
export const ssl3ProofScheme: SignatureScheme = {
  ...rsa,
  algorithm: { kind: 'rsa-pkcs1', hash: 'MD5-SHA1', prehashed: true },
};

/**
 * The one scheme that TLS 1.1 and below have for a key: nothing is negotiated there (RFC 4346, 7.4.3; RFC 8422, 5.10).
 * `undefined` for keys that those versions do not know.
 */
export function impliedSignatureScheme(keyType: KeyType): SignatureScheme | undefined {
  return [rsa, ecdsa].find(({ keyTypes }) => keyTypes.includes(keyType));
}
