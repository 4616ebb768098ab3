import { features } from '../features/index.ts';
import { plainParameters } from '../features/parameters.ts';
import type { Cell, ProviderName } from '../model/cell.ts';
import { type EmptyPart, providerHas, type Shared, supportOf } from './plan.ts';

/** Every feature that the peer can show, with each provider. */
export function planFeatures(
  shared: Shared,
  providers: readonly ProviderName[],
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
    return parameters(shared)
      .filter((combination) => isPossible(feature.lacks?.(support, role, combination)))
      .flatMap((combination) =>
        providers.map(
          (provider): Cell => ({
            peer: peer.name,
            role,
            provider,
            parameters: combination,
            exercise: { kind: 'feature', feature: name },
          }),
        ),
      )
      .filter(providerHas);
  });
}
