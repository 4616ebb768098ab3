import { TLS13, TlsError } from '@proj/crypto';
import type { RenegotiationConfig } from '@proj/handshake';
import type { Engine } from './engine.js';
import { type ErrorQueue, sslEntry, tlsEntry } from './error-queue.js';
import { sslOptions } from './options.js';

/** What asking for a renegotiation needs beside the engine. */
export interface RenegotiationHost {
  readonly engine: Engine;
  readonly errors: ErrorQueue;
  /** Bits of `sslOptions`. */
  readonly options: bigint;
}

/** What the options say about renegotiations. */
export function renegotiationConfig(
  options: bigint,
): Omit<RenegotiationConfig, 'maxFromPeer' | 'maxFromPeerAtOnce' | 'resumeOnRequest'> {
  const has = (bit: bigint): boolean => (options & bit) !== 0n;
  return {
    refuse: has(sslOptions.NO_RENEGOTIATION),
    allowClientRenegotiation: has(sslOptions.ALLOW_CLIENT_RENEGOTIATION),
    allowUnsafeLegacy: has(sslOptions.ALLOW_UNSAFE_LEGACY_RENEGOTIATION),
    allowResumption: !has(sslOptions.NO_SESSION_RESUMPTION_ON_RENEGOTIATION),
  };
}

/** SSL_renegotiate(3): 1 when the next call is to begin it, or 0, and the error queue says why not. Does no I/O. */
export function renegotiate({ engine, errors, options }: RenegotiationHost, abbreviated: boolean): number {
  const { connection } = engine;
  if (connection?.negotiated.version === TLS13) {
    errors.push(sslEntry('WRONG_SSL_VERSION'));
    return 0;
  }
  if ((options & sslOptions.NO_RENEGOTIATION) !== 0n) {
    errors.push(sslEntry('NO_RENEGOTIATION'));
    return 0;
  }
  if (!connection) {
    errors.push(sslEntry('STILL_IN_INIT'));
    return 0;
  }
  try {
    connection.renegotiate({ abbreviated });
  } catch (error) {
    if (!(error instanceof TlsError)) throw error;
    errors.push(tlsEntry(error));
    return 0;
  }
  engine.renegotiationOwed = true;
  return 1;
}
