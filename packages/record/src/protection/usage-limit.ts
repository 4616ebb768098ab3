import type { AeadName } from '@proj/crypto';

/**
 * Records after which an AES-GCM key should be replaced: RFC 8446, 5.5 gives 2^24.5 full-size records for a margin of
 * 2^-57; this is rounded down.
 */
export const MAX_AES_GCM_RECORDS: number = 2 ** 24;

/** Records after which an AES-CCM key should be replaced (RFC 9147, 4.5.3; RFC 8446 gives none). */
export const MAX_AES_CCM_RECORDS: number = 2 ** 23;

/**
 * Records that one key of an AEAD should protect at most. ChaCha20-Poly1305 meets the end of the sequence numbers
 * before its own limit (RFC 8446, 5.5).
 */
export function usageLimit(aead: AeadName): number {
  if (aead.endsWith('GCM')) return MAX_AES_GCM_RECORDS;
  return aead === 'CHACHA20-POLY1305' ? Number.POSITIVE_INFINITY : MAX_AES_CCM_RECORDS;
}
