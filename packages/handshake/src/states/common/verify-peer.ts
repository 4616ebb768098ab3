import { type CryptoProvider, type PublicKey, TlsError } from '@proj/crypto';
import {
  Certificate,
  parseReferenceIdentity,
  type VerifiedChain,
  type VerifyOptions,
  verifyChain,
  X509Error,
} from '@proj/crypto/x509';
import type { CommonConfig, VerifyRequest } from '../../config.js';
import { revocationOf, verifyTransparency } from '../../status/verify.js';
import type { Handshake, Next } from '../state.js';

/** An `X509Error` as what the handshake reports for it, with the alert that the certificate earns (RFC 8446, 6.2). */
function certificateError(error: unknown): unknown {
  return error instanceof X509Error ? new TlsError(error.tlsCode, error.message, { cause: error }) : error;
}

function translated<T>(step: () => T): T {
  try {
    return step();
  } catch (error) {
    throw certificateError(error);
  }
}

/** Parses the certificates of a peer, or knows them again. Throws a `TlsError`, mostly `BAD_CERTIFICATE`. */
export function parsePeerChain(
  { certificateCache }: Pick<CommonConfig, 'certificateCache'>,
  chain: readonly Uint8Array[],
): Certificate[] {
  return translated(() =>
    chain.map((der) => (certificateCache ? certificateCache.parse(der) : Certificate.parse(der))),
  );
}

/**
 * The key of a peer's certificate, for checking its signatures. Throws as {@link peerKeyOf} does (RFC 8446, 4.4.2.2;
 * RFC 5246, 7.4.2).
 */
export function signingKeyOf(provider: CryptoProvider, leaf: Certificate): PublicKey {
  return peerKeyOf(provider, leaf, 'digitalSignature');
}

/**
 * The key of a peer's certificate. Throws `UNSUPPORTED_CERTIFICATE` for a key that the provider does not take, and for one
 * that may not be used so, whoever trusts it.
 */
export function peerKeyOf(
  provider: CryptoProvider,
  leaf: Certificate,
  usage: 'digitalSignature' | 'keyEncipherment',
): PublicKey {
  return translated(() => {
    if (leaf.keyUsage && !leaf.keyUsage.has(usage)) {
      throw new TlsError(
        'UNSUPPORTED_CERTIFICATE',
        `the peer's certificate has a key usage without ${usage}: its key is not for this handshake`,
      );
    }
    return leaf.publicKey(provider);
  });
}

/** What {@link verifyWithAnchors} goes by; all but the first two have the defaults of `verifyChain`. */
export type PeerVerification = Pick<CommonConfig, 'anchors' | 'provider'> &
  Partial<Pick<CommonConfig, 'revocation' | 'transparency'>> &
  Partial<Pick<VerifyOptions, 'budget' | 'cache' | 'policies' | 'profile' | 'purpose' | 'strength' | 'time'>>;

/**
 * The verification that is done without a hook, and that a hook may build on: a path to the configured anchors, for the
 * peer's purpose, the server's name, and what is asked of revocation and transparency. Throws an `X509Error`, or a
 * `TlsError` `UNKNOWN_CA` where there are no anchors.
 */
export function verifyWithAnchors(verification: PeerVerification, request: VerifyRequest): VerifiedChain {
  const { anchors, transparency, ...options } = verification;
  const { chain, keyUsage, peer, serverName, time } = request;
  const [leaf, ...intermediates] = chain;
  if (!anchors)
    throw new TlsError('UNKNOWN_CA', 'there is no one to trust: give the authorities that certify the peer');
  if (!leaf) throw new TlsError('NO_PEER_CERTIFICATE', 'the peer sent no certificate');
  const name = peer === 'server' && serverName !== undefined ? parseReferenceIdentity(serverName) : undefined;
  const revocation = revocationOf(options, request);
  const chosen = { time, purpose: peer, ...options, revocation, keyUsage: keyUsage && [keyUsage] };
  const verified = verifyChain({ ...chosen, leaf, intermediates, anchors, name });
  verifyTransparency({ provider: options.provider, transparency }, request, verified);
  return verified;
}

/** Verifies the peer's chain, by the hook or by the default, at once or after a pause, and notes the result. */
export function verifyPeer(handshake: Handshake, chain: readonly Certificate[], next: () => Next): Next {
  const { config, negotiated } = handshake;
  if (!config.peerCertificateTypes.includes('x509')) {
    throw new TlsError(
      'UNSUPPORTED_CERTIFICATE',
      'the peer showed an X.509 certificate, not a raw public key',
    );
  }
  negotiated.peerChain = chain;
  const request: VerifyRequest = {
    chain,
    peer: config.role === 'client' ? 'server' : 'client',
    serverName: config.role === 'client' ? config.serverName : undefined,
    time: config.now(),
    ocspResponses: negotiated.peerOcspResponses,
    timestamps: negotiated.peerTimestamps,
    ...(config.role === 'client' &&
      negotiated.suite?.keyExchange === 'rsa' && { keyUsage: 'keyEncipherment' }),
  };
  const hook =
    config.verifyChain ?? ((asked: VerifyRequest) => verifyWithAnchors(verificationOf(config), asked));
  return handshake.ask(
    'verify-chain',
    hook,
    request,
    (answer) => {
      negotiated.verifiedChain = answer === 'unverified' ? undefined : answer;
      return next();
    },
    certificateError,
  );
}

function verificationOf({ anchors, provider, revocation, transparency }: CommonConfig): PeerVerification {
  return { anchors, provider, revocation, transparency };
}
