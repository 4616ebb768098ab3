import type { Cell, Parameters, ProviderName } from '../model/cell.ts';
import { combine, suiteNamed } from '../model/combinations.ts';
import { type Aspect, cover, pairsOf } from '../model/cover.ts';
import { type EmptyPart, type Extent, providerHas, type Shared, supportOf, transports } from './plan.ts';

/** Bytes both ways: none, one, a full record, one more, and many. */
const transferSizes: readonly number[] = [0, 1, 16_384, 16_385, 10 * 1024 * 1024];

/**
 * Transfers over every transport. For them only the protection of records counts, so that one suite stands for all that
 * have the same. In full: every pair of protection, transport, size and provider, for each role and version. A choice of
 * them has every pair of role, version, transport, size and provider, and every protection in each role.
 */
export function planTransfers(
  shared: readonly Shared[],
  providers: readonly ProviderName[],
  extent: Extent,
  note: (part: EmptyPart) => void,
): Cell[] {
  const cells = shared.map((one) => transfersOf(one, sizesFor(one, note), providers));
  const role: Aspect<Cell> = (cell) => cell.role;
  const version: Aspect<Cell> = ({ parameters }) => parameters.version;
  const protection: Aspect<Cell> = ({ parameters }) => protectionOf(parameters);
  const provider: Aspect<Cell> = (cell) => cell.provider;
  const transport: Aspect<Cell> = (cell) => cell.transport;
  const size: Aspect<Cell> = ({ exercise }) => (exercise.kind === 'transfer' ? String(exercise.bytes) : '');
  switch (extent) {
    case 'every':
      return cells.flat();
    case 'full':
      return cells.flatMap((some) => cover(some, pairsOf([protection, transport, size, provider])));
    case 'choice':
      return cover(cells.flat(), [
        ...pairsOf([role, version, transport, size, provider]),
        (cell) => `${role(cell)} ${version(cell)} ${protection(cell)}`,
      ]);
  }
}

function sizesFor({ peer, role, version }: Shared, note: (part: EmptyPart) => void): readonly number[] {
  return transferSizes.filter((bytes) => {
    const why = supportOf(peer, role).lacks(version, 'transfer', String(bytes));
    if (why !== undefined) note({ peer: peer.name, role, version, what: `transfer of ${bytes} bytes`, why });
    return why === undefined;
  });
}

function transfersOf(shared: Shared, sizes: readonly number[], providers: readonly ProviderName[]): Cell[] {
  const { peer, role } = shared;
  const protections = oneForEachProtection(shared);
  return transports
    .flatMap((transport) =>
      sizes.flatMap((bytes) =>
        providers.flatMap((provider) =>
          protections.map(
            (parameters): Cell => ({
              peer: peer.name,
              role,
              provider,
              transport,
              parameters,
              exercise: { kind: 'transfer', bytes },
            }),
          ),
        ),
      ),
    )
    .filter(providerHas);
}

/** How records are protected: by the AEAD, or by the cipher, the MAC, and their order. */
export function protectionOf({ suite, encryptThenMac }: Parameters): string {
  const { protection } = suiteNamed(suite);
  if (protection.kind === 'aead') return protection.aead;
  return `${protection.cipher} with ${protection.mac}${encryptThenMac ? ', encrypt-then-MAC' : ''}`;
}

/** A combination for each way to protect records: nothing else of it counts. */
export function oneForEachProtection(shared: Shared): Parameters[] {
  const { groups, signatures } = shared;
  const group = groups.includes('x25519') ? 'x25519' : groups[0];
  if (group === undefined) return [];
  const simple = signatures.filter(
    ({ key, scheme }) =>
      (key === 'p256' && scheme === 'ecdsa_secp256r1_sha256') ||
      (key === 'rsa' && scheme === 'rsa_pss_rsae_sha256'),
  );
  const first = new Map<string, Parameters>();
  for (const parameters of combine({ ...shared, groups: [group], signatures: simple })) {
    const protection = protectionOf(parameters);
    if (!first.has(protection)) first.set(protection, parameters);
  }
  return [...first.values()];
}
