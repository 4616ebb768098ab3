/**
 * Whether a code point is one that clients send so that servers do not forget to ignore what they do not know (RFC 8701, 2):
 * of suites, groups, extensions, versions and schemes.
 */
export function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff);
}

/** The code point of a byte's low four bits: `0x0a0a`, `0x1a1a` and so on. */
export function greaseValue(seed: number): number {
  const byte = ((seed & 0x0f) << 4) | 0x0a;
  return (byte << 8) | byte;
}
