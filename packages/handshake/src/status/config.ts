import { TlsError } from '@proj/crypto';
import type { RevocationOptions, TimestampPolicy, TransparencyLogs } from '@proj/crypto/x509';
import type { Credential, ReceivedClientHello } from '../config.js';
import type { Optional } from '../config-defaults.js';
import type { Hook } from '../decision.js';

/**
 * Whether the peer is asked for OCSP responses: not at all, for one about its own certificate (RFC 6066, 8), or for one
 * about each certificate of its chain, which TLS 1.2 has an extension of its own for (RFC 6961).
 */
export type StatusWish = 'none' | 'leaf' | 'chain';

/** What is asked of revocation; the response that the peer sends comes to it. */
export type PeerRevocation = Omit<RevocationOptions, 'stapled'>;

/** What is asked of certificate transparency (RFC 6962). */
export interface TransparencyConfig {
  /** The logs that are known. */
  readonly logs: TransparencyLogs;
  /** How many timestamps of how many logs the peer's certificate must have. */
  readonly policy: TimestampPolicy;
}

/** What the `selectStatus` hook is asked. */
export interface StatusSelection {
  /** The credential whose certificates go out. */
  readonly credential: Credential;
  /** Server only: the whole ClientHello. */
  readonly clientHello: ReceivedClientHello | undefined;
}

/** DER of an OCSP response for each certificate, leaf first; `undefined`, or a shorter list, where there is none. */
export type OcspResponses = readonly (Uint8Array | undefined)[];

/** What both roles are configured with for the status of certificates. */
export interface StatusConfig {
  /** Which OCSP responses to ask the peer for; default `leaf` where `revocation` asks for anything, else `none`. */
  readonly requestStatus: StatusWish;
  /** Whether to ask the peer for certificate timestamps (RFC 6962, 3.3.1); default: where `transparency` is given. */
  readonly requestTimestamps: boolean;
  /**
   * What the default verification asks of revocation. Default: nothing, and where `requestStatus` asks for a response, that
   * one that comes is right and says that the certificate is good.
   */
  readonly revocation: PeerRevocation | undefined;
  /** What the default verification asks of certificate transparency; default nothing. */
  readonly transparency: TransparencyConfig | undefined;
  /** Gives the responses to send when the peer asks for them; default those of the credential. */
  readonly selectStatus: Hook<StatusSelection, OcspResponses | undefined> | undefined;
}

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveStatus(options: Optional<StatusConfig>): StatusConfig {
  const { revocation, transparency, selectStatus } = options;
  const checks = revocation !== undefined && revocation.mode !== 'off';
  const { requestStatus = checks ? 'leaf' : 'none', requestTimestamps = transparency !== undefined } =
    options;
  if (!['none', 'leaf', 'chain'].includes(requestStatus)) {
    throw new TlsError('INVALID_CONFIG', `requestStatus is ${requestStatus}: give none, leaf or chain`);
  }
  return {
    requestStatus,
    requestTimestamps,
    // RFC 6066, 8: a response that was asked for and came must be checked.
    revocation: revocation ?? (requestStatus === 'none' ? undefined : { mode: 'soft' }),
    transparency,
    selectStatus,
  };
}
