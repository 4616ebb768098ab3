import { type GroupName, type KeyExchangeGroup, parsePublicKeyInfo, TlsError } from '@proj/crypto';
import { compare, missing, type Outcome, type Runner } from './outcome.ts';

/** A group, what Wycheproof calls its curve, and the bytes of a private key. */
interface Curve {
  readonly name: GroupName;
  readonly keyType?: string;
  readonly length: number;
}

const curves: Readonly<Record<string, Curve>> = {
  secp256r1: { name: 'secp256r1', keyType: 'p256', length: 32 },
  secp384r1: { name: 'secp384r1', keyType: 'p384', length: 48 },
  secp521r1: { name: 'secp521r1', keyType: 'p521', length: 66 },
  curve25519: { name: 'x25519', length: 32 },
  curve448: { name: 'x448', length: 56 },
};

/** Completes an exchange whose private key is what the random source gives. */
function exchange(
  group: KeyExchangeGroup,
  privateKey: Uint8Array,
  share: Uint8Array,
  expected: Uint8Array,
): Outcome {
  try {
    return compare(group.start(() => privateKey.slice()).finish(share), expected);
  } catch (error) {
    // A refusal is a BAD_KEY_SHARE; anything else is a fault of the provider.
    if (error instanceof TlsError && error.code === 'BAD_KEY_SHARE') return 'refused';
    throw error;
  }
}

/** A big-endian number of any length as `length` bytes. */
function fixedLength(number: Uint8Array, length: number): Uint8Array {
  const fixed = new Uint8Array(length);
  const significant = number.subarray(Math.max(0, number.length - length));
  fixed.set(significant, length - significant.length);
  return fixed;
}

/** `EcdhEcpointTest` and `XdhComp`: the peer's share as it stands on the wire. */
export const shareRunner: Runner = (subject, group, test) => {
  const curve = curves[group.text('curve')];
  const algorithm = curve && subject.provider.group(curve.name);
  if (!curve || !algorithm) return missing(subject, group.text('curve'));
  const privateKey = fixedLength(test.bytes('private'), curve.length);
  return exchange(algorithm, privateKey, test.bytes('public'), test.bytes('shared'));
};

/** `EcdhTest`: the peer's share in a SubjectPublicKeyInfo, which our own reader takes apart. */
export const subjectPublicKeyRunner: Runner = (subject, group, test) => {
  const curve = curves[group.text('curve')];
  const algorithm = curve && subject.provider.group(curve.name);
  if (!curve || !algorithm) return missing(subject, group.text('curve'));
  const share = pointOf(test.bytes('public'), curve);
  if (!share) return 'refused';
  return exchange(algorithm, fixedLength(test.bytes('private'), curve.length), share, test.bytes('shared'));
};

function pointOf(spki: Uint8Array, curve: Curve): Uint8Array | undefined {
  try {
    const { type, key } = parsePublicKeyInfo(spki);
    return type === curve.keyType ? key : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
