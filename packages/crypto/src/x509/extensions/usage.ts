import { DerReader } from '../der/reader.js';
import { tags } from '../der/tags.js';

/** Whether a certificate is an authority's, and how many authorities may follow (RFC 5280, 4.2.1.9). */
export interface BasicConstraints {
  /** Whether the key may sign certificates. */
  readonly ca: boolean;
  /** How many certificates of authorities that are not self-issued may stand between this one and the leaf. */
  readonly pathLength: number | undefined;
}

/** Reads the value of a basicConstraints extension. */
export function readBasicConstraints(value: Uint8Array): BasicConstraints {
  const outer = DerReader.decode(value, 'the basic constraints extension');
  const reader = outer.enter();
  outer.finish();
  // An explicit FALSE is not DER, but common; no one is harmed by reading it.
  const ca = reader.tag === tags.boolean && reader.boolean();
  const pathLength = reader.tag === tags.integer ? reader.smallInteger() : undefined;
  reader.finish();
  return { ca, pathLength };
}

/** A use of a key (RFC 5280, 4.2.1.3). */
export type KeyUsageName =
  | 'digitalSignature'
  | 'contentCommitment'
  | 'keyEncipherment'
  | 'dataEncipherment'
  | 'keyAgreement'
  | 'keyCertSign'
  | 'cRLSign'
  | 'encipherOnly'
  | 'decipherOnly';

/** In the order of their bits. */
const keyUsageNames: readonly KeyUsageName[] = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

/** Reads the value of a keyUsage extension. */
export function readKeyUsage(value: Uint8Array): ReadonlySet<KeyUsageName> {
  const reader = DerReader.decode(value, 'the key usage extension');
  const { bytes } = reader.bitString();
  reader.finish();
  const usage = new Set(
    keyUsageNames.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0),
  );
  // RFC 5280, 4.2.1.3: at least one bit is set.
  if (usage.size === 0) throw reader.error('no usage');
  return usage;
}

/** Reads the value of an extendedKeyUsage extension: object identifiers, at least one (RFC 5280, 4.2.1.12). */
export function readExtendedKeyUsage(value: Uint8Array): readonly string[] {
  const outer = DerReader.decode(value, 'the extended key usage extension');
  const reader = outer.enter();
  outer.finish();
  const purposes: string[] = [];
  while (!reader.done) purposes.push(reader.oid());
  if (purposes.length === 0) throw reader.error('no purposes');
  return purposes;
}

/** Reads the value of a TLS feature extension (RFC 7633, 4.1): numbers of TLS extensions; 5 is must-staple. */
export function readTlsFeature(value: Uint8Array): readonly number[] {
  const outer = DerReader.decode(value, 'the TLS feature extension');
  const reader = outer.enter();
  outer.finish();
  const features: number[] = [];
  while (!reader.done) features.push(reader.smallInteger());
  return features;
}
