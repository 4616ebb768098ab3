import type { CryptoProvider } from '@proj/crypto';
import type { MlKem } from '@proj/crypto/noble';
import type { Fields, Result } from './vectors.ts';

/** What is put to the test. */
export interface Subject {
  readonly provider: CryptoProvider;
  /** The ML-KEM that the provider's hybrid groups are made of, by name, where it can be had apart from them. */
  readonly mlKem: Readonly<Record<string, MlKem>>;
}

/**
 * What became of one test: the expected output came out, another came out, the input was refused, or the test was not
 * run for the reason given.
 */
export type Outcome = 'right' | 'wrong' | 'refused' | Skip;

/** A test that is not run, with the parameter that is the reason. */
export interface Skip {
  readonly name: string;
  readonly why: string;
}

/** Runs one test of a group. */
export type Runner = (subject: Subject, group: Fields, test: Fields) => Outcome;

/** A test that the provider has no algorithm for. */
export function missing(subject: Subject, algorithm: string): Skip {
  return { name: algorithm, why: `the provider "${subject.provider.name}" does not have it` };
}

/** A parameter that TLS never uses. */
export function unused(parameter: string, why: string): Skip {
  return { name: parameter, why };
}

/**
 * Whether an outcome is what a test expects. `valid` must give the expected output and `invalid` must be refused.
 * `acceptable` marks inputs on which sound implementations differ (old parameters, lenient encodings): they may be
 * refused or give the expected output, and may never give another. The exception is an X25519 or X448 secret of all
 * zeros, which TLS must refuse (RFC 8446, 7.4.2).
 */
export function judge(
  expected: Result,
  flags: readonly string[],
  outcome: 'right' | 'wrong' | 'refused',
): boolean {
  if (outcome === 'wrong') return false;
  if (expected === 'valid') return outcome === 'right';
  if (expected === 'invalid' || flags.includes('ZeroSharedSecret')) return outcome === 'refused';
  return true;
}

/** `right` or `wrong`. */
export function compare(actual: Uint8Array, expected: Uint8Array): 'right' | 'wrong' {
  return sameBytes(actual, expected) ? 'right' : 'wrong';
}

/** Whether two byte strings are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
