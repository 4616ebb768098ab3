/**
 * Record protection of TLS 1.0 and SSL 3.0, apart from the rest so that only who asks for it gets it. Both versions are
 * broken by design (RFC 8996, RFC 7568): they are for talking to what can not be replaced.
 *
 * @packageDocumentation
 */
export { type ChainedCbcOptions, chainedCbcOpener, chainedCbcSealer } from './chained-cbc.js';
export { type SplitWay, splittingSealer } from './splitting.js';
