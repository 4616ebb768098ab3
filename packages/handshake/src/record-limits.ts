import { TlsError } from '@proj/crypto';
import type { Optional } from './config-defaults.js';
import { maxRecordSizeLimit13, minRecordSizeLimit } from './extensions/record-size-limit.js';

/** What both roles are configured with for the size of the records that they receive. */
export interface RecordLimitConfig {
  /**
   * Most bytes of plaintext that we take in a protected record, 64 to 16,385 (RFC 8449, 4); in TLS 1.3 the content type and
   * the padding count. A client without one does not ask; a server without one answers with all that the version allows.
   */
  readonly recordSizeLimit: number | undefined;
}

/** A length that max_fragment_length can ask for, in bytes (RFC 6066, 4). */
export type MaxFragmentLength = 512 | 1024 | 2048 | 4096;

const fragmentLengths: readonly MaxFragmentLength[] = [512, 1024, 2048, 4096];

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveRecordLimit({ recordSizeLimit }: Optional<RecordLimitConfig>): RecordLimitConfig {
  const fits =
    recordSizeLimit === undefined ||
    (Number.isInteger(recordSizeLimit) &&
      recordSizeLimit >= minRecordSizeLimit &&
      recordSizeLimit <= maxRecordSizeLimit13);
  if (fits) return { recordSizeLimit };
  throw new TlsError(
    'INVALID_CONFIG',
    `recordSizeLimit is ${recordSizeLimit}: give ${minRecordSizeLimit} to ${maxRecordSizeLimit13}`,
  );
}

/** Throws a `TlsError` `INVALID_CONFIG` for a length that can not be asked for. */
export function checkMaxFragmentLength(length: MaxFragmentLength | undefined): void {
  if (length === undefined || fragmentLengths.includes(length)) return;
  throw new TlsError('INVALID_CONFIG', `maxFragmentLength is ${length}: give ${fragmentLengths.join(', ')}`);
}
