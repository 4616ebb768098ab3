import { findOpenssl, type Openssl } from '../../src/peers/openssl.ts';

const found = await findOpenssl().catch((error: Error) => error);

/** Why tests that need openssl are skipped, to stand in their names; `undefined` when they run. */
export const whyNot: string | undefined = found instanceof Error ? ` (skipped: ${found.message})` : undefined;

/** The system's openssl. */
export function openssl(): Openssl {
  if (found instanceof Error) throw found;
  return found;
}
