import { DerReader } from '../der/reader.js';
import { contextPrimitive, tags } from '../der/tags.js';

/** The policy that stands for all (RFC 5280, 4.2.1.4). */
export const anyPolicy = '2.5.29.32.0';

/** Reads the value of a certificatePolicies extension: object identifiers; qualifiers are passed over. */
export function readCertificatePolicies(value: Uint8Array): readonly string[] {
  const outer = DerReader.decode(value, 'the certificate policies extension');
  const reader = outer.enter();
  outer.finish();
  const policies: string[] = [];
  while (!reader.done) {
    const information = reader.enter();
    policies.push(information.oid());
    information.readOptional(tags.sequence);
    information.finish();
  }
  if (policies.length === 0) throw reader.error('no policies');
  // RFC 5280, 4.2.1.4: a policy stands there once.
  if (new Set(policies).size !== policies.length) throw reader.error('a policy that stands there twice');
  return policies;
}

/** Two policies that an issuer holds for the same (RFC 5280, 4.2.1.5). */
export interface PolicyMapping {
  /** A policy of the issuer's: an object identifier. */
  readonly issuerPolicy: string;
  /** What the subject calls it. */
  readonly subjectPolicy: string;
}

/** Reads the value of a policyMappings extension. */
export function readPolicyMappings(value: Uint8Array): readonly PolicyMapping[] {
  const outer = DerReader.decode(value, 'the policy mappings extension');
  const reader = outer.enter();
  outer.finish();
  const mappings: PolicyMapping[] = [];
  while (!reader.done) {
    const mapping = reader.enter();
    mappings.push({ issuerPolicy: mapping.oid(), subjectPolicy: mapping.oid() });
    mapping.finish();
  }
  if (mappings.length === 0) throw reader.error('no mappings');
  // RFC 5280, 6.1.4 (a): nothing is mapped to or from anyPolicy.
  if (mappings.some((one) => one.issuerPolicy === anyPolicy || one.subjectPolicy === anyPolicy))
    throw reader.error('a mapping of anyPolicy');
  return mappings;
}

/** After how many certificates a rule on policies begins (RFC 5280, 4.2.1.11). */
export interface PolicyConstraints {
  /** Then the path must be valid for a policy. */
  readonly requireExplicitPolicy: number | undefined;
  /** Then mappings do not count any more. */
  readonly inhibitPolicyMapping: number | undefined;
}

/** Reads the value of a policyConstraints extension. */
export function readPolicyConstraints(value: Uint8Array): PolicyConstraints {
  const outer = DerReader.decode(value, 'the policy constraints extension');
  const reader = outer.enter();
  outer.finish();
  const requireExplicitPolicy = readSkipCerts(reader, 0);
  const inhibitPolicyMapping = readSkipCerts(reader, 1);
  reader.finish();
  if (requireExplicitPolicy === undefined && inhibitPolicyMapping === undefined)
    throw reader.error('no constraints');
  return { requireExplicitPolicy, inhibitPolicyMapping };
}

function readSkipCerts(reader: DerReader, number: number): number | undefined {
  const tag = contextPrimitive(number);
  return reader.tag === tag ? reader.smallInteger(tag) : undefined;
}

/** Reads the value of an inhibitAnyPolicy extension (RFC 5280, 4.2.1.14): after how many certificates it begins. */
export function readInhibitAnyPolicy(value: Uint8Array): number {
  const reader = DerReader.decode(value, 'the inhibit any-policy extension');
  const skipCerts = reader.smallInteger();
  reader.finish();
  return skipCerts;
}
