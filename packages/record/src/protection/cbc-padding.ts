/**
 * Pads with one to `blockLength` bytes to whole blocks, each holding how many there are beside the last one (RFC 5246,
 * 6.2.3.2): the least padding there is. Returns where it ends.
 *
 * @param from - Where in `out` the blocks begin.
 * @param at - Where the padding begins.
 */
export function writeCbcPadding(out: Uint8Array, from: number, at: number, blockLength: number): number {
  const length = blockLength - ((at - from) % blockLength);
  out.fill(length - 1, at, at + length);
  return at + length;
}

/**
 * How long the content is without its padding, or `undefined` when the padding is wrong. It branches on what it reads:
 * only for what has been authenticated.
 */
export function unpaddedLength(blocks: Uint8Array): number | undefined {
  const padding = blocks[blocks.length - 1] ?? 0;
  const length = blocks.length - 1 - padding;
  if (length < 0) return undefined;
  for (let i = length; i < blocks.length; i++) if (blocks[i] !== padding) return undefined;
  return length;
}
