export * from './alerts.js';
export * from './cipher-suites.js';
export * from './groups.js';
export { ffdheParameters } from './safe-primes.js';
export * from './signature-schemes.js';
export * from './versions.js';
