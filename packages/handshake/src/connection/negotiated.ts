import type { Negotiated } from '../states/state.js';

const nothing = new Uint8Array(0);

/** What stands before anything is agreed on. */
export function nothingNegotiated(): Negotiated {
  return {
    version: undefined,
    suite: undefined,
    group: undefined,
    dhBits: undefined,
    helloRetryRequest: false,
    alpn: undefined,
    maxFragmentLength: undefined,
    recordSizeLimits: undefined,
    serverName: undefined,
    peerSignatureScheme: undefined,
    signatureScheme: undefined,
    peerSignatureSchemes: [],
    peerAuthorities: [],
    peerChain: [],
    verifiedChain: undefined,
    peerOcspResponses: [],
    peerTimestamps: [],
    peerDelegation: undefined,
    localChain: [],
    clientRandom: nothing,
    serverRandom: nothing,
    sessionId: nothing,
    extendedMasterSecret: false,
    encryptThenMac: false,
    secureRenegotiation: false,
    clientVerifyData: nothing,
    serverVerifyData: nothing,
    certificateRequested: false,
    postHandshakeAuth: false,
    localCertificateType: 'x509',
    peerCertificateType: 'x509',
    peerPublicKey: undefined,
    session: undefined,
    pskIdentity: undefined,
    ticketPromised: false,
    pskModes: [],
    earlyData: 'none',
  };
}

/**
 * Forgets what the handshake before agreed on, but for what binds the next one to it (RFC 5746, 3.1) and for whom the
 * peer is, which stands until it shows itself again.
 */
export function forgetNegotiated(negotiated: Negotiated): void {
  const { version, suite, peerChain, verifiedChain } = negotiated;
  const { secureRenegotiation, clientVerifyData, serverVerifyData } = negotiated;
  const kept = { version, suite, peerChain, verifiedChain };
  const bound = { secureRenegotiation, clientVerifyData, serverVerifyData };
  Object.assign(negotiated, nothingNegotiated(), kept, bound);
}
