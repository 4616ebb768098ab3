import {
  groups as allGroups,
  signatureSchemes as allSchemes,
  type CipherSuite,
  type CryptoProvider,
  cipherSuiteByName,
  type GroupName,
  type KeyType,
  type ProtocolVersion,
  type SignatureSchemeName,
  schemeFitsKey,
  signatureSchemeByName,
  TLS12,
  TLS13,
  TlsError,
  type VersionName,
  versionName,
  versions,
} from '@proj/crypto';
import { parseReferenceIdentity } from '@proj/crypto/x509';
import type { Credential, Limits } from './config.js';
import { groupsOf, hasCurve, suiteInRange, type VersionRange } from './config-preferences.js';
import type { LegacySupport } from './legacy-support.js';
import { encodeProtocol, maxProtocolLength } from './states/common/alpn.js';
import { checkCredential } from './states/common/credentials.js';

/** An `INVALID_CONFIG`; the message says what to change. */
export function invalid(message: string, cause?: unknown): TlsError {
  return new TlsError('INVALID_CONFIG', message, cause === undefined ? {} : { cause });
}

/** The number of a version, of which TLS 1.2 and 1.3 are to be had, and older ones by asking for them. */
export function resolveVersion(
  option: string,
  version: ProtocolVersion | VersionName,
  legacy: LegacySupport | undefined,
): ProtocolVersion {
  const number = typeof version === 'string' ? versions[version] : version;
  if (number === TLS12 || number === TLS13) return number;
  const isKnown = Object.values(versions).includes(number);
  if (isKnown && legacy) return number;
  const name = number === undefined ? String(version) : versionName(number);
  throw invalid(
    isKnown
      ? `${option} is ${name}, which is broken: if it has to be, give legacy: legacyVersions() of @proj/handshake/legacy`
      : `${option} is ${name}: only TLSv1.2 and TLSv1.3 are to be had`,
  );
}

/** What TLS 1.1 and below derive, sign and authenticate with (RFC 4346, 5), and suites, none of which is on by default. */
export function checkLegacy(provider: CryptoProvider, suites: readonly unknown[] | undefined): void {
  if (!suites)
    throw invalid('TLS 1.1 and below have none of the default suites: give cipherSuites with ones for them');
  for (const name of ['MD5', 'SHA-1', 'MD5-SHA1'] as const) {
    if (provider.hash(name)) continue;
    throw invalid(
      `the provider "${provider.name}" lacks ${name}, which TLS 1.1 and below need: set minVersion to TLSv1.2, or use another provider`,
    );
  }
}

/** Suites that were named: known, in range, and such as the provider and the groups can carry out. */
export function checkSuites(
  named: readonly (CipherSuite | string)[],
  provider: CryptoProvider,
  groupNames: readonly GroupName[],
  range: VersionRange,
  legacy: LegacySupport | undefined,
): CipherSuite[] {
  const suites = [...new Set(named.map((one) => resolveSuite(one, legacy)))];
  for (const suite of suites) {
    if (!provider.supportsSuite(suite)) {
      throw invalid(
        `the provider "${provider.name}" lacks what ${suite.name} needs: leave it out, or use another provider`,
      );
    }
    if (suite.keyExchange === 'ecdhe' && !hasCurve(groupNames)) {
      throw invalid(`${suite.name} needs an elliptic curve among groups: add x25519 or secp256r1`);
    }
    if (suite.keyExchange === 'dhe' && !provider.dh) {
      throw invalid(`the provider "${provider.name}" has no Diffie-Hellman: leave out ${suite.name}`);
    }
  }
  const usable = suites.filter((suite) => suiteInRange(suite, range));
  requireSuite(usable, range.minVersion, 'minVersion', range.minVersion < TLS12 ? 'TLSv1.2' : 'TLSv1.3');
  requireSuite(usable, range.maxVersion, 'maxVersion', 'TLSv1.2');
  return usable;
}

function resolveSuite(named: CipherSuite | string, legacy: LegacySupport | undefined): CipherSuite {
  if (typeof named !== 'string') return allowedSuite(named, legacy);
  const suite =
    cipherSuiteByName(named) ??
    legacy?.cipherSuites.find(({ name, openssl }) => name === named || openssl === named);
  if (suite) return suite;
  throw invalid(`"${named}" is no cipher suite of this library: give IANA's or OpenSSL's name of one`);
}

/** RSA key exchange is a guest's. */
function allowedSuite(suite: CipherSuite, legacy: LegacySupport | undefined): CipherSuite {
  if (suite.keyExchange !== 'rsa' || legacy) return suite;
  throw invalid(
    `${suite.name} has no forward secrecy: if it has to be, give legacy: legacyVersions() of @proj/handshake/legacy`,
  );
}

/** A version without a suite would be offered and then fail. */
function requireSuite(
  suites: readonly CipherSuite[],
  version: number,
  option: string,
  other: VersionName,
): void {
  const isOf = ({ minVersion, tls13 }: CipherSuite): boolean =>
    tls13 === (version === TLS13) && minVersion <= version;
  if (suites.some(isOf)) return;
  const name = versionName(version);
  throw invalid(`none of cipherSuites is for ${name}: add one, or set ${option} to ${other}`);
}

/** Groups that were named: known, not twice, and to be had from the provider. */
export function checkGroups(names: readonly GroupName[], provider: CryptoProvider, maxVersion: number): void {
  if (names.length === 0 && maxVersion >= TLS13) {
    throw invalid('groups is empty, and TLS 1.3 needs one: add x25519 or secp256r1');
  }
  requireDistinct('groups', names);
  for (const name of names) {
    if (!allGroups.some((group) => group.name === name))
      throw invalid(`"${name}" is no group of this library`);
    if (provider.group(name)) continue;
    throw invalid(
      `the provider "${provider.name}" lacks the group ${name}; it has ${groupsOf(provider).join(', ')}`,
    );
  }
}

/** Key shares may only be for groups that are offered (RFC 8446, 4.2.8). */
export function checkKeyShares(names: readonly GroupName[], groupNames: readonly GroupName[]): void {
  requireDistinct('keyShares', names);
  for (const name of names) {
    if (!groupNames.includes(name))
      throw invalid(`keyShares has ${name}, which is not among groups: add it there`);
  }
}

/** Signature schemes that were named: known, not twice, and to be had from the provider. */
export function checkSignatureSchemes(
  option: string,
  names: readonly SignatureSchemeName[],
  provider: CryptoProvider,
): void {
  if (names.length === 0) throw invalid(`${option} is empty: name at least one`);
  requireDistinct(option, names);
  for (const name of names) {
    const scheme = allSchemes.find((row) => row.name === name);
    if (!scheme) throw invalid(`"${name}" is no signature scheme of this library`);
    if (scheme.keyTypes.some((type) => provider.supportsSignature(type, scheme.algorithm))) continue;
    throw invalid(`the provider "${provider.name}" lacks the signature scheme ${name}: leave it out`);
  }
}

/** Credentials whose parts belong together, and that can sign something that is enabled. */
export function checkCredentials(
  credentials: readonly Credential[],
  schemes: readonly SignatureSchemeName[],
  { minVersion, maxVersion }: VersionRange,
  legacy: LegacySupport | undefined,
): void {
  // Before TLS 1.2 the key alone decides how it signs.
  const signsAnyway = (keyType: KeyType): boolean =>
    Object.values(versions).some((version) => {
      const spoken = version >= minVersion && version <= maxVersion;
      return spoken && legacy?.dialect(version)?.impliedScheme?.(keyType, 'ServerKeyExchange') !== undefined;
    });
  for (const credential of credentials) {
    checkCredential(credential);
    const { keyType, schemes: own } = credential.signer;
    if (signsAnyway(keyType)) continue;
    const signs = schemes.some((name) => {
      if (own && !own.includes(name)) return false;
      const row = signatureSchemeByName(name);
      return schemeFitsKey(row, keyType, minVersion) || schemeFitsKey(row, keyType, maxVersion);
    });
    if (signs) continue;
    throw invalid(
      `a credential's ${keyType} key can sign with none of signingSchemes in the enabled versions`,
    );
  }
}

/** Protocol names of 1 to 255 bytes (RFC 7301, 3.1). */
export function checkAlpn(names: readonly string[]): void {
  for (const name of names) {
    const { length } = encodeProtocol(name);
    if (length >= 1 && length <= maxProtocolLength) continue;
    throw invalid(`the protocol name "${name}" has ${length} bytes: ALPN takes 1 to ${maxProtocolLength}`);
  }
}

/** Smallest and largest content of a record (RFC 6066, 4; RFC 8446, 5.1). */
export function checkFragment(bytes: number): void {
  if (Number.isInteger(bytes) && bytes >= 512 && bytes <= 16_384) return;
  throw invalid(`maxFragment is ${bytes}: give 512 to 16384`);
}

/** A DNS name or an IP address. */
export function checkServerName(name: string): void {
  try {
    parseReferenceIdentity(name);
  } catch (error) {
    throw invalid(`serverName: ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

const defaultLimits: Limits = {
  maxCertificateMessage: 102_400,
  maxHandshakeMessage: 65_536,
  maxWarningAlerts: 4,
  maxKeyUpdates: 32,
  maxPostHandshakeMessages: 64,
};

/** Limits with their defaults. */
export function resolveLimits(given: Partial<Limits> = {}): Limits {
  const limits = { ...defaultLimits, ...given };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isInteger(value) || value < 1)
      throw invalid(`limits.${name} is ${value}: give a positive integer`);
  }
  return limits;
}

function requireDistinct(option: string, names: readonly string[]): void {
  if (new Set(names).size < names.length) throw invalid(`${option} names something twice: drop one`);
}
