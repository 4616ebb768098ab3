import type { Connection } from '@proj/handshake';
import type { AsyncJobs } from './async-jobs.js';
import type { ErrorQueue } from './error-queue.js';
import type { Watch } from './info.js';

/** What an engine is told by the object that it works for. */
export interface EngineHost {
  readonly errors: ErrorQueue;
  readonly watch: Watch;
  readonly readAhead: boolean;
  /** Where calls get their jobs from (SSL_MODE_ASYNC). */
  readonly jobs: AsyncJobs | undefined;
  /** Bits of `sslOptions`: those about renegotiations count whenever they are set. */
  readonly options: bigint;
  /** Whether the end of the transport counts as close_notify. */
  readonly ignoreUnexpectedEof: boolean;
  /** Whether a call goes on by itself where it could return to its caller (SSL_MODE_AUTO_RETRY). */
  readonly autoRetry: boolean;
  /** The connection's configuration; throws a `TlsError`. */
  connect(): Connection;
}
