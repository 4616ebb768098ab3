import { type ProtocolVersion, SSL30, TLS10, TLS11, TLS12, TLS13, TlsError, versionName } from '@proj/crypto';
import { tlsEntry } from '../ssl/error-queue.js';
import type { SslSettings } from '../ssl/settings.js';
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
export function chosenVersion(version: number, { legacy }: SslSettings): ProtocolVersion | undefined {
  if (version === 0) return undefined;
  if (version === TLS12 || version === TLS13) return version;
  const olds: readonly ProtocolVersion[] = [SSL30, TLS10, TLS11];
  const old = olds.find((one) => one === version);
  if (old !== undefined && legacy) return old;
  throw new RangeError(
    old === undefined
      ? `version 0x${version.toString(16)} is not to be had: give TLS1_2_VERSION or TLS1_3_VERSION`
      : `${versionName(old)} is broken: if it has to be, call SSL_CTX_enable_legacy of @proj/bio/legacy first`,
  );
}
