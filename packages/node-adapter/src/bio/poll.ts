import { Bio, type SslErrorCode, sslErrors } from '@proj/bio';
import { type Pollable, pollableOf } from './pollable.js';

const wantsRead: ReadonlySet<SslErrorCode> = new Set([sslErrors.WANT_READ, sslErrors.WANT_ACCEPT]);
const wantsWrite: ReadonlySet<SslErrorCode> = new Set([sslErrors.WANT_WRITE, sslErrors.WANT_CONNECT]);

/** What to wait for, as with poll(2). */
export interface PollOptions {
  /** Wait until a read gets somewhere: bytes, the end, a connection to accept, or an error. */
  readonly read?: boolean;
  /** Wait until a write gets somewhere: connected and with room, or an error. */
  readonly write?: boolean;
  /** What SSL_get_error(3) has answered: WANT_READ and WANT_ACCEPT are `read`, WANT_WRITE and WANT_CONNECT are `write`. */
  readonly want?: SslErrorCode;
  /** Ends the wait with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Milliseconds to wait at most; without it, for ever. */
  readonly timeout?: number;
}

/** What {@link poll} found. Both are false when the time was up. */
export interface PollResult {
  readonly readable: boolean;
  readonly writable: boolean;
}

/**
 * Resolves when a wanted condition holds: the `select()` of SSL_do_handshake(3) for socket, connect and accept BIOs, also at
 * the end of a chain. Then the call that had to wait is to be repeated. Rejects with the signal's reason, with a `RangeError`
 * for a `want` that no BIO can fulfil, and with a `TypeError` for a chain that has nothing to wait for.
 */
export async function poll(chain: Bio | Pollable, options: PollOptions): Promise<PollResult> {
  const bio = chain instanceof Bio ? pollableOf(chain) : chain;
  if (!bio) throw new TypeError(`this chain has no socket, nor anything else, to wait for`);
  const { want } = options;
  if (want !== undefined && !(wantsRead.has(want) || wantsWrite.has(want))) {
    throw new RangeError(`SSL_get_error() answered ${want}: that is not for a socket to fulfil`);
  }
  const read = options.read || (want !== undefined && wantsRead.has(want));
  const write = options.write || (want !== undefined && wantsWrite.has(want));
  return wait(bio, { ...options, read, write });
}

function wait(bio: Pollable, options: PollOptions): Promise<PollResult> {
  const { read = false, write = false, signal, timeout } = options;
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let cancel: (() => void) | undefined;
    const settle = (): void => {
      clearTimeout(timer);
      cancel?.();
      signal?.removeEventListener('abort', aborted);
    };
    const aborted = (): void => {
      settle();
      reject(signal?.reason);
    };
    const look = (timedOut: boolean): void => {
      const result = { readable: read && bio.isReadable, writable: write && bio.isWritable };
      if (result.readable || result.writable || timedOut) {
        settle();
        resolve(result);
      } else cancel = bio.onceChanged(() => look(false));
    };
    if (signal?.aborted) {
      aborted();
      return;
    }
    signal?.addEventListener('abort', aborted, { once: true });
    if (timeout !== undefined) timer = setTimeout(() => look(true), timeout);
    look(false);
  });
}
