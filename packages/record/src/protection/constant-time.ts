/**
 * Masks for choosing without branching: all ones (-1) for true, 0 for false. Arguments are integers from 0 to 2^30, so
 * that their difference has its sign in bit 31.
 *
 * JavaScript promises nothing about time. What is written here has no branch and no memory access that depends on a
 * secret; engines compile 32-bit integer operations like these to the processor's own.
 */

/** Ones when `a` equals `b`. */
export function equalMask(a: number, b: number): number {
  return ((a ^ b) - 1) >> 31;
}

/** Ones when `a` is at least `b`. */
export function atLeastMask(a: number, b: number): number {
  return ~((a - b) >> 31);
}
