import type { Bio } from '../bio/bio.js';

/** What SSL_get_error(3) answers. */
export const sslErrors = {
  NONE: 0,
  SSL: 1,
  WANT_READ: 2,
  WANT_WRITE: 3,
  WANT_X509_LOOKUP: 4,
  SYSCALL: 5,
  ZERO_RETURN: 6,
  WANT_CONNECT: 7,
  WANT_ACCEPT: 8,
  WANT_ASYNC: 9,
  WANT_ASYNC_JOB: 10,
  WANT_CLIENT_HELLO_CB: 11,
  WANT_RETRY_VERIFY: 12,
} as const;

/** The name of an answer of SSL_get_error(3). */
export type SslErrorName = keyof typeof sslErrors;

/** An answer of SSL_get_error(3). */
export type SslErrorCode = (typeof sslErrors)[SslErrorName];

/** What SSL_want(3) answers: why the last call stopped. */
export const wants = {
  NOTHING: 1,
  WRITING: 2,
  READING: 3,
  X509_LOOKUP: 4,
  ASYNC_PAUSED: 5,
  ASYNC_NO_JOBS: 6,
  CLIENT_HELLO_CB: 7,
  RETRY_VERIFY: 8,
} as const;

/** An answer of SSL_want(3). */
export type Want = (typeof wants)[keyof typeof wants];

/** What a connection remembers of its last call, and what decides SSL_get_error(3). */
export interface CallState {
  /** Whether it failed for good, and where: in the protocol, or below it. */
  readonly errorState: 'none' | 'ssl' | 'syscall';
  readonly want: Want;
  readonly readBio: Bio | undefined;
  readonly writeBio: Bio | undefined;
  /** close_notify came. */
  readonly peerClosed: boolean;
}

/** SSL_get_error(3): per connection, so that nothing left behind elsewhere changes it. */
export function getError(ret: number, call: CallState): SslErrorCode {
  if (ret > 0) return sslErrors.NONE;
  if (call.errorState === 'ssl') return sslErrors.SSL;
  if (call.errorState === 'syscall') return sslErrors.SYSCALL;
  switch (call.want) {
    case wants.READING:
      return waitingFor(call.readBio);
    case wants.WRITING:
      return waitingFor(call.writeBio);
    case wants.X509_LOOKUP:
      return sslErrors.WANT_X509_LOOKUP;
    case wants.RETRY_VERIFY:
      return sslErrors.WANT_RETRY_VERIFY;
    case wants.ASYNC_PAUSED:
      return sslErrors.WANT_ASYNC;
    case wants.ASYNC_NO_JOBS:
      return sslErrors.WANT_ASYNC_JOB;
    case wants.CLIENT_HELLO_CB:
      return sslErrors.WANT_CLIENT_HELLO_CB;
    default:
      return call.peerClosed ? sslErrors.ZERO_RETURN : sslErrors.SYSCALL;
  }
}

/** What a BIO that stopped us waits for: mostly, but not always, what we wanted of it. */
function waitingFor(bio: Bio | undefined): SslErrorCode {
  if (!bio?.shouldRetry) return sslErrors.SYSCALL;
  if (bio.shouldRead) return sslErrors.WANT_READ;
  if (bio.shouldWrite) return sslErrors.WANT_WRITE;
  const { retryReason } = bio.retryBio;
  if (retryReason === 'connect') return sslErrors.WANT_CONNECT;
  if (retryReason === 'accept') return sslErrors.WANT_ACCEPT;
  return sslErrors.SYSCALL;
}
