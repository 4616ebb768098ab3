import { bits, boolean, type Der, integer, octets, oid, sequence, tagged, taggedOctets } from './der.ts';
import { type GeneralNameInput, generalName } from './names.ts';

/** An extension as a certificate holds it. */
export interface ExtensionInput {
  readonly id: string;
  readonly critical: boolean;
  readonly value: Der;
}

/** Any extension at all. */
export function extension(id: string, value: Der, critical = false): ExtensionInput {
  return { id, critical, value };
}

/** DER of an `Extension`. */
export function encodeExtension({ id, critical, value }: ExtensionInput): Der {
  return critical ? sequence(oid(id), boolean(true), octets(value)) : sequence(oid(id), octets(value));
}

/** RFC 5280, 4.2.1.9. */
export function basicConstraints(ca: boolean, pathLength?: number): ExtensionInput {
  const length = pathLength === undefined ? [] : [integer(pathLength)];
  return extension('2.5.29.19', sequence(...(ca ? [boolean(true)] : []), ...length), true);
}

const usageBits = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
] as const;

/** RFC 5280, 4.2.1.3. */
export function keyUsage(...usages: readonly (typeof usageBits)[number][]): ExtensionInput {
  const octet = usages.reduce((value, usage) => value | (0x80 >> usageBits.indexOf(usage)), 0);
  const unusedBits = Math.min(7, Math.log2(octet & -octet));
  return extension('2.5.29.15', bits(Uint8Array.of(octet), unusedBits), true);
}

/** Purposes by short names; others by their object identifier. */
const purposes: Readonly<Record<string, string>> = {
  server: '1.3.6.1.5.5.7.3.1',
  client: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  any: '2.5.29.37.0',
};

/** RFC 5280, 4.2.1.12. */
export function extendedKeyUsage(...usages: readonly string[]): ExtensionInput {
  return extension('2.5.29.37', sequence(...usages.map((usage) => oid(purposes[usage] ?? usage))));
}

/** RFC 5280, 4.2.1.6. */
export function subjectAltNames(...names: readonly GeneralNameInput[]): ExtensionInput {
  return extension('2.5.29.17', sequence(...names.map(generalName)));
}

/** RFC 5280, 4.2.1.10. */
export function nameConstraints(lists: {
  readonly permitted?: readonly GeneralNameInput[];
  readonly excluded?: readonly GeneralNameInput[];
}): ExtensionInput {
  const subtrees = (number: number, names: readonly GeneralNameInput[] | undefined): Der[] =>
    names ? [tagged(number, ...names.map((one) => sequence(generalName(one))))] : [];
  return extension(
    '2.5.29.30',
    sequence(...subtrees(0, lists.permitted), ...subtrees(1, lists.excluded)),
    true,
  );
}

/** RFC 5280, 4.2.1.2. */
export function subjectKeyId(keyId: Der): ExtensionInput {
  return extension('2.5.29.14', octets(keyId));
}

/** RFC 5280, 4.2.1.1. */
export function authorityKeyId(keyId: Der): ExtensionInput {
  return extension('2.5.29.35', sequence(taggedOctets(0, keyId)));
}

/** RFC 5280, 4.2.1.4. */
export function certificatePolicies(...policies: readonly string[]): ExtensionInput {
  return extension('2.5.29.32', sequence(...policies.map((policy) => sequence(oid(policy)))));
}

/** RFC 5280, 4.2.1.5. */
export function policyMappings(
  ...pairs: readonly (readonly [issuer: string, subject: string])[]
): ExtensionInput {
  const value = sequence(...pairs.map(([issuer, subject]) => sequence(oid(issuer), oid(subject))));
  return extension('2.5.29.33', value, true);
}

/** RFC 5280, 4.2.1.11. */
export function policyConstraints(counts: {
  readonly requireExplicit?: number;
  readonly inhibitMapping?: number;
}): ExtensionInput {
  const skip = (number: number, count: number | undefined): Der[] =>
    count === undefined ? [] : [taggedOctets(number, Uint8Array.of(count))];
  return extension(
    '2.5.29.36',
    sequence(...skip(0, counts.requireExplicit), ...skip(1, counts.inhibitMapping)),
    true,
  );
}

/** RFC 5280, 4.2.1.14. */
export function inhibitAnyPolicy(count: number): ExtensionInput {
  return extension('2.5.29.54', integer(count), true);
}
