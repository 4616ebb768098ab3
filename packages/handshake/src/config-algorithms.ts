import {
  type CipherSuite,
  type CryptoProvider,
  type GroupName,
  type SignatureSchemeName,
  TLS12,
  TLS13,
} from '@proj/crypto';
import type { CommonConfig } from './config.js';
import {
  checkGroups,
  checkLegacy,
  checkSignatureSchemes,
  checkSuites,
  invalid,
  resolveVersion,
} from './config-checks.js';
import type { BaseOptions } from './config-defaults.js';
import { defaultCipherSuites, defaultGroups, defaultSignatureSchemes } from './config-preferences.js';

/** What of a configuration is checked against the provider. */
type Algorithms = Pick<
  CommonConfig,
  'minVersion' | 'maxVersion' | 'cipherSuites' | 'groups' | 'signatureSchemes' | 'signingSchemes'
>;

/** The same as it is asked for; what is absent has a default. */
interface AlgorithmOptions
  extends Pick<BaseOptions, 'provider' | 'minVersion' | 'maxVersion' | 'cipherSuites'> {
  readonly groups?: readonly GroupName[] | undefined;
  readonly signatureSchemes?: readonly SignatureSchemeName[] | undefined;
  readonly signingSchemes?: readonly SignatureSchemeName[] | undefined;
  readonly legacy?: CommonConfig['legacy'] | undefined;
}

/** Answers remembered for each provider: enough for the servers and clients of one program, which are of few kinds. */
const maxRemembered = 8;

/**
 * What was asked before, with copies of its lists. Configurations are made for each connection, mostly from the same
 * settings, and to check them anew would cost as much as a signature does.
 */
const remembered = new WeakMap<
  CryptoProvider,
  readonly { readonly asked: AlgorithmOptions; readonly answer: Algorithms }[]
>();

/** Checks what is asked for, and fills in the rest. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveAlgorithms(options: AlgorithmOptions): Algorithms {
  const { provider } = options;
  const known = remembered.get(provider) ?? [];
  const found = known.find(({ asked }) => isSame(asked, options));
  if (found) return found.answer;
  const asked = copyOf(options);
  const answer = resolve(asked);
  remembered.set(provider, [{ asked, answer }, ...known.slice(0, maxRemembered - 1)]);
  return answer;
}

function copyOf(options: AlgorithmOptions): AlgorithmOptions {
  const { provider, minVersion, maxVersion, cipherSuites, groups, legacy } = options;
  const { signatureSchemes, signingSchemes } = options;
  return {
    provider,
    minVersion,
    maxVersion,
    cipherSuites: cipherSuites && [...cipherSuites],
    groups: groups && [...groups],
    signatureSchemes: signatureSchemes && [...signatureSchemes],
    signingSchemes: signingSchemes && [...signingSchemes],
    legacy,
  };
}

function isSame(a: AlgorithmOptions, b: AlgorithmOptions): boolean {
  return (
    a.minVersion === b.minVersion &&
    a.maxVersion === b.maxVersion &&
    a.legacy === b.legacy &&
    isSameList(a.cipherSuites, b.cipherSuites) &&
    isSameList(a.groups, b.groups) &&
    isSameList(a.signatureSchemes, b.signatureSchemes) &&
    isSameList(a.signingSchemes, b.signingSchemes)
  );
}

function isSameList(a: readonly unknown[] | undefined, b: readonly unknown[] | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((one, i) => one === b[i]);
}

function resolve(asked: AlgorithmOptions): Algorithms {
  const { provider, legacy, cipherSuites: named } = asked;
  const minVersion = resolveVersion('minVersion', asked.minVersion ?? TLS12, legacy);
  const maxVersion = resolveVersion('maxVersion', asked.maxVersion ?? TLS13, legacy);
  if (minVersion < TLS12) checkLegacy(provider, named);
  if (minVersion > maxVersion) throw invalid('minVersion is above maxVersion: swap them');
  const groups: readonly GroupName[] = asked.groups ?? defaultGroups(provider);
  checkGroups(groups, provider, maxVersion);
  const signatureSchemes: readonly SignatureSchemeName[] =
    asked.signatureSchemes ?? defaultSignatureSchemes(provider);
  checkSignatureSchemes('signatureSchemes', signatureSchemes, provider);
  const signingSchemes = asked.signingSchemes ?? signatureSchemes;
  checkSignatureSchemes('signingSchemes', signingSchemes, provider);
  const range = { minVersion, maxVersion };
  const cipherSuites: readonly CipherSuite[] = named
    ? checkSuites(named, provider, groups, range, legacy)
    : defaultCipherSuites(provider, groups, range);
  return { minVersion, maxVersion, cipherSuites, groups, signatureSchemes, signingSchemes };
}
