import type { Cell } from '../model/cell.ts';
import { planFeatures } from './features.ts';
import { planHandshakes } from './handshakes.ts';
import { type EmptyPart, findShared, type Plan, type PlanOptions } from './plan.ts';
import { planTransfers } from './transfers.ts';

/** All that is to be run with a peer. */
export function makePlan({ peer, providers, full }: PlanOptions): Plan {
  const empty: EmptyPart[] = [];
  const note = (part: EmptyPart): void => {
    empty.push(part);
  };
  const cells = findShared(peer, note).flatMap((shared): Cell[] => [
    ...planHandshakes(shared, providers, full, note),
    ...planTransfers(shared, providers, full),
    ...planFeatures(shared, providers, note),
  ]);
  return { cells, empty };
}
