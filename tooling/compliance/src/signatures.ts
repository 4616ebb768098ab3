import type { CryptoProvider, HashName, PublicKey, SignatureAlgorithm } from '@proj/crypto';
import { missing, type Outcome, type Runner, type Subject, unused } from './outcome.ts';
import type { Fields } from './vectors.ts';

const hashNames: readonly HashName[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512'];

/** The hash of that name, or `undefined` for one that neither TLS nor the X.509 of the web knows. */
export function hashNamed(name: string): HashName | undefined {
  return hashNames.find((known) => known === name);
}

/** The public key of a group, or `undefined` when the provider refuses it. */
function importKey(provider: CryptoProvider, spki: Uint8Array): PublicKey | undefined {
  try {
    return provider.importPublicKey(spki);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Verifies a test's signature; `verify` may never throw, so nothing is caught here. */
function verify(subject: Subject, group: Fields, test: Fields, algorithm: SignatureAlgorithm): Outcome {
  const key = importKey(subject.provider, group.bytes('publicKeyDer'));
  if (!key) return 'refused';
  if (!subject.provider.supportsSignature(key.type, algorithm)) return missing(subject, describe(algorithm));
  return key.verify(algorithm, test.bytes('msg'), test.bytes('sig')) ? 'right' : 'refused';
}

function describe(algorithm: SignatureAlgorithm): string {
  return 'hash' in algorithm ? `${algorithm.kind} with ${algorithm.hash}` : algorithm.kind;
}

/** `EcdsaVerify`. */
export const ecdsaRunner: Runner = (subject, group, test) => {
  const hash = hashNamed(group.text('sha'));
  if (!hash) return unused(`ECDSA with ${group.text('sha')}`, 'TLS does not have it');
  return verify(subject, group, test, { kind: 'ecdsa', hash });
};

/** `EddsaVerify`. */
export function eddsaRunner(kind: 'ed25519' | 'ed448'): Runner {
  return (subject, group, test) => verify(subject, group, test, { kind });
}

/** `MlDsaVerify`. */
export const mlDsaRunner: Runner = (subject, group, test) => {
  if (test.has('ctx') && test.text('ctx') !== '') {
    return unused('ML-DSA with a context', 'the context is empty in TLS and X.509');
  }
  return verify(subject, group, test, { kind: 'ml-dsa' });
};

/** `RsassaPkcs1Verify`. */
export const pkcs1Runner: Runner = (subject, group, test) => {
  const hash = hashNamed(group.text('sha'));
  if (!hash) return unused(`RSA PKCS #1 with ${group.text('sha')}`, 'TLS does not have it');
  return verify(subject, group, test, { kind: 'rsa-pkcs1', hash });
};

/** `RsassaPssVerify`, and `RsassaPssWithParametersVerify` whose keys are bound to PSS with parameters. */
export const pssRunner: Runner = (subject, group, test) => {
  const hash = hashNamed(group.text('sha'));
  const mgf1Hash = hashNamed(group.text('mgfSha'));
  if (!hash || !mgf1Hash || group.text('mgf') !== 'MGF1') {
    return unused(`RSA-PSS with ${group.text('sha')} and ${group.text('mgf')}`, 'TLS does not have it');
  }
  return verify(subject, group, test, { kind: 'rsa-pss', hash, mgf1Hash, saltLength: group.number('sLen') });
};
