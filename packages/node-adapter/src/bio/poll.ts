import type { Pollable } from './pollable.js';

/** What to wait for, as with poll(2). */
export interface PollOptions {
  /** Wait until a read gets somewhere: bytes, the end, a connection to accept, or an error. */
  readonly read?: boolean;
  /** Wait until a write gets somewhere: connected and with room, or an error. */
  readonly write?: boolean;
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
 * Resolves when a wanted condition holds: the `select()` of SSL_do_handshake(3) for socket, connect and accept BIOs.
 * After SSL_ERROR_WANT_READ and SSL_ERROR_WANT_ACCEPT ask for `read`, after SSL_ERROR_WANT_WRITE and SSL_ERROR_WANT_CONNECT
 * for `write`; then repeat the call. Rejects only with the signal's reason.
 */
export function poll(bio: Pollable, options: PollOptions): Promise<PollResult> {
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
