import type { CryptoProvider } from '@proj/crypto';
import { Authority } from '@tooling/ca';
import type { TemporaryDirectory } from '../../certificates/temporary-directory.ts';

/** Files with what the scenarios' ends show, and whom they trust. */
export interface Identity {
  readonly chainFile: string;
  readonly keyFile: string;
  readonly rootFile: string;
}

/**
 * A certificate for localhost. It is of the same length in every run, and so are the signatures of these keys, as those of
 * ECDSA are not.
 */
export function makeIdentity(
  provider: CryptoProvider,
  directory: TemporaryDirectory,
  keyType: 'ed25519' | 'rsa',
  name: string,
): Identity {
  const label = `${name}-${keyType}`;
  const root = Authority.root(provider, {
    subject: 'Lockstep Root',
    keyType,
    serialNumber: Uint8Array.of(1),
  });
  const leaf = root.leaf({ subject: 'localhost', keyType, serialNumber: Uint8Array.of(2) });
  return {
    chainFile: directory.write(`${label}.pem`, leaf.chainPem),
    keyFile: directory.write(`${label}.key`, leaf.keyPem),
    rootFile: directory.write(`${label}-root.pem`, root.pem),
  };
}
