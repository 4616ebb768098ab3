export * from './alerts.js';
export type {
  CipherSuite,
  SuiteAuthentication,
  SuiteKeyExchange,
  SuiteProtection,
} from './cipher-suite.js';
export * from './cipher-suites.js';
export * from './groups.js';
export { impliedSignatureScheme, ssl3ProofScheme } from './implied-signature-schemes.js';
export { legacyCipherSuites } from './legacy-cipher-suites.js';
export { pskCipherSuites } from './psk-cipher-suites.js';
export { ffdheParameters } from './safe-primes.js';
export * from './signature-schemes.js';
export * from './versions.js';
