/**
 * The key schedules of TLS 1.1 and below, apart from the rest so that only who asks for them gets them.
 *
 * @packageDocumentation
 */
export { legacyPrf } from './legacy-prf.js';
export { type Ssl3Transcript, ssl3CertificateVerifyHash, ssl3Prf, ssl3VerifyData } from './ssl3.js';
