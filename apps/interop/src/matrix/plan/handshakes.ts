import type { Cell, ProviderName } from '../model/cell.ts';
import { cover, pairsOf } from '../model/cover.ts';
import { combineShared, type EmptyPart, providerHas, type Shared } from './plan.ts';

/**
 * Handshakes with a few bytes both ways: every combination of suite, group and signature that both ends have, with each
 * provider; or so many of them that every pair of values is among them, the provider being one of the values.
 */
export function planHandshakes(
  shared: Shared,
  providers: readonly ProviderName[],
  full: boolean,
  note: (part: EmptyPart) => void,
): Cell[] {
  const { peer, role } = shared;
  const cells = combineShared(shared, note)
    .flatMap((parameters) =>
      providers.map(
        (provider): Cell => ({
          peer: peer.name,
          role,
          provider,
          parameters,
          exercise: { kind: 'handshake' },
        }),
      ),
    )
    .filter(providerHas);
  if (full) return cells;
  return cover(
    cells,
    pairsOf<Cell>([
      ({ parameters }) => `${parameters.suite} ${parameters.encryptThenMac}`,
      ({ parameters }) => parameters.group,
      ({ parameters }) => `${parameters.key} ${parameters.scheme}`,
      ({ provider }) => provider,
    ]),
  );
}
