import type { Cell, Parameters, ProviderName } from '../model/cell.ts';
import { type Aspect, cover, pairsOf } from '../model/cover.ts';
import { combineShared, type EmptyPart, type Extent, providerHas, type Shared, transports } from './plan.ts';

const suite: Aspect<Cell> = ({ parameters }) => parameters.suite;
const group: Aspect<Cell> = ({ parameters }) => parameters.group;
const signature: Aspect<Cell> = ({ parameters }) => `${parameters.key} ${parameters.scheme}`;
const provider: Aspect<Cell> = (cell) => cell.provider;
const transport: Aspect<Cell> = (cell) => cell.transport;
const order: Aspect<Cell> = ({ parameters }) => String(parameters.encryptThenMac);

/**
 * Handshakes with a few bytes both ways: every combination of suite, group and signature that both ends have, with each
 * provider. The transport goes round, so that every value of any of them meets every transport. A choice of them has every
 * pair of suite, group, signature, provider and transport, and each CBC suite with and without encrypt-then-MAC.
 */
export function planHandshakes(
  shared: Shared,
  providers: readonly ProviderName[],
  extent: Extent,
  note: (part: EmptyPart) => void,
): Cell[] {
  const { peer, role } = shared;
  const turnOf = turns(shared);
  const cells = combineShared(shared, note)
    .flatMap((parameters) =>
      providers.flatMap((name, index) =>
        transportsAt(turnOf(parameters) + index, extent).map(
          (way): Cell => ({
            peer: peer.name,
            role,
            provider: name,
            transport: way,
            parameters,
            exercise: { kind: 'handshake' },
          }),
        ),
      ),
    )
    .filter(providerHas);
  if (extent !== 'choice') return cells;
  return cover(cells, [
    ...pairsOf([suite, group, signature, provider, transport]),
    ...pairsOf([suite, order]),
  ]);
}

/** A number for each combination that changes by one whenever one of its values goes on to the next. */
function turns({ suites, groups, signatures }: Shared): (parameters: Parameters) => number {
  return ({ suite: name, group: field, key, scheme }) =>
    suites.indexOf(name) +
    groups.indexOf(field) +
    signatures.findIndex((row) => row.key === key && row.scheme === scheme);
}

function transportsAt(turn: number, extent: Extent): readonly Cell['transport'][] {
  const at = turn % transports.length;
  return extent === 'every' ? transports : transports.slice(at, at + 1);
}
