import { TlsError } from '@proj/crypto';
import type { Optional } from './config-defaults.js';

/** `CertificateCompressionAlgorithm` numbers (RFC 8879, 7.3). */
export const certificateCompressionAlgorithms = { zlib: 1, brotli: 2, zstd: 3 } as const;

/** A way to make Certificate messages shorter (RFC 8879). Compression of what is public and our own tells nobody anything. */
export interface CertificateCompression {
  /** The `CertificateCompressionAlgorithm` number. */
  readonly id: number;
  /** Makes it shorter; absent for a codec that only reads. */
  readonly compress?: (certificate: Uint8Array) => Uint8Array;
  /**
   * Gives back what was compressed. Throws for what can not be read, and for what would be of another length: it never makes
   * more than `length` bytes, whatever the peer has sent.
   */
  readonly decompress: (compressed: Uint8Array, length: number) => Uint8Array;
}

/** What both roles are configured with for compressed certificates, which TLS 1.3 has. */
export interface CertificateCompressionConfig {
  /** In order of preference; default none. `@proj/node-adapter` has those of Node. */
  readonly certificateCompression: readonly CertificateCompression[];
}

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveCertificateCompression({
  certificateCompression = [],
}: Optional<CertificateCompressionConfig>): CertificateCompressionConfig {
  const ids = certificateCompression.map(({ id }) => id);
  const valid = ids.every((id) => Number.isInteger(id) && id > 0 && id <= 0xffff);
  if (valid && new Set(ids).size === ids.length && ids.length <= 127) return { certificateCompression };
  throw new TlsError(
    'INVALID_CONFIG',
    'certificateCompression names an algorithm twice, or one that is none: give each of its number once',
  );
}
