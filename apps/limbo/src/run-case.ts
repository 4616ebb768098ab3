import { type CryptoProvider, decodePem } from '@proj/crypto';
import { nobleProvider } from '@proj/crypto/noble';
import {
  type Certificate,
  CertificateRevocationList,
  certificatesFromPem,
  type KeyUsageName,
  matchIdentity,
  type Profile,
  parseReferenceIdentity,
  type ReferenceIdentity,
  TrustAnchors,
  type VerifyOptions,
  verifyChain,
  X509Error,
} from '@proj/crypto/x509';

interface LimboName {
  readonly kind: 'DNS' | 'IP' | 'RFC822';
  readonly value: string;
}

/** One case of x509-limbo, as far as it is used here. */
export interface LimboCase {
  readonly id: string;
  readonly description: string;
  readonly features: readonly string[];
  readonly validation_kind: 'SERVER' | 'CLIENT';
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly key_usage: readonly KeyUsageName[];
  readonly validation_time: string | null;
  readonly expected_result: 'SUCCESS' | 'FAILURE';
  readonly expected_peer_name: LimboName | null;
  readonly expected_peer_names: readonly LimboName[];
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
}

/** What a harness says of a case. */
export interface LimboResult {
  readonly result: 'SUCCESS' | 'FAILURE' | 'SKIPPED';
  readonly context: string;
}

/** The web's rules, unless the case says that RFC 5280's are others. */
function profileOf({ features }: LimboCase): Profile {
  return features.includes('rfc5280-incompatible-with-webpki') ? 'rfc5280' : 'webpki';
}

/** Runs one case. */
export function runLimboCase(limbo: LimboCase, provider: CryptoProvider = nobleProvider): LimboResult {
  try {
    verifyCase(limbo, provider);
    return { result: 'SUCCESS', context: '' };
  } catch (error) {
    if (!(error instanceof X509Error)) throw error;
    return { result: 'FAILURE', context: `${error.code}: ${error.message}` };
  }
}

function verifyCase(limbo: LimboCase, provider: CryptoProvider): void {
  const leaf = onlyCertificate(limbo.peer_certificate);
  const identities = limbo.expected_peer_names.map(identityOf);
  const options: VerifyOptions = {
    provider,
    leaf,
    intermediates: limbo.untrusted_intermediates.flatMap(certificatesFromPem),
    anchors: TrustAnchors.fromCertificates(limbo.trusted_certs.flatMap(certificatesFromPem)),
    time: limbo.validation_time === null ? Date.now() : Date.parse(limbo.validation_time),
    purpose: limbo.validation_kind === 'SERVER' ? 'server' : 'client',
    profile: profileOf(limbo),
    keyUsage: limbo.key_usage,
    explicitPurpose: limbo.features.includes('pedantic-webpki-eku'),
    name: limbo.expected_peer_name ? identityOf(limbo.expected_peer_name) : undefined,
    revocation: limbo.crls.length > 0 ? { mode: 'hard', crls: limbo.crls.flatMap(listsOf) } : undefined,
    budget: limbo.max_chain_depth === null ? {} : { maxIntermediates: limbo.max_chain_depth },
  };
  verifyChain(options);
  for (const identity of identities) {
    if (!matchIdentity(leaf, identity))
      throw new X509Error('EMAIL_MISMATCH', 'a name of the case is not there');
  }
}

function listsOf(pem: string): CertificateRevocationList[] {
  return decodePem(pem, 'X509 CRL').map(({ bytes }) => CertificateRevocationList.parse(bytes));
}

function onlyCertificate(pem: string): Certificate {
  const [certificate] = certificatesFromPem(pem);
  if (!certificate) throw new RangeError('a case without certificate');
  return certificate;
}

function identityOf({ kind, value }: LimboName): ReferenceIdentity {
  return kind === 'RFC822' ? { kind: 'email', address: value } : parseReferenceIdentity(value);
}
