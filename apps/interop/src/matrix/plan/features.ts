import { features } from '../features/index.ts';
import { plainParameters } from '../features/parameters.ts';
import type { Cell, ProviderName } from '../model/cell.ts';
import { type Aspect, cover, pairsOf } from '../model/cover.ts';
import { type EmptyPart, type Extent, providerHas, type Shared, supportOf, transports } from './plan.ts';

const combined: Aspect<Cell> = (cell) => JSON.stringify(cell.parameters);
const backend: Aspect<Cell> = (cell) => cell.provider;
const way: Aspect<Cell> = (cell) => cell.transport;

/**
 * Every feature that the peer can show, with each combination of parameters that it is tried with, each provider, and each
 * transport: every pair of these in full; in a choice, each of them for itself.
 */
export function planFeatures(
  shared: Shared,
  providers: readonly ProviderName[],
  extent: Extent,
  note: (part: EmptyPart) => void,
): Cell[] {
  const { peer, role, version } = shared;
  const support = supportOf(peer, role);
  return features.flatMap((feature) => {
    const { name, versions, play, parameters = plainParameters } = feature;
    if (!versions.includes(version) || !play[role]) return [];
    const isPossible = (why: string | undefined): boolean => {
      if (why !== undefined) note({ peer: peer.name, role, version, what: `feature ${name}`, why });
      return why === undefined;
    };
    if (!isPossible(peer.lacksFeature(name, role, version))) return [];
    const cells = parameters(shared)
      .filter((combination) => isPossible(feature.lacks?.(support, role, combination)))
      .flatMap((combination) =>
        providers.flatMap((provider) =>
          transports.map(
            (transport): Cell => ({
              peer: peer.name,
              role,
              provider,
              transport,
              parameters: combination,
              exercise: { kind: 'feature', feature: name },
            }),
          ),
        ),
      )
      .filter(providerHas);
    if (extent === 'every') return cells;
    const aspects = [combined, backend, way];
    return cover(cells, extent === 'full' ? pairsOf(aspects) : aspects);
  });
}
