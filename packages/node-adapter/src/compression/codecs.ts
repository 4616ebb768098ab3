import * as zlib from 'node:zlib';
import { type CertificateCompression, certificateCompressionAlgorithms } from '@proj/handshake';

const { brotli, zlib: deflate, zstd } = certificateCompressionAlgorithms;

/**
 * Decompresses to at most so many bytes (a bomb ends there), and all of the input: what follows the end of a stream is none
 * of it.
 */
function decompressor(
  run: (compressed: Uint8Array, options: { maxOutputLength: number; info: true }) => unknown,
): CertificateCompression['decompress'] {
  return (compressed, length) => {
    const result = run(compressed, { maxOutputLength: length, info: true });
    if (!isResult(result)) throw new TypeError('zlib gave no info about what it has read');
    const { buffer, engine } = result;
    if (engine.bytesWritten !== compressed.length) throw new RangeError('there are bytes behind the end');
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  };
}

interface Result {
  readonly buffer: Uint8Array;
  readonly engine: { readonly bytesWritten: number };
}

/** With `info`, zlib gives its engine too, of which its types say nothing. */
function isResult(value: unknown): value is Result {
  if (typeof value !== 'object' || value === null || !('buffer' in value) || !('engine' in value))
    return false;
  const { buffer, engine } = value;
  const hasCount = typeof engine === 'object' && engine !== null && 'bytesWritten' in engine;
  return buffer instanceof Uint8Array && hasCount && typeof engine.bytesWritten === 'number';
}

/** zlib (RFC 8879, 3; RFC 1950). */
const zlibCompression: CertificateCompression = {
  id: deflate,
  compress: (certificate) => new Uint8Array(zlib.deflateSync(certificate, { level: 9 })),
  decompress: decompressor((compressed, options) => zlib.inflateSync(compressed, options)),
};

/** Brotli (RFC 8879, 3; RFC 7932). */
const brotliCompression: CertificateCompression = {
  id: brotli,
  compress: (certificate) => new Uint8Array(zlib.brotliCompressSync(certificate)),
  decompress: decompressor((compressed, options) => zlib.brotliDecompressSync(compressed, options)),
};

/** Zstandard (RFC 8879, 3; RFC 8478), which Node has from 22.15 on. */
function zstdCompression(): readonly CertificateCompression[] {
  const { zstdCompressSync, zstdDecompressSync } = zlib;
  if (typeof zstdCompressSync !== 'function') return [];
  return [
    {
      id: zstd,
      compress: (certificate) => new Uint8Array(zstdCompressSync(certificate)),
      decompress: decompressor((compressed, options) => zstdDecompressSync(compressed, options)),
    },
  ];
}

/**
 * Codecs of this Node for a configuration's `certificateCompression` (RFC 8879), what makes certificates smallest first:
 * Brotli, Zstandard where this Node has it, zlib.
 */
export const nodeCertificateCompression: readonly CertificateCompression[] = [
  brotliCompression,
  ...zstdCompression(),
  zlibCompression,
];
