import type { FieldName } from '../model/observation.ts';
import type { Pair } from './explanation.ts';

/** Fields that tell a state: what differs in them stays different until something changes. */
const lasting: readonly FieldName[] = [
  'want',
  'state',
  'in_init',
  'shutdown',
  'pending',
  'has_pending',
  'renegotiating',
  'secure',
  'in',
  'out',
  'guarantee',
  'request',
];

/** What was seen differently at one end, was explained, and has not changed since. */
export class Memory {
  readonly #known = new Map<FieldName, string>();

  /** A pair without the differences that are no news. */
  without(pair: Pair): Pair {
    const old = lasting.filter((name) => this.#known.get(name) === both(pair, name));
    const taken = Object.fromEntries(old.map((name) => [name, pair.theirs[name]]));
    return { ours: { ...pair.ours, ...taken }, theirs: pair.theirs };
  }

  /** Remembers what of a pair differs and is explained. */
  note(pair: Pair, unexplained: readonly FieldName[]): void {
    for (const name of lasting) {
      const isKnown = pair.ours[name] !== pair.theirs[name] && !unexplained.includes(name);
      if (isKnown) this.#known.set(name, both(pair, name));
      else this.#known.delete(name);
    }
  }
}

function both({ ours, theirs }: Pair, name: FieldName): string {
  return `${ours[name]} ${theirs[name]}`;
}
