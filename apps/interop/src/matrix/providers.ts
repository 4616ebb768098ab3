import type { CryptoProvider } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import { nodeProvider } from '@proj/node-adapter';
import type { ProviderName } from './model/cell.ts';

/** All providers, by the names that `--provider` has for them. */
export const providers: Readonly<Record<ProviderName, CryptoProvider>> = {
  node: nodeProvider,
  noble: nobleProvider,
};
