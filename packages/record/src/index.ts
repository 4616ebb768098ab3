/**
 * The TLS record layer: framing, protection, sequence numbers and key changes, without I/O. Each direction of a
 * connection is a half of its own.
 *
 * @packageDocumentation
 */
export type { PaddingPolicy } from './fragmenter.js';
export { type ContentType, contentTypes, isContentType } from './header.js';
export * from './limits.js';
export type { OutputQueue } from './output-queue.js';
export { type CbcOptions, type CbcSealerOptions, cbcOpener, cbcSealer } from './protection/cbc.js';
export { nullOpener, nullSealer } from './protection/null.js';
export type { Opener, RecordInOpening, Sealer } from './protection/protection.js';
export { tls12AeadOpener, tls12AeadSealer } from './protection/tls12-aead.js';
export { tls13Opener, tls13Sealer } from './protection/tls13-aead.js';
export { MAX_AES_CCM_RECORDS, MAX_AES_GCM_RECORDS } from './protection/usage-limit.js';
export { type PlainRecord, ReadHalf } from './read-half.js';
export { WriteHalf } from './write-half.js';
