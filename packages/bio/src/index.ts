/**
 * BIOs and the SSL object: SSL_do_handshake() and its family, in TypeScript.
 *
 * @packageDocumentation
 */
export { Bio, type BioCallback, type BioOperation, type RetryReason } from './bio/bio.js';
export { BioError, type BioErrorCode } from './bio/bio-error.js';
export { BufferBio, defaultBufferSize } from './bio/buffer.js';
export {
  type DatagramAddress,
  DatagramBio,
  type DatagramMessage,
  datagramCaps,
} from './bio/datagram.js';
export { DatagramMemoryBio } from './bio/datagram-memory.js';
export { createDatagramPair, DatagramPairBio } from './bio/datagram-pair.js';
export { debugCallback } from './bio/debug-callback.js';
export { getLine } from './bio/lines.js';
export { MemoryBio } from './bio/memory.js';
export { createBioPair, defaultPairSize, PairBio } from './bio/pair.js';
export { SslBio } from './bio/ssl-filter.js';
export { type ChooseSize, StutterBio } from './bio/stutter.js';
export { AsyncJobs } from './ssl/async-jobs.js';
export type * from './ssl/callbacks.js';
export { CredentialSet, type PemOrDer } from './ssl/credential-set.js';
export {
  type EarlyDataStatus,
  type EarlyRead,
  type EarlyWrite,
  earlyDataReads,
  earlyDataStatuses,
} from './ssl/early-data.js';
export {
  bioEntry,
  type ErrorEntry,
  ErrorQueue,
  errorString,
  reasonString,
  unpack,
} from './ssl/error-queue.js';
export {
  type SslErrorCode,
  type SslErrorName,
  sslErrors,
  type Want,
  wants,
} from './ssl/get-error.js';
export { infoEvents } from './ssl/info.js';
export {
  keyUpdateTypes,
  sessionCacheModes,
  shutdownBits,
  sslModes,
  sslOptions,
  verifyModes,
} from './ssl/options.js';
export { SslQueries } from './ssl/queries.js';
export { SslSettings } from './ssl/settings.js';
export { Ssl } from './ssl/ssl.js';
export { SslContext, type SslContextOptions } from './ssl/ssl-context.js';
export type { HandshakeState } from './ssl/state-strings.js';
export { VerifyParameters } from './ssl/verify-parameters.js';
