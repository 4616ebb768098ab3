import { TlsError } from '@proj/crypto';
import { requireIdentity, type VerifiedChain, X509Error } from '@proj/crypto/x509';
import {
  type Hook,
  later,
  type PeerRevocation,
  type VerifyAnswer,
  type VerifyRequest,
  verifyWithAnchors,
} from '@proj/handshake';
import { wants } from './get-error.js';
import { asking, type HookHost } from './hooks.js';
import { verifyModes } from './options.js';
import type { Ssl } from './ssl.js';
import { requiredIdentities } from './verify-parameters.js';

/** X509_V_OK, and what is reported for a failure that is no `X509Error`. */
export const verifyOk = 0;
export const verifyUnspecified = 1;
const verifyNoAnchors = 20;

/** Connections whose verify callback wants to be asked again, by a call of its own. */
const retried = new WeakSet<Ssl>();

/** SSL_set_retry_verify(3), called by a verify callback: what it returns does not count, it is asked again. */
export function retryVerify(ssl: Ssl): void {
  retried.add(ssl);
}

/** Verifies the peer's chain as the settings say. */
export function verifyHook(host: HookHost): Hook<VerifyRequest, VerifyAnswer> {
  return (request, decision) => {
    const outcome = verify(host, request);
    const { verifyCallback } = host.ssl;
    host.noteVerification(outcome.code);
    if (!verifyCallback) return concluded(host, outcome);
    return asking(
      host,
      () => wants.RETRY_VERIFY,
      decision,
      () => {
        const { chain } = request;
        const { code, error, verified } = outcome;
        const answer = verifyCallback({ ok: verified !== undefined, code, error, chain, verified }, host.ssl);
        if (retried.delete(host.ssl) || answer === 'retry') return later;
        if (answer) return verified ?? 'unverified';
        return concluded(host, { ...outcome, verified: undefined });
      },
    );
  };
}

interface Outcome {
  readonly verified: VerifiedChain | undefined;
  readonly error: unknown;
  readonly code: number;
}

function verify(host: HookHost, request: VerifyRequest): Outcome {
  try {
    return { verified: verified(host, request), error: undefined, code: verifyOk };
  } catch (error) {
    if (error instanceof X509Error) return { verified: undefined, error, code: error.opensslCode };
    const code =
      error instanceof TlsError && error.code === 'UNKNOWN_CA' ? verifyNoAnchors : verifyUnspecified;
    return { verified: undefined, error, code };
  }
}

function verified({ ssl, verificationCache: cache }: HookHost, request: VerifyRequest): VerifiedChain {
  const { anchors, provider, verification } = ssl;
  const { depth, policies, profile, purpose = request.peer, strength, transparency } = verification;
  const chain = verifyWithAnchors(
    {
      ...{ anchors, cache, policies, profile, provider, purpose, strength, transparency },
      revocation: revocationFor(ssl),
      budget: depth === undefined ? undefined : { maxIntermediates: depth },
      time: verification.time ?? request.time,
    },
    // Whom it must name is looked at below: there may be more than one name.
    { ...request, serverName: undefined },
  );
  for (const identities of expectedIdentities(ssl, request.peer))
    requireIdentity(chain, identities, verification.commonName);
  checkStatus(ssl, request);
  return chain;
}

/** A response that was asked for and came must be checked (RFC 6066, 8), whatever else is asked of revocation. */
function revocationFor({ requestStatus = 'none', verification }: Ssl): PeerRevocation | undefined {
  const { revocation } = verification;
  if ((revocation && revocation.mode !== 'off') || requestStatus === 'none') return revocation;
  return { ...revocation, mode: 'soft' };
}

/** Whom a peer must be; only a server has a name by default. */
function expectedIdentities(ssl: Ssl, peer: 'client' | 'server') {
  return requiredIdentities(ssl.verification, peer === 'server' ? ssl.serverName : undefined);
}

/** SSL_CTX_set_tlsext_status_cb(3) on a client: the last word on the stapled response. */
function checkStatus(ssl: Ssl, { peer }: VerifyRequest): void {
  const { statusCallback } = ssl;
  if (peer !== 'server' || !statusCallback || statusCallback(ssl)) return;
  throw new TlsError('BAD_CERTIFICATE_STATUS', 'the status callback refused the stapled OCSP response');
}

/** Without `PEER` a chain that does not hold is let pass, and the result is there for who asks for it. */
function concluded(host: HookHost, { verified, error }: Outcome): VerifyAnswer {
  if (verified) return verified;
  if ((effectiveVerifyMode(host.ssl, host.role) & verifyModes.PEER) === 0) return 'unverified';
  throw error ?? new TlsError('CERTIFICATE_UNKNOWN', 'the verify callback refused the certificate');
}

/** Whether a server asks its client for a certificate, after so many requests. */
export function asksForCertificate(verifyMode: number, requests: number): boolean {
  const again = requests === 0 || (verifyMode & verifyModes.CLIENT_ONCE) === 0;
  return (verifyMode & verifyModes.PEER) !== 0 && again;
}

/** The verify mode, or its default for the role. */
export function effectiveVerifyMode(ssl: Ssl, role: 'client' | 'server'): number {
  return ssl.verifyMode ?? (role === 'client' ? verifyModes.PEER : verifyModes.NONE);
}
