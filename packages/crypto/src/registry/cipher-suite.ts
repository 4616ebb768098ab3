import type { AeadName, CbcName, HashName } from '../provider.js';
import { SSL30, TLS10, TLS12, TLS13 } from './versions.js';

/** How a TLS 1.2 suite agrees on the premaster secret; TLS 1.3 suites say nothing of it. */
export type SuiteKeyExchange = 'any' | 'ecdhe' | 'dhe' | 'rsa' | 'psk';

/**
 * What kind of certificate key a TLS 1.2 suite is signed with; EdDSA counts as `ecdsa` (RFC 8422, 5.1). `psk` where a
 * pre-shared key stands for certificates (RFC 4279).
 */
export type SuiteAuthentication = 'any' | 'ecdsa' | 'rsa' | 'psk';

/** How a suite protects records. */
export type SuiteProtection =
  | {
      readonly kind: 'aead';
      readonly aead: AeadName;
      /** Whether TLS 1.2 sends 8 nonce bytes in each record (GCM and CCM do, ChaCha20-Poly1305 does not). */
      readonly explicitNonce: boolean;
    }
  | { readonly kind: 'cbc'; readonly cipher: CbcName; readonly mac: HashName };

/** A row of IANA's "TLS Cipher Suites". */
export interface CipherSuite {
  /** IANA's name. */
  readonly name: string;
  /** OpenSSL's name. */
  readonly openssl: string;
  /** The code point. */
  readonly id: number;
  /** The protocol it belongs to: TLS 1.3, or 1.2 and below. */
  readonly tls13: boolean;
  /** The lowest version that may use it. */
  readonly minVersion: number;
  readonly keyExchange: SuiteKeyExchange;
  readonly authentication: SuiteAuthentication;
  readonly protection: SuiteProtection;
  /** Hash of the key schedule (1.3) or of the PRF and Finished (1.2). */
  readonly hash: HashName;
  /** Bits of strength. */
  readonly bits: number;
}

/** AEAD protection of TLS 1.2 or 1.3. */
export const aead = (name: AeadName, explicitNonce: boolean): SuiteProtection => ({
  kind: 'aead',
  aead: name,
  explicitNonce,
});
/** CBC protection of TLS 1.2 and below. */
export const cbc = (cipher: CbcName, mac: HashName): SuiteProtection => ({ kind: 'cbc', cipher, mac });

/** A suite of TLS 1.3. */
export function suite13(id: number, name: string, protection: AeadName, hash: HashName): CipherSuite {
  return {
    name,
    openssl: name,
    id,
    tls13: true,
    minVersion: TLS13,
    keyExchange: 'any',
    authentication: 'any',
    protection: aead(protection, false),
    hash,
    bits: protection.startsWith('AES-128') ? 128 : 256,
  };
}

/** A suite of TLS 1.2 or below. */
export function suite12(
  id: number,
  name: string,
  openssl: string,
  keyExchange: SuiteKeyExchange,
  authentication: SuiteAuthentication,
  protection: SuiteProtection,
  hash: HashName,
): CipherSuite {
  const algorithm = protection.kind === 'aead' ? protection.aead : protection.cipher;
  // Suites with a SHA-1 MAC are older than TLS 1.2; all others need its PRF or its AEADs (RFC 5246, A.5).
  const old = protection.kind === 'cbc' && protection.mac === 'SHA-1';
  return {
    name,
    openssl,
    id,
    tls13: false,
    minVersion: old ? (keyExchange === 'ecdhe' ? TLS10 : SSL30) : TLS12,
    keyExchange,
    authentication,
    protection,
    hash,
    bits: algorithm.startsWith('AES-128') ? 128 : algorithm.startsWith('3DES') ? 112 : 256,
  };
}
