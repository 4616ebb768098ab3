import { mlKem768, mlKem1024, nobleProvider } from '@proj/crypto/noble';
import { nodeProvider } from '@proj/node-adapter';
import type { Subject } from '@tooling/compliance';

/** Every provider that the vectors are run through. */
export const subjects: readonly Subject[] = [
  { provider: nobleProvider, mlKem: { 'ML-KEM-768': mlKem768, 'ML-KEM-1024': mlKem1024 } },
  { provider: nodeProvider, mlKem: {} },
];
