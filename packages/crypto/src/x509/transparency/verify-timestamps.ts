import { toHex } from '../../bytes/bytes.js';
import { Writer } from '../../bytes/writer.js';
import { encodeDer } from '../../keys/der.js';
import type { CryptoProvider, PublicKey } from '../../provider.js';
import type { Certificate } from '../certificate.js';
import { DerReader, decodeElement } from '../der/reader.js';
import { contextConstructed, tags } from '../der/tags.js';
import { X509Error } from '../errors.js';
import { extensionIds } from '../extensions/oids.js';
import { importKey } from '../public-key.js';
import { embeddedTimestamps, type SignedCertificateTimestamp } from './timestamp.js';

/** A log that is trusted to publish. */
export interface TransparencyLog {
  /** For messages and reports. */
  readonly name: string;
  /** Its SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
}

/** Logs by their identifiers. Build once and give to every verification. */
export class TransparencyLogs {
  readonly #logs = new Map<string, { readonly log: TransparencyLog; readonly key: PublicKey }>();

  /** Throws an `X509Error` `UNSUPPORTED_KEY` for a key that the provider does not take. */
  constructor(provider: CryptoProvider, logs: readonly TransparencyLog[]) {
    for (const log of logs) {
      const id = sha256(provider, log.spki);
      this.#logs.set(toHex(id), { log, key: importKey(provider, log.spki) });
    }
  }

  /**
   * The log of an identifier with its key.
   *
   * @internal
   */
  find(logId: Uint8Array): { readonly log: TransparencyLog; readonly key: PublicKey } | undefined {
    return this.#logs.get(toHex(logId));
  }
}

function sha256(provider: CryptoProvider, bytes: Uint8Array): Uint8Array {
  const hash = provider.hash('SHA-256');
  if (!hash) throw new RangeError(`the provider "${provider.name}" has no SHA-256, which timestamps need`);
  return hash.digest(bytes);
}

/** What is verified, and for when. */
export interface TimestampInput {
  /** Checks the signatures. */
  readonly provider: CryptoProvider;
  readonly logs: TransparencyLogs;
  readonly leaf: Certificate;
  /** The SubjectPublicKeyInfo of the leaf's issuer, DER: of the next certificate of the path, or of the anchor. */
  readonly issuerSpki: Uint8Array;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** From the TLS extension and from a stapled OCSP response, beside those in the certificate. */
  readonly delivered?: readonly SignedCertificateTimestamp[];
}

/** A timestamp with what was found out about it. */
export interface CheckedTimestamp {
  readonly timestamp: SignedCertificateTimestamp;
  /** Whether it stood in the certificate, or was sent beside it. */
  readonly source: 'embedded' | 'delivered';
  /** Whose it is, where the log is among those given. */
  readonly log: TransparencyLog | undefined;
  readonly status: 'valid' | 'unknown-log' | 'from-the-future' | 'bad-signature';
}

/**
 * Checks all timestamps of a certificate (RFC 6962, 3.2, 5.2). What is asked of them is for {@link requireTimestamps}.
 * Throws an `X509Error` only where the certificate's own list is malformed.
 */
export function checkTimestamps(input: TimestampInput): readonly CheckedTimestamp[] {
  const check = (
    timestamps: readonly SignedCertificateTimestamp[],
    source: CheckedTimestamp['source'],
  ): CheckedTimestamp[] => timestamps.map((timestamp) => checkTimestamp(timestamp, source, input));
  return [...check(embeddedTimestamps(input.leaf), 'embedded'), ...check(input.delivered ?? [], 'delivered')];
}

function checkTimestamp(
  timestamp: SignedCertificateTimestamp,
  source: CheckedTimestamp['source'],
  input: TimestampInput,
): CheckedTimestamp {
  const found = input.logs.find(timestamp.logId);
  if (!found) return { timestamp, source, log: undefined, status: 'unknown-log' };
  const { log, key } = found;
  if (timestamp.timestamp > input.time) return { timestamp, source, log, status: 'from-the-future' };
  const { algorithm, signature } = timestamp;
  const right =
    algorithm !== undefined &&
    input.provider.supportsSignature(key.type, algorithm) &&
    key.verify(algorithm, signedBytes(timestamp, source, input), signature);
  return { timestamp, source, log, status: right ? 'valid' : 'bad-signature' };
}

/** The structure that a log signs (RFC 6962, 3.2). */
function signedBytes(
  { timestamp, extensions }: SignedCertificateTimestamp,
  source: CheckedTimestamp['source'],
  input: TimestampInput,
): Uint8Array {
  const writer = new Writer();
  // Version 1, certificate_timestamp.
  writer.u8(0).u8(0);
  writer.u32(Math.floor(timestamp / 2 ** 32)).u32(timestamp % 2 ** 32);
  if (source === 'embedded') {
    writer.u16(1).bytes(sha256(input.provider, input.issuerSpki)).vector24(precertificateTbs(input.leaf));
  } else writer.u16(0).vector24(input.leaf.der);
  return writer.vector16(extensions).finish();
}

/** What the log saw before there were timestamps to put in: the tbsCertificate without them (RFC 6962, 3.2). */
function precertificateTbs({ tbs }: Certificate): Uint8Array {
  const { children } = decodeElement(tbs, 'the certificate');
  const fields = children.map((field) => {
    if (field.tag !== contextConstructed(3)) return field.bytes;
    const [list] = field.children;
    const kept = (list?.children ?? []).filter(
      ({ children: extension }) =>
        new DerReader(extension, 'an extension').oid() !== extensionIds.embeddedTimestamps,
    );
    if (kept.length === 0) return new Uint8Array(0);
    return encodeDer(field.tag, encodeDer(tags.sequence, ...kept.map(({ bytes }) => bytes)));
  });
  return encodeDer(tags.sequence, ...fields);
}

/** How many timestamps a certificate must have. */
export interface TimestampPolicy {
  /** Valid ones. */
  readonly timestamps: number;
  /** Different logs among those. */
  readonly logs: number;
}

/** Throws an `X509Error` `MISSING_TIMESTAMPS` unless enough are valid. */
export function requireTimestamps(checked: readonly CheckedTimestamp[], policy: TimestampPolicy): void {
  const valid = checked.filter(({ status }) => status === 'valid');
  const logs = new Set(valid.map(({ timestamp }) => toHex(timestamp.logId)));
  if (valid.length >= policy.timestamps && logs.size >= policy.logs) return;
  throw new X509Error(
    'MISSING_TIMESTAMPS',
    `a certificate with ${valid.length} valid timestamps from ${logs.size} of the given logs, where ${policy.timestamps} ` +
      `from ${policy.logs} are asked for; have it issued with timestamps, or update the list of logs`,
  );
}
