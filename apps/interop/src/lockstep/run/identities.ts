import type { CryptoProvider } from '@proj/crypto';
import { Authority } from '@tooling/ca';
import type { TemporaryDirectory } from '../../certificates/temporary-directory.ts';

/** Files with what the scenarios' ends show, and whom they trust. */
export interface Identity {
  readonly chainFile: string;
  readonly keyFile: string;
  readonly rootFile: string;
}

/** The name in every certificate. */
export const hostName = 'localhost';

/** A certificate with an Ed25519 key: its signatures are all of the same length, as those of ECDSA are not. */
export function makeIdentity(provider: CryptoProvider, directory: TemporaryDirectory): Identity {
  const root = Authority.root(provider, { subject: 'Lockstep Root', keyType: 'ed25519' });
  const leaf = root.leaf({ subject: hostName, keyType: 'ed25519' });
  return {
    chainFile: directory.write('leaf.pem', leaf.chainPem),
    keyFile: directory.write('leaf.key', leaf.keyPem),
    rootFile: directory.write('root.pem', root.pem),
  };
}
