import type { Parameters, Role, Version } from '../model/cell.ts';
import type { Support } from '../peers/peer.ts';
import type { Shared } from '../plan/plan.ts';
import type { Stage } from '../run/stage.ts';

/** One thing that TLS can do, tried with real peers. */
export interface Feature {
  /** As it stands in a cell's id. */
  readonly name: string;
  /** One line for the report. */
  readonly says: string;
  readonly versions: readonly Version[];
  /** The combinations to try it with; by default the plainest one. */
  parameters?(shared: Shared): readonly Parameters[];
  /** Why the peer can not do this combination here; by default it can. */
  lacks?(support: Support, role: Role, parameters: Parameters): string | undefined;
  /** What happens when we are this end. A feature that has none for a role is not for it. */
  readonly play: { readonly [role in Role]?: (stage: Stage) => Promise<void> };
}
