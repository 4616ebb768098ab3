import { DerReader } from '../der/reader.js';
import { contextConstructed, contextPrimitive } from '../der/tags.js';
import { type GeneralName, readGeneralNames } from './general-name.js';

/** Where something is found (RFC 5280, 4.2.1.13). */
export type DistributionPointName =
  | {
      /** Which kind of place. */
      readonly kind: 'full';
      /** Names of one place. */
      readonly names: readonly GeneralName[];
    }
  | {
      /** Which kind of place. */
      readonly kind: 'relative';
      /** Contents of a RelativeDistinguishedName that goes on from the name of the list's issuer, DER. */
      readonly attributes: Uint8Array;
    };

/** Reasons for revocation as bits: the bit of reason n of ReasonFlags is `1 << n` (RFC 5280, 4.2.1.13). */
export type ReasonMask = number;

/** All reasons that ReasonFlags has, 1 (keyCompromise) to 8 (aACompromise). */
export const allReasons: ReasonMask = 0x1fe;

/** One entry of cRLDistributionPoints or freshestCRL. */
export interface DistributionPoint {
  /** Where the list is. */
  readonly name: DistributionPointName | undefined;
  /** What the list there tells of; all when absent. */
  readonly reasons: ReasonMask;
  /** Whose list it is, where that is not the certificate's issuer. */
  readonly crlIssuer: readonly GeneralName[] | undefined;
}

/** Reads the value of a cRLDistributionPoints or freshestCRL extension. */
export function readDistributionPoints(value: Uint8Array): readonly DistributionPoint[] {
  const outer = DerReader.decode(value, 'the CRL distribution points extension');
  const reader = outer.enter();
  outer.finish();
  const points: DistributionPoint[] = [];
  while (!reader.done) points.push(readDistributionPoint(reader.enter()));
  if (points.length === 0) throw reader.error('no distribution points');
  return points;
}

function readDistributionPoint(reader: DerReader): DistributionPoint {
  const name = readDistributionPointName(reader);
  const reasons = readReasons(reader, 1) ?? allReasons;
  const issuer = reader.enterOptional(contextConstructed(2));
  const crlIssuer = issuer && readGeneralNames(issuer);
  reader.finish();
  // RFC 5280, 4.2.1.13: reasons alone name no list.
  if (!name && !crlIssuer) throw reader.error('a distribution point without name and issuer');
  return { name, reasons, crlIssuer };
}

/** Reads the optional `[0] DistributionPointName`. */
export function readDistributionPointName(reader: DerReader): DistributionPointName | undefined {
  const choice = reader.enterOptional(contextConstructed(0));
  if (!choice) return undefined;
  const full = choice.enterOptional(contextConstructed(0));
  if (full) {
    choice.finish();
    return { kind: 'full', names: readGeneralNames(full) };
  }
  const attributes = choice.read(contextConstructed(1));
  choice.finish();
  return { kind: 'relative', attributes };
}

/** Reads optional ReasonFlags under a context-specific tag. */
export function readReasons(reader: DerReader, number: number): ReasonMask | undefined {
  const tag = contextPrimitive(number);
  if (reader.tag !== tag) return undefined;
  const { bytes } = reader.bitString(tag);
  let mask = 0;
  for (let bit = 1; bit <= 8; bit++) {
    if (((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0) mask |= 1 << bit;
  }
  return mask;
}
