import type { Parameters } from '../model/cell.ts';
import { combine, isCbc } from '../model/combinations.ts';
import { type Shared, supportOf } from '../plan/plan.ts';

/** Groups and keys that nearly everyone has, in the order in which one is taken. */
const plainGroups = ['x25519', 'secp256r1'];

/** The plainest combination: for features that have nothing to do with algorithms. */
export function plainParameters(shared: Shared): Parameters[] {
  return signatureParameters(shared)
    .filter(({ scheme }) => scheme === 'ecdsa_secp256r1_sha256')
    .filter(({ key }) => key === 'p256');
}

/** One combination for each signature. */
export function signatureParameters(shared: Shared): Parameters[] {
  const group = shared.groups.find((name) => plainGroups.includes(name));
  if (group === undefined) return [];
  return shared.signatures.flatMap((signature) =>
    combine({ ...shared, groups: [group], signatures: [signature] })
      .filter(isSharedBy(shared))
      .slice(0, 1),
  );
}

/** One combination for each suite whose records are protected by CBC and a MAC. */
export function cbcParameters(shared: Shared): Parameters[] {
  const group = shared.groups.find((name) => plainGroups.includes(name));
  if (group === undefined) return [];
  const signatures = shared.signatures.filter(
    ({ key, scheme }) => key === 'p256' && scheme === 'ecdsa_secp256r1_sha256',
  );
  return combine({ ...shared, groups: [group], signatures, encryptThenMac: [true] }).filter(({ suite }) =>
    isCbc(suite),
  );
}

function isSharedBy({ peer, role }: Shared): (parameters: Parameters) => boolean {
  const support = supportOf(peer, role);
  return (parameters) => support.lacksTogether(parameters) === undefined;
}
