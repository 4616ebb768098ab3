import type { CryptoProvider } from '@proj/crypto';
import { Authority } from '@tooling/ca';
import type { TemporaryDirectory } from '../../certificates/temporary-directory.ts';

/** Files with what the scenarios' ends show, and whom they trust. */
export interface Identity {
  readonly chainFile: string;
  readonly keyFile: string;
  readonly rootFile: string;
}

/** A certificate for localhost. Signatures of these keys are all of the same length, as those of ECDSA are not. */
export function makeIdentity(
  provider: CryptoProvider,
  directory: TemporaryDirectory,
  keyType: 'ed25519' | 'rsa',
  name: string,
): Identity {
  const label = `${name}-${keyType}`;
  const root = Authority.root(provider, { subject: 'Lockstep Root', keyType });
  const leaf = root.leaf({ subject: 'localhost', keyType });
  return {
    chainFile: directory.write(`${label}.pem`, leaf.chainPem),
    keyFile: directory.write(`${label}.key`, leaf.keyPem),
    rootFile: directory.write(`${label}-root.pem`, root.pem),
  };
}
