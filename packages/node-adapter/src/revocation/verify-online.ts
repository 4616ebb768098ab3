import {
  type OcspResponse,
  parseReferenceIdentity,
  type RevocationMode,
  type VerifiedChain,
  type VerifyOptions,
  verifyChain,
} from '@proj/crypto/x509';
import { type Hook, later, type VerifyAnswer, type VerifyRequest } from '@proj/handshake';
import type { RevocationFetcher } from './fetcher.js';

/** How revocation is looked up. */
export interface OnlineRevocation {
  readonly fetcher: RevocationFetcher;
  readonly mode: RevocationMode;
  /** Default `path`. */
  readonly scope?: 'leaf' | 'path';
  /** What the server stapled. */
  readonly stapled?: OcspResponse;
}

/**
 * Verifies a chain, asks the servers that its certificates name whether one of them was revoked, and verifies it again
 * with what they say. Rejects with an `X509Error`.
 */
export async function verifyChainOnline(
  options: Omit<VerifyOptions, 'revocation'>,
  online: OnlineRevocation,
): Promise<VerifiedChain> {
  const chain = verifyChain(options);
  const { fetcher, ...settings } = online;
  if (online.mode === 'off') return chain;
  return verifyChain({ ...options, revocation: { ...settings, ...(await fetcher.fetch(chain)) } });
}

/** A `verifyChain` hook for configurations: the handshake waits while revocation is looked up. */
export function revocationHook(
  options: Pick<VerifyOptions, 'provider' | 'anchors'>,
  online: OnlineRevocation,
): Hook<VerifyRequest, VerifyAnswer> {
  return ({ chain, peer, serverName, time }, decision) => {
    const [leaf, ...intermediates] = chain;
    if (!leaf) throw new RangeError('the peer sent no certificate');
    const name =
      peer === 'server' && serverName !== undefined ? parseReferenceIdentity(serverName) : undefined;
    const asked = { ...options, leaf, intermediates, time, purpose: peer, name };
    verifyChainOnline(asked, online).then(
      (verified) => decision.complete(verified),
      (error: unknown) => decision.fail(error),
    );
    return later;
  };
}
