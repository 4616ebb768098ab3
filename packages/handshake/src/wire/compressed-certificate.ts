import { Reader, Writer } from '@proj/crypto';

/** CompressedCertificate (RFC 8879, 4), in the place of a Certificate of TLS 1.3. */
export interface CompressedCertificate {
  /** The `CertificateCompressionAlgorithm` number. */
  readonly algorithm: number;
  /** Bytes of the Certificate message's body, as announced. */
  readonly uncompressedLength: number;
  /** At least one byte. */
  readonly compressed: Uint8Array;
}

/** Reads a CompressedCertificate's body. Throws a `TlsError` `DECODE_ERROR`. */
export function readCompressedCertificate(body: Uint8Array): CompressedCertificate {
  const reader = new Reader(body, 'CompressedCertificate');
  const algorithm = reader.u16();
  const uncompressedLength = reader.u24();
  const compressed = reader.vector24(1);
  reader.end();
  return { algorithm, uncompressedLength, compressed };
}

/** Writes a CompressedCertificate's body. */
export function writeCompressedCertificate(message: CompressedCertificate): Uint8Array {
  return new Writer(message.compressed.length + 8)
    .u16(message.algorithm)
    .u24(message.uncompressedLength)
    .vector24(message.compressed)
    .finish();
}
