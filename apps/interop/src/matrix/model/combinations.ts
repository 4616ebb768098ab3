import {
  groups as allGroups,
  type CipherSuite,
  cipherSuiteByName,
  cipherSuites,
  type GroupName,
  groupByName,
  type KeyType,
  schemeFitsKey,
  signatureSchemeByName,
  signatureSchemes,
  versions,
} from '@proj/crypto';
import type { Parameters, Signature, Version } from './cell.ts';

/** The versions, newest first. */
export const matrixVersions: readonly Version[] = ['TLSv1.3', 'TLSv1.2'];

/** The suites of a version, by OpenSSL's names. */
export function suitesOf(version: Version): string[] {
  const tls13 = version === 'TLSv1.3';
  return cipherSuites.filter((suite) => suite.tls13 === tls13).map(({ openssl }) => openssl);
}

/** The groups that a version can use. */
export function groupsOf(version: Version): GroupName[] {
  return allGroups.filter(({ tls12 }) => tls12 || version === 'TLSv1.3').map(({ name }) => name);
}

/** The schemes that a version can sign handshakes with, each with every key that fits it. */
export function signaturesOf(version: Version): Signature[] {
  const number = versions[version];
  const keys = [...new Set(signatureSchemes.flatMap(({ keyTypes }) => keyTypes))];
  return signatureSchemes.flatMap((row) =>
    keys.filter((key) => schemeFitsKey(row, key, number)).map((key) => ({ key, scheme: row.name })),
  );
}

/** The curves of keys that TLS 1.2 wants to see among a client's groups (RFC 8422, 5.3). */
export const keyCurves: { readonly [key in KeyType]?: GroupName } = {
  p256: 'secp256r1',
  p384: 'secp384r1',
  p521: 'secp521r1',
};

/** A suite that is known to be in the registry. */
export function suiteNamed(name: string): CipherSuite {
  const suite = cipherSuiteByName(name);
  if (!suite) throw new RangeError(`"${name}" is no cipher suite of this library`);
  return suite;
}

/** Whether a suite's records can be protected in two orders (RFC 7366). */
export function isCbc(suite: string): boolean {
  return suiteNamed(suite).protection.kind === 'cbc';
}

/**
 * Whether a combination makes sense in its version: in TLS 1.2 the suite names the key exchange and the kind of the
 * certificate's key.
 */
export function isPossible({ version, suite, group, key, scheme }: Parameters): boolean {
  if (!schemeFitsKey(signatureSchemeByName(scheme), key, versions[version])) return false;
  const { kind, tls12 } = groupByName(group);
  const { tls13, keyExchange, authentication } = suiteNamed(suite);
  if (version === 'TLSv1.3') return tls13;
  if (tls13 || !tls12) return false;
  if ((keyExchange === 'dhe') !== (kind === 'ffdh')) return false;
  return (authentication === 'rsa') === key.startsWith('rsa');
}

/** The values that combinations are made of. */
export interface Values {
  readonly version: Version;
  readonly suites: readonly string[];
  readonly groups: readonly GroupName[];
  readonly signatures: readonly Signature[];
  /** The orders of MAC and cipher for CBC suites. */
  readonly encryptThenMac: readonly boolean[];
}

/** Every combination of the values that makes sense. */
export function combine({ version, suites, groups, signatures, encryptThenMac }: Values): Parameters[] {
  return suites
    .flatMap((suite) =>
      isCbc(suite) ? encryptThenMac.map((order) => ({ suite, encryptThenMac: order })) : [{ suite }],
    )
    .flatMap((part) =>
      groups.flatMap((group) => signatures.map((signature) => ({ version, ...part, group, ...signature }))),
    )
    .filter(isPossible);
}
