/** One aspect of a row, by which rows are told apart. */
export type Aspect<Row> = (row: Row) => string;

/** All pairs of aspects: rows that cover them leave no pair of values untried. */
export function pairsOf<Row>(aspects: readonly Aspect<Row>[]): Aspect<Row>[] {
  return aspects.flatMap((first, index) =>
    aspects.slice(index + 1).map(
      (second): Aspect<Row> =>
        (row) =>
          `${first(row)} ${second(row)}`,
    ),
  );
}

/**
 * Rows that together have every value that `rows` have in each of the aspects: greedily, always the row that adds most;
 * where several do, the next one after the last choice, so that what does not matter varies. The same rows give the same
 * choice.
 */
export function cover<Row>(rows: readonly Row[], aspects: readonly Aspect<Row>[]): Row[] {
  const ids = new Map<string, number>();
  const valuesOf = rows.map((row) =>
    aspects.map((aspect, index) => {
      const value = `${index} ${aspect(row)}`;
      const id = ids.get(value) ?? ids.size;
      ids.set(value, id);
      return id;
    }),
  );
  const missing = new Set(ids.values());
  const added = (row: number): number => (valuesOf[row] ?? []).filter((id) => missing.has(id)).length;
  const chosen: Row[] = [];
  let best = -1;
  while (missing.size > 0) {
    best = bestAfter(best, rows.length, added);
    for (const id of valuesOf[best] ?? []) missing.delete(id);
    const row = rows[best];
    if (row !== undefined) chosen.push(row);
  }
  return chosen;
}

function bestAfter(last: number, count: number, score: (index: number) => number): number {
  let best = 0;
  let bestScore = -1;
  for (let step = 1; step <= count; step += 1) {
    const index = (last + step) % count;
    const current = score(index);
    if (current <= bestScore) continue;
    best = index;
    bestScore = current;
  }
  return best;
}
