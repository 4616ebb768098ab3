import { legacyVersions } from '@proj/handshake/legacy';

const legacy = legacyVersions();
const cipherSuites = ['ECDHE-ECDSA-AES128-SHA', 'ECDHE-RSA-AES128-SHA'];

/** The versions that can renegotiate, each with what a configuration needs to speak it alone. */
export const renegotiatingVersions = [
  ['TLS 1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
  ['TLS 1.1', { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', cipherSuites, legacy }],
  ['TLS 1.0', { minVersion: 'TLSv1', maxVersion: 'TLSv1', cipherSuites, legacy }],
] as const;
