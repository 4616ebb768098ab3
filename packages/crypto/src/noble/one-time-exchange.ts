import { wipe } from '../bytes/bytes.js';
import { TlsError } from '../errors.js';
import type { KeyExchange } from '../provider.js';

/**
 * An exchange that hands its private half to `complete` once, and wipes it whether or not that throws.
 *
 * @param share the bytes for the peer.
 * @param privateKey wiped by `finish`.
 * @param complete makes the secret of both halves.
 */
export function oneTimeExchange(
  share: Uint8Array,
  privateKey: Uint8Array,
  complete: (privateKey: Uint8Array, peerShare: Uint8Array) => Uint8Array,
): KeyExchange {
  let used = false;
  return {
    share,
    finish: (peerShare) => {
      if (used) throw new TlsError('INTERNAL_ERROR', 'this key exchange was finished before; start another');
      used = true;
      try {
        return complete(privateKey, peerShare);
      } finally {
        wipe(privateKey);
      }
    },
  };
}
