import type { MlKem } from '@proj/crypto/noble';
import { compare, missing, type Outcome, type Runner, type Subject, sameBytes, unused } from './outcome.ts';
import type { Fields } from './vectors.ts';

/** Runs a test on the ML-KEM that its group names; inputs that it throws for are refused. */
function withKem(run: (kem: MlKem, test: Fields) => Outcome): Runner {
  return (subject: Subject, group: Fields, test: Fields) => {
    const name = group.text('parameterSet');
    if (name === 'ML-KEM-512') return unused(name, 'no TLS group is made of it');
    const kem = subject.mlKem[name];
    if (!kem) return missing(subject, `${name} apart from its hybrid groups`);
    try {
      return run(kem, test);
    } catch (error) {
      if (test.result() === 'invalid') return 'refused';
      throw error;
    }
  };
}

/** `MLKEMTest`: makes keys of a seed and decapsulates. */
export const mlKemRunner: Runner = withKem((kem, test) => {
  const keys = kem.keyPair(test.bytes('seed'));
  const secret = kem.decapsulate(keys.decapsulationKey, test.bytes('c'));
  if (test.has('ek') && !sameBytes(keys.encapsulationKey, test.bytes('ek'))) return 'wrong';
  return compare(secret, test.bytes('K'));
});

/** `MLKEMEncapsTest`: encapsulates a given message. */
export const mlKemEncapsulationRunner: Runner = withKem((kem, test) => {
  const { ciphertext, secret } = kem.encapsulate(test.bytes('ek'), test.bytes('m'));
  return sameBytes(ciphertext, test.bytes('c')) ? compare(secret, test.bytes('K')) : 'wrong';
});

/** `MLKEMKeyGen`: makes keys of a seed. */
export const mlKemKeyRunner: Runner = withKem((kem, test) => {
  const keys = kem.keyPair(test.bytes('seed'));
  return sameBytes(keys.encapsulationKey, test.bytes('ek'))
    ? compare(keys.decapsulationKey, test.bytes('dk'))
    : 'wrong';
});

/** `MLKEMDecapsValidationTest`: decapsulates with an expanded key. */
export const mlKemDecapsulationRunner: Runner = withKem((kem, test) =>
  compare(kem.decapsulate(test.bytes('dk'), test.bytes('c')), test.bytes('K')),
);
