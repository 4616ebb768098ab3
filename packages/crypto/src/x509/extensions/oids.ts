/** Object identifiers of the extensions that are read (RFC 5280, 4.2; RFC 7633). */
export const extensionIds = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  certificatePolicies: '2.5.29.32',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extendedKeyUsage: '2.5.29.37',
  inhibitAnyPolicy: '2.5.29.54',
  authorityInformationAccess: '1.3.6.1.5.5.7.1.1',
  crlDistributionPoints: '2.5.29.31',
  freshestCrl: '2.5.29.46',
  /** Of revocation lists and their entries (RFC 5280, 5.2, 5.3). */
  crlNumber: '2.5.29.20',
  reasonCode: '2.5.29.21',
  invalidityDate: '2.5.29.24',
  deltaCrlIndicator: '2.5.29.27',
  issuingDistributionPoint: '2.5.29.28',
  certificateIssuer: '2.5.29.29',
  /** Of OCSP (RFC 6960, 4.4.1). */
  ocspNonce: '1.3.6.1.5.5.7.48.1.2',
  /** Signed certificate timestamps (RFC 6962, 3.3). */
  embeddedTimestamps: '1.3.6.1.4.1.11129.2.4.2',
  precertificatePoison: '1.3.6.1.4.1.11129.2.4.3',
  ocspTimestamps: '1.3.6.1.4.1.11129.2.4.5',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
} as const;

/** Purposes in an extended key usage (RFC 5280, 4.2.1.12). */
export const purposeIds = {
  any: '2.5.29.37.0',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  /** Netscape's and Microsoft's server-gated cryptography: old authorities said "server" with these. */
  netscapeServerGated: '2.16.840.1.113730.4.1',
  microsoftServerGated: '1.3.6.1.4.1.311.10.3.3',
} as const;
