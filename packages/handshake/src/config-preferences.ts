import {
  type CipherSuite,
  type CryptoProvider,
  type GroupName,
  groupByName,
  groups,
  type SignatureSchemeName,
  signatureSchemes,
  TLS13,
  tls12CipherSuites,
  tls13CipherSuites,
} from '@proj/crypto';

/** The versions that a configuration enables. */
export interface VersionRange {
  /** The lowest. */
  readonly minVersion: number;
  /** The highest. */
  readonly maxVersion: number;
}

/** Whether a suite can be used in at least one of the versions. */
export function suiteInRange(suite: CipherSuite, { minVersion, maxVersion }: VersionRange): boolean {
  return suite.minVersion <= maxVersion && (suite.tls13 || minVersion < TLS13);
}

/** Whether one of the groups is an elliptic curve that TLS 1.2 can use. */
export function hasCurve(names: readonly GroupName[]): boolean {
  return names.some((name) => {
    const { kind, tls12 } = groupByName(name);
    return kind === 'ecdh' && tls12;
  });
}

/**
 * All suites with forward secrecy and an AEAD that the provider has, except CCM, which OpenSSL leaves out too: those of
 * TLS 1.3 first, then by key exchange, then as the provider prefers AEADs, then ECDSA before RSA.
 */
export function defaultCipherSuites(
  provider: CryptoProvider,
  groupNames: readonly GroupName[],
  range: VersionRange,
): CipherSuite[] {
  const curve = hasCurve(groupNames);
  return preferredSuites(provider).filter(
    (suite) => suiteInRange(suite, range) && (curve || suite.keyExchange !== 'ecdhe'),
  );
}

/** Sorted once for each provider: they are asked for with every connection. */
const sortedSuites = new WeakMap<CryptoProvider, readonly CipherSuite[]>();

function preferredSuites(provider: CryptoProvider): readonly CipherSuite[] {
  const known = sortedSuites.get(provider);
  if (known) return known;
  const sorted = [...tls13CipherSuites, ...tls12CipherSuites]
    .filter((suite) => !isCcm(suite) && provider.supportsSuite(suite))
    .filter(({ keyExchange }) => keyExchange !== 'dhe' || provider.dh !== undefined)
    .sort(
      (a, b) =>
        Number(b.tls13) - Number(a.tls13) ||
        exchangeRank(a) - exchangeRank(b) ||
        aeadRank(provider, a) - aeadRank(provider, b),
    );
  sortedSuites.set(provider, sorted);
  return sorted;
}

function isCcm({ protection }: CipherSuite): boolean {
  return protection.kind === 'aead' && protection.aead.includes('CCM');
}

function exchangeRank({ keyExchange }: CipherSuite): number {
  return keyExchange === 'dhe' ? 1 : 0;
}

function aeadRank({ preferredAeads }: CryptoProvider, { protection }: CipherSuite): number {
  const rank = protection.kind === 'aead' ? preferredAeads.indexOf(protection.aead) : -1;
  return rank < 0 ? preferredAeads.length : rank;
}

/** Groups offered by default, as OpenSSL 3.5 has them, without its finite fields: those cost a server most. */
const preferredGroups: readonly GroupName[] = [
  'X25519MLKEM768',
  'x25519',
  'secp256r1',
  'x448',
  'secp384r1',
  'secp521r1',
];

/** The default groups that the provider has. */
export function defaultGroups(provider: CryptoProvider): GroupName[] {
  return preferredGroups.filter((name) => provider.group(name) !== undefined);
}

/** The groups that a provider has, for messages. */
export function groupsOf(provider: CryptoProvider): GroupName[] {
  return groups.map(({ name }) => name).filter((name) => provider.group(name) !== undefined);
}

/**
 * The first group, and behind a hybrid one that is cheap and that every server has: a server without the hybrid then
 * costs no HelloRetryRequest.
 */
export function defaultKeyShares(groupNames: readonly GroupName[]): GroupName[] {
  const [first] = groupNames;
  if (first === undefined) return [];
  if (groupByName(first).kind !== 'kem-hybrid') return [first];
  const classical =
    groupNames.find((name) => name === 'x25519') ??
    groupNames.find((name) => groupByName(name).kind === 'ecdh');
  return classical === undefined ? [first] : [first, classical];
}

/** All schemes that the provider has, except those with SHA-1 (RFC 9155). */
export function defaultSignatureSchemes(provider: CryptoProvider): SignatureSchemeName[] {
  return signatureSchemes
    .filter(({ algorithm }) => !('hash' in algorithm && algorithm.hash === 'SHA-1'))
    .filter(({ algorithm, keyTypes }) => keyTypes.some((type) => provider.supportsSignature(type, algorithm)))
    .map(({ name }) => name);
}
