/**
 * Cryptography for TLS: providers, key schedules and X.509, without I/O.
 *
 * @packageDocumentation
 */
export {};
