import { bytesToHex, hexToBytes } from '@noble/curves/utils.js';

/** The number that big-endian bytes write; 0 for none. */
export function toNumber(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytesToHex(bytes)}`);
}

/** A number below 2^(8 × length) as exactly `length` big-endian bytes. */
export function toBytes(value: bigint, length: number): Uint8Array {
  // A bit above the highest makes every conversion equally long, however many leading zeros a secret has.
  const guarded = value + (1n << BigInt(8 * length));
  return hexToBytes(guarded.toString(16).slice(1));
}
