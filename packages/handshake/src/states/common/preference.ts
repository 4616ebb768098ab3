/**
 * What both ends have, in the order of the one whose preference counts.
 *
 * @param ours - In our order.
 * @param theirs - Code points in the peer's order; unknown ones, such as GREASE (RFC 8701), find nothing.
 */
export function shared<T extends { readonly id: number }>(
  ours: readonly T[],
  theirs: readonly number[],
  preferOurs: boolean,
): T[] {
  const offered = new Set(theirs);
  const common = ours.filter(({ id }) => offered.has(id));
  if (preferOurs) return common;
  return [...offered].flatMap((id) => common.filter((row) => row.id === id));
}
