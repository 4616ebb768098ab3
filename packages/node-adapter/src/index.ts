/**
 * TLS for Node.js: socket BIOs, the node:crypto provider and tls-compatible sockets.
 *
 * @packageDocumentation
 */
export { AcceptBio } from './bio/accept-bio.js';
export { BlockingListener } from './bio/blocking-listener.js';
export { type BlockingOptions, BlockingSocketBio } from './bio/blocking-socket-bio.js';
export { ConnectBio } from './bio/connect-bio.js';
export type { Address, Endpoint } from './bio/endpoint.js';
export { FdBio, type FdBioOptions } from './bio/fd-bio.js';
export { type PollOptions, type PollResult, poll } from './bio/poll.js';
export type { Pollable } from './bio/pollable.js';
export { SocketBio, type SocketBioOptions } from './bio/socket-bio.js';
export { nodeCertificateCompression } from './compression/codecs.js';
export { nodeProvider } from './provider/provider.js';
export {
  type RevocationEvidence,
  RevocationFetcher,
  type RevocationFetcherOptions,
} from './revocation/fetcher.js';
export { type OnlineRevocation, revocationHook, verifyChainOnline } from './revocation/verify-online.js';
export type { TrustSource } from './trust/collector.js';
export { bundledTrust, type SystemTrustOptions, systemTrust, type Trust } from './trust/system-trust.js';
