import { equalBytes, TlsError } from '@proj/crypto';
import type { CertificateCompression, CertificateCompressionConfig } from '../../certificate-compression.js';
import type { Credential } from '../../config.js';
import { type Certificate13, readCertificate13, writeCertificate13 } from '../../wire/certificate13.js';
import {
  type CompressedCertificate,
  readCompressedCertificate,
  writeCompressedCertificate,
} from '../../wire/compressed-certificate.js';
import type { HandshakeMessage } from '../../wire/handshake-message.js';
import { handshakeTypes } from '../../wire/handshake-type.js';
import type { Handshake } from '../state.js';

/**
 * Reads a Certificate of TLS 1.3, or what stands for it (RFC 8879, 4). Throws what reading throws; `ILLEGAL_PARAMETER` for an
 * algorithm that was not offered, `BAD_CERTIFICATE` for what can not be decompressed, or would be longer than is allowed.
 */
export function readCertificateMessage(
  handshake: Handshake,
  { type, body }: HandshakeMessage,
): Certificate13 {
  if (type !== handshakeTypes.compressedCertificate) return readCertificate13(body);
  return readCertificate13(decompress(handshake, readCompressedCertificate(body)));
}

function decompress({ config }: Handshake, message: CompressedCertificate): Uint8Array {
  const { algorithm, uncompressedLength, compressed } = message;
  if (config.certificateCompression.length === 0) {
    throw new TlsError('UNEXPECTED_MESSAGE', 'CompressedCertificate came, which was not offered to the peer');
  }
  const codec = config.certificateCompression.find(({ id }) => id === algorithm);
  if (!codec) {
    throw new TlsError(
      'ILLEGAL_PARAMETER',
      `CompressedCertificate: algorithm ${algorithm} was not offered to the peer`,
    );
  }
  const { maxCertificateMessage } = config.limits;
  if (uncompressedLength > maxCertificateMessage) {
    throw new TlsError(
      'BAD_CERTIFICATE',
      `CompressedCertificate: it would have ${uncompressedLength} bytes, maxCertificateMessage is ${maxCertificateMessage}`,
    );
  }
  const certificate = undone(codec, compressed, uncompressedLength);
  if (certificate.length === uncompressedLength) return certificate;
  throw new TlsError(
    'BAD_CERTIFICATE',
    `CompressedCertificate: it has ${certificate.length} bytes and announces ${uncompressedLength}`,
  );
}

function undone(codec: CertificateCompression, compressed: Uint8Array, length: number): Uint8Array {
  try {
    return codec.decompress(compressed, length);
  } catch (cause) {
    throw new TlsError('BAD_CERTIFICATE', 'CompressedCertificate: it can not be decompressed', { cause });
  }
}

interface Kept {
  readonly codec: CertificateCompression;
  readonly body: Uint8Array;
  readonly message: Uint8Array;
}

/** The last message of each credential: compressing it again for each connection would cost more than the handshake. */
const lastCompressed = new WeakMap<Credential, Kept>();

/**
 * What to send as Certificate (RFC 8446, 4.4.2): compressed where the peer can undo it and it gets shorter by it.
 *
 * @param offered - Algorithms that the peer has named.
 */
export function certificateMessage(
  { config }: Handshake,
  credential: Credential,
  certificate: Certificate13,
  offered: readonly number[] | undefined,
): { readonly type: number; readonly body: Uint8Array } {
  const body = writeCertificate13(certificate);
  const { certificateCompression } = config;
  const codec =
    offered && certificateCompression.find(({ id, compress }) => compress && offered.includes(id));
  const compressed = codec && compressedOf(credential, codec, body);
  if (!compressed || compressed.length >= body.length) return { type: handshakeTypes.certificate, body };
  return { type: handshakeTypes.compressedCertificate, body: compressed };
}

function compressedOf(
  credential: Credential,
  codec: CertificateCompression,
  body: Uint8Array,
): Uint8Array | undefined {
  const kept = lastCompressed.get(credential);
  if (kept?.codec === codec && equalBytes(kept.body, body)) return kept.message;
  const compressed = codec.compress?.(body);
  if (!compressed) return undefined;
  const message = writeCompressedCertificate({
    algorithm: codec.id,
    uncompressedLength: body.length,
    compressed,
  });
  lastCompressed.set(credential, { codec, body, message });
  return message;
}

/** The extension by which certificates are asked for in compressed form (RFC 8879, 3). */
export function compressionValues({ certificateCompression }: CertificateCompressionConfig): {
  readonly compressCertificate?: readonly number[];
} {
  if (certificateCompression.length === 0) return {};
  return { compressCertificate: certificateCompression.map(({ id }) => id) };
}
