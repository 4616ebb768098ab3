import type { HashName } from '@proj/crypto';
import { aeadRunner } from './aead.ts';
import { cbcRunner } from './cbc.ts';
import { shareRunner, subjectPublicKeyRunner } from './key-exchange.ts';
import { hkdfRunner, hmacRunner } from './mac.ts';
import { mlKemDecapsulationRunner, mlKemEncapsulationRunner, mlKemKeyRunner, mlKemRunner } from './ml-kem.ts';
import { judge, type Runner, type Subject } from './outcome.ts';
import { pkcs1DecryptionRunner, pkcs1SigningRunner } from './rsa-private.ts';
import { ecdsaRunner, eddsaRunner, mlDsaRunner, pkcs1Runner, pssRunner } from './signatures.ts';
import { Fields } from './vectors.ts';

/** What came of one vector file. */
export interface FileReport {
  readonly file: string;
  /** Tests run: passed and failed. */
  readonly run: number;
  readonly passed: number;
  readonly failed: readonly { readonly tcId: number; readonly why: string }[];
  /** Parameters whose tests were not run, with the number of those tests. */
  readonly skipped: readonly { readonly name: string; readonly why: string; readonly count: number }[];
}

const primality: Runner = () => ({ name: 'primality', why: 'no algorithm here tests numbers for primality' });

function macRunner(algorithm: string): Runner | undefined {
  const hashes: readonly HashName[] = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
  for (const hash of hashes) {
    if (algorithm === `HKDF-${hash}`) return hkdfRunner(hash);
    if (algorithm === `HMAC${hash.replace('-', '')}`) return hmacRunner(hash);
  }
  return undefined;
}

/** The runner of a kind of test, by the type that its groups name; `file` tells the Edwards curves apart. */
function runnerOf(type: string, algorithm: string, file: string): Runner | undefined {
  switch (type) {
    case 'AeadTest':
      return aeadRunner(algorithm);
    case 'IndCpaTest':
      return cbcRunner;
    case 'EcdhTest':
      return subjectPublicKeyRunner;
    case 'EcdhEcpointTest':
    case 'XdhComp':
      return shareRunner;
    case 'EcdsaVerify':
      return ecdsaRunner;
    case 'EddsaVerify':
      return eddsaRunner(file.includes('ed448') ? 'ed448' : 'ed25519');
    case 'MlDsaVerify':
      return mlDsaRunner;
    case 'HkdfTest':
    case 'MacTest':
      return macRunner(algorithm);
    case 'MLKEMTest':
      return mlKemRunner;
    case 'MLKEMEncapsTest':
      return mlKemEncapsulationRunner;
    case 'MLKEMKeyGen':
      return mlKemKeyRunner;
    case 'MLKEMDecapsValidationTest':
      return mlKemDecapsulationRunner;
    case 'RsassaPkcs1Verify':
      return pkcs1Runner;
    case 'RsassaPssVerify':
    case 'RsassaPssWithParametersVerify':
      return pssRunner;
    case 'RsassaPkcs1Generate':
      return pkcs1SigningRunner;
    case 'RsaesPkcs1Decrypt':
      return pkcs1DecryptionRunner;
    case 'PrimalityTest':
      return primality;
    default:
      return undefined;
  }
}

/** Counts of one file while it runs. */
class Tally {
  passed = 0;
  readonly failed: { tcId: number; why: string }[] = [];
  readonly skipped = new Map<string, { name: string; why: string; count: number }>();

  skip(name: string, why: string): void {
    const entry = this.skipped.get(name) ?? { name, why, count: 0 };
    entry.count++;
    this.skipped.set(name, entry);
  }
}

function runTest(runner: Runner, subject: Subject, group: Fields, test: Fields, tally: Tally): void {
  const tcId = test.number('tcId');
  try {
    const outcome = runner(subject, group, test);
    if (typeof outcome === 'object') {
      tally.skip(outcome.name, outcome.why);
      return;
    }
    if (judge(test.result(), test.flags(), outcome)) tally.passed++;
    else tally.failed.push({ tcId, why: `${test.result()} was ${outcome}: ${comment(test)}` });
  } catch (error) {
    tally.failed.push({ tcId, why: `threw ${String(error)}: ${comment(test)}` });
  }
}

function comment(test: Fields): string {
  return test.has('comment') ? test.text('comment') : test.flags().join(', ');
}

/**
 * Runs one Wycheproof file through a provider.
 *
 * @param file its name, for the report.
 * @param json its parsed contents.
 */
export function runVectorFile(subject: Subject, file: string, json: unknown): FileReport {
  const root = new Fields(json);
  const tally = new Tally();
  for (const group of root.list('testGroups')) {
    const type = group.text('type');
    const runner = runnerOf(type, root.text('algorithm'), file);
    for (const test of group.list('tests')) {
      if (runner) runTest(runner, subject, group, test, tally);
      else tally.skip(type, 'the suite does not know this kind of test');
    }
  }
  const { passed, failed } = tally;
  return { file, run: passed + failed.length, passed, failed, skipped: [...tally.skipped.values()] };
}
