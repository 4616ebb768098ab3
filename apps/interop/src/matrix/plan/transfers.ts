import type { Cell, Parameters, ProviderName, TransportKind } from '../model/cell.ts';
import { combine, suiteNamed } from '../model/combinations.ts';
import { type Aspect, cover, pairsOf } from '../model/cover.ts';
import { providerHas, type Shared } from './plan.ts';

/** Bytes both ways: none, one, a full record, one more, and many. */
const transferSizes: readonly number[] = [0, 1, 16_384, 16_385, 10 * 1024 * 1024];

const transports: readonly TransportKind[] = ['socket', 'pair', 'one-byte'];

/**
 * Transfers over every transport. For them only the protection of records counts, so that one suite stands for all that
 * have the same. In full: every pair of protection, transport, size and provider. Otherwise every pair of transport, size
 * and provider in each version, and every protection.
 */
export function planTransfers(shared: Shared, providers: readonly ProviderName[], full: boolean): Cell[] {
  const { peer, role } = shared;
  const cells = transports
    .flatMap((transport) =>
      transferSizes.flatMap((bytes) =>
        providers.flatMap((provider) =>
          oneForEachProtection(shared).map(
            (parameters): Cell => ({
              peer: peer.name,
              role,
              provider,
              parameters,
              exercise: { kind: 'transfer', transport, bytes },
            }),
          ),
        ),
      ),
    )
    .filter(providerHas);
  const protection: Aspect<Cell> = ({ parameters }) => protectionOf(parameters);
  const rest: Aspect<Cell>[] = [
    ({ exercise }) => (exercise.kind === 'transfer' ? exercise.transport : ''),
    ({ exercise }) => (exercise.kind === 'transfer' ? String(exercise.bytes) : ''),
    ({ provider }) => provider,
  ];
  return cover(cells, full ? pairsOf([protection, ...rest]) : [protection, ...pairsOf(rest)]);
}

/** How records are protected: by the AEAD, or by the cipher, the MAC, and their order. */
function protectionOf({ suite, encryptThenMac }: Parameters): string {
  const { protection } = suiteNamed(suite);
  if (protection.kind === 'aead') return protection.aead;
  return `${protection.cipher} ${protection.mac} ${encryptThenMac}`;
}

function oneForEachProtection(shared: Shared): Parameters[] {
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
