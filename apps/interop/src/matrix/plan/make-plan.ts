import { planFeatures } from './features.ts';
import { planHandshakes } from './handshakes.ts';
import { type EmptyPart, findShared, type Plan, type PlanOptions } from './plan.ts';
import { planTransfers } from './transfers.ts';

/** All that is to be run with a peer. The same peer gives the same plan. */
export function makePlan({ peer, providers, extent }: PlanOptions): Plan {
  const empty: EmptyPart[] = [];
  const note = (part: EmptyPart): void => {
    empty.push(part);
  };
  const shared = findShared(peer, note);
  const cells = [
    ...shared.flatMap((one) => planHandshakes(one, providers, extent, note)),
    ...planTransfers(shared, providers, extent, note),
    ...shared.flatMap((one) => planFeatures(one, providers, extent, note)),
  ];
  return { cells, empty };
}
