/**
 * The TLS handshake: messages, extensions and state machines as a sans-I/O connection.
 *
 * @packageDocumentation
 */
export {
  type CertificateCompression,
  type CertificateCompressionConfig,
  certificateCompressionAlgorithms,
} from './certificate-compression.js';
export type { ChannelBindingType } from './channel-binding.js';
export * from './config.js';
export * from './config-defaults.js';
export { defaultCipherSuites, type VersionRange } from './config-preferences.js';
export { Connection } from './connection.js';
export type {
  CustomExtension,
  CustomExtensionConfig,
  CustomExtensionMessage,
} from './custom-extension.js';
export * from './decision.js';
export {
  type DelegatedKey,
  type DelegationConfig,
  type DelegationOptions,
  issueDelegatedCredential,
  maxDelegationLifetime,
} from './delegation.js';
export * from './extensions/index.js';
export { type Ja4Parts, ja3, ja3String, ja4, ja4Parts } from './fingerprint.js';
export { isGrease } from './grease.js';
export type { LegacySupport } from './legacy-support.js';
export type * from './observer.js';
export type * from './progress.js';
export {
  type CertificateTypeName,
  type PublicKeyRequest,
  type RawPublicKeyConfig,
  rawPublicKeyCredential,
} from './raw-public-key.js';
export type { MaxFragmentLength, RecordLimitConfig } from './record-limits.js';
export * from './renegotiation/config.js';
export type { RenegotiationKind } from './renegotiation/renegotiation.js';
export * from './resumption/index.js';
export { keySigner } from './signer.js';
export { type PeerVerification, verifyWithAnchors } from './states/common/verify-peer.js';
export type { Negotiated, RecordLimits } from './states/state.js';
export { type MessageName, type StateName, type StateRow, stateTable } from './states/table.js';
export type * from './status/config.js';
export * from './wire/index.js';
