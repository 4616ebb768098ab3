import { atLeastMask, equalMask } from './constant-time.js';
import type { MacHalves } from './mac-key.js';

/** Longest padding without the byte that says how long it is (RFC 5246, 6.2.3.2). */
const maxPaddingLength = 255;

/**
 * Checks padding and MAC of a decrypted MAC-then-encrypt record, and returns how long its content is, or `undefined`
 * when either is wrong.
 *
 * The attack to stand against is Lucky Thirteen: padding decides where the content ends, hence how much is hashed,
 * hence how long it takes; who alters records and can measure that learns plaintext. So nothing done here depends on
 * the padding, only on the record's length, which everyone sees:
 *
 * - The padding leaves at most 256 contents that the record can hold, from `shortest` to `longest`. The part that they
 *   share is hashed once; then the hash goes on byte by byte through all of them, and at each it is finished in a copy.
 *   A mask picks out the one of the real length. How many compressions a candidate takes follows from its own length.
 * - The received MAC is picked out of all places where it can be, in the same pass and by the same mask.
 * - The length under the MAC is secret, but only its value goes into the hash, always at the same place.
 * - All bytes that may be padding are looked at, and compared under a mask. Bad padding goes on as if there were none,
 *   as RFC 5246, 6.2.3.2 says, and is remembered in `good`.
 * - The outer hash runs once. Only the final verdict is branched on, which the peer is told anyway.
 *
 * @param plain - Decrypted blocks, longer than a MAC: content, MAC, padding.
 * @param pseudoHeader - What goes under the MAC first; its last two bytes, the length, are filled in here.
 * @param mac - The MAC key of this direction.
 * @param longestBlind - For SSL 3.0, whose padding is shorter than a block and may hold anything (RFC 6101, 5.2.3.2): the
 *   most of it, without the byte that says how long it is.
 */
export function verifiedLength(
  plain: Uint8Array,
  pseudoHeader: Uint8Array,
  mac: MacHalves,
  longestBlind?: number,
): number | undefined {
  const longest = plain.length - mac.length - 1;
  const maxPadding = Math.min(longestBlind ?? maxPaddingLength, longest);
  const shortest = longest - maxPadding;

  const claimed = plain[plain.length - 1] ?? 0;
  let good = atLeastMask(maxPadding, claimed);
  const padding = claimed & good;
  if (longestBlind === undefined) good &= paddingMask(plain, padding, maxPadding);

  const length = longest - padding;
  pseudoHeader[pseudoHeader.length - 2] = length >> 8;
  pseudoHeader[pseudoHeader.length - 1] = length;
  const running = mac.start().update(pseudoHeader).update(plain.subarray(0, shortest));
  const inner = new Uint8Array(mac.length);
  const received = new Uint8Array(mac.length);
  for (let candidate = shortest; candidate <= longest; candidate++) {
    if (candidate > shortest) running.update(plain.subarray(candidate - 1, candidate));
    const mask = equalMask(candidate, length);
    addMasked(inner, running.clone().digest(), 0, mask);
    addMasked(received, plain, candidate, mask);
  }
  good &= sameMask(mac.finish(inner), received);
  return good === 0 ? undefined : length;
}

/** Ones when the `padding` bytes before the last one hold its value. */
function paddingMask(plain: Uint8Array, padding: number, maxPadding: number): number {
  let difference = 0;
  for (let i = 1; i <= maxPadding; i++) {
    difference |= atLeastMask(padding, i) & (padding ^ (plain[plain.length - 1 - i] ?? 0));
  }
  return equalMask(difference, 0);
}

/** Adds to `sum` the bytes of `from` at `at`, where the mask is ones. */
function addMasked(sum: Uint8Array, from: Uint8Array, at: number, mask: number): void {
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) | ((from[at + i] ?? 0) & mask);
}

/** Ones when both have the same bytes. */
function sameMask(a: Uint8Array, b: Uint8Array): number {
  let difference = 0;
  for (let i = 0; i < a.length; i++) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return equalMask(difference, 0);
}
