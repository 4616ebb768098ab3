import { Reader } from '../../bytes/reader.js';
import { TlsError } from '../../errors.js';
import type { SignatureAlgorithm } from '../../registry/signature-schemes.js';
import type { Certificate } from '../certificate.js';
import { DerReader } from '../der/reader.js';
import { tags } from '../der/tags.js';
import { malformed } from '../errors.js';
import { type Extension, readExtension } from '../extensions/list.js';
import { extensionIds } from '../extensions/oids.js';

/** Timestamps that one list may hold; logs in use number some dozens, and a certificate has two to five. */
const maxTimestamps = 32;

/** A promise of a log to publish a certificate (RFC 6962, 3.2). */
export interface SignedCertificateTimestamp {
  /** SHA-256 of the log's key: 32 bytes. */
  readonly logId: Uint8Array;
  /** When the log took it: milliseconds since the epoch. */
  readonly timestamp: number;
  readonly extensions: Uint8Array;
  /** How it is signed; `undefined` for what RFC 6962, 2.1.4 does not have. */
  readonly algorithm: SignatureAlgorithm | undefined;
  readonly signature: Uint8Array;
}

/** ECDSA and RSA with SHA-256 (RFC 6962, 2.1.4), as hash and signature of RFC 5246, 7.4.1.4.1. */
const algorithms: Readonly<Record<number, SignatureAlgorithm>> = {
  [0x0403]: { kind: 'ecdsa', hash: 'SHA-256' },
  [0x0401]: { kind: 'rsa-pkcs1', hash: 'SHA-256' },
};

/**
 * Reads a SignedCertificateTimestampList (RFC 6962, 3.3): contents of the TLS extension signed_certificate_timestamp, or of
 * the octet string in a certificate or OCSP response. Timestamps of other versions than 1 are left out. Throws an
 * `X509Error` `MALFORMED`.
 */
export function parseTimestamps(list: Uint8Array): readonly SignedCertificateTimestamp[] {
  try {
    return readList(list);
  } catch (error) {
    if (error instanceof TlsError) throw malformed('a list of certificate timestamps', error.message);
    throw error;
  }
}

function readList(list: Uint8Array): SignedCertificateTimestamp[] {
  const outer = new Reader(list, 'the list of timestamps');
  const reader = new Reader(outer.vector16(), 'the list of timestamps');
  outer.end();
  const timestamps: SignedCertificateTimestamp[] = [];
  for (let count = 0; reader.remaining > 0; count++) {
    if (count === maxTimestamps) throw malformed('a list of certificate timestamps', 'too many of them');
    const timestamp = readTimestamp(new Reader(reader.vector16(), 'a timestamp'));
    if (timestamp) timestamps.push(timestamp);
  }
  return timestamps;
}

function readTimestamp(reader: Reader): SignedCertificateTimestamp | undefined {
  // RFC 6962, 3.3: those of versions that are not known are passed over.
  if (reader.u8() !== 0) return undefined;
  const logId = reader.bytes(32);
  const timestamp = reader.u32() * 2 ** 32 + reader.u32();
  const extensions = reader.vector16();
  const algorithm = algorithms[reader.u16()];
  const signature = reader.vector16();
  reader.end();
  return { logId, timestamp, extensions, algorithm, signature };
}

/** Reads the value of a certificate's or an OCSP response's timestamp extension: a list in an OCTET STRING. */
function readTimestampExtension(value: Uint8Array): readonly SignedCertificateTimestamp[] {
  return parseTimestamps(DerReader.decode(value, 'the timestamp extension').read(tags.octetString));
}

/** The timestamps in a certificate; none where it has no such extension. Throws an `X509Error` `INVALID_EXTENSION`. */
export function embeddedTimestamps(certificate: Certificate): readonly SignedCertificateTimestamp[] {
  return timestampsIn(certificate.extensions, extensionIds.embeddedTimestamps);
}

/** The timestamps in an OCSP response about one certificate (RFC 6962, 3.3); none where there is no such extension. */
export function stapledTimestamps(single: {
  readonly extensions: ReadonlyMap<string, Extension>;
}): readonly SignedCertificateTimestamp[] {
  return timestampsIn(single.extensions, extensionIds.ocspTimestamps);
}

function timestampsIn(
  extensions: ReadonlyMap<string, Extension>,
  id: string,
): readonly SignedCertificateTimestamp[] {
  const extension = extensions.get(id);
  return extension ? readExtension(extension, readTimestampExtension) : [];
}
