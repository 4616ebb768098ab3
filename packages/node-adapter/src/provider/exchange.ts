import { type KeyExchange, type KeyExchangeMethod, TlsError } from '@proj/crypto';
import { systemRandom } from '@proj/crypto/noble';

/** The error for a peer's share that can not be used (RFC 8446, 4.2.8 and 7.4.2). */
export function badKeyShare(name: string, problem: string, cause?: unknown): TlsError {
  return new TlsError('BAD_KEY_SHARE', `the peer's ${name} key share ${problem}`, { cause });
}

/** Throws unless a share has the length its group asks for. */
export function requireShareLength(name: string, share: Uint8Array, length: number): void {
  if (share.length !== length) throw badKeyShare(name, `has ${share.length} bytes, not ${length}`);
}

/** An exchange that lets go of its private half when it is finished, which can be done once. */
export function oneTimeExchange<PrivateHalf>(
  share: Uint8Array,
  privateHalf: PrivateHalf,
  complete: (privateHalf: PrivateHalf, peerShare: Uint8Array) => Uint8Array,
): KeyExchange {
  let held: { readonly privateHalf: PrivateHalf } | undefined = { privateHalf };
  return {
    share,
    finish: (peerShare) => {
      if (!held) throw new TlsError('INTERNAL_ERROR', 'this key exchange was finished before; start another');
      const { privateHalf: half } = held;
      held = undefined;
      return complete(half, peerShare);
    },
  };
}

/**
 * The native way where this platform has the algorithm, else the portable one. Which it is shows at the first use, so
 * that nothing is tried when the program starts.
 */
export function nativeOr(native: KeyExchangeMethod, portable: KeyExchangeMethod): KeyExchangeMethod {
  let chosen: KeyExchangeMethod | undefined;
  const method = (): KeyExchangeMethod => {
    chosen ??= works(native) ? native : portable;
    return chosen;
  };
  return {
    start: (random) => method().start(random),
    respond: (peerShare, random) => method().respond(peerShare, random),
  };
}

function works(method: KeyExchangeMethod): boolean {
  try {
    method.start(systemRandom);
    return true;
  } catch {
    return false;
  }
}
