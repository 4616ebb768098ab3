/**
 * TLS 1.1, TLS 1.0 and SSL 3.0, RSA key exchange and Triple DES, apart from the rest so that only who asks for them gets
 * them. All of it is broken or about to be (RFC 8996, RFC 7568, RFC 9325): it is for talking to what can not be replaced.
 *
 * @packageDocumentation
 */
export { type LegacyOptions, legacyVersions } from './versions.js';
