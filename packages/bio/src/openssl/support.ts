import { type ProtocolVersion, TLS12, TLS13, TlsError } from '@proj/crypto';
import { tlsEntry } from '../ssl/error-queue.js';
import { queue } from './err.js';

/** 1, or 0 and an entry in the error queue that says what was wrong. */
export function attempt(run: () => void): number {
  try {
    run();
    return 1;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    queue.push(tlsEntry(new TlsError('INVALID_CONFIG', message, { cause: error })));
    return 0;
  }
}

/** A version as SSL_CTX_set_min_proto_version(3) takes it, 0 meaning none in particular. */
export function chosenVersion(version: number): ProtocolVersion | undefined {
  if (version === 0) return undefined;
  if (version === TLS12 || version === TLS13) return version;
  throw new RangeError(
    `version 0x${version.toString(16)} is not to be had: give TLS1_2_VERSION or TLS1_3_VERSION`,
  );
}
