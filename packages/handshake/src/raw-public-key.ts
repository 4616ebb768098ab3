import { TlsError } from '@proj/crypto';
import type { Credential, Signer } from './config.js';
import type { Optional } from './config-defaults.js';
import type { Hook } from './decision.js';

/** What stands in a Certificate message (RFC 7250): an X.509 chain, or a key alone. */
export type CertificateTypeName = 'x509' | 'rawPublicKey';

/** What the `verifyPublicKey` hook is asked. */
export interface PublicKeyRequest {
  /** The peer's SubjectPublicKeyInfo, DER. */
  readonly spki: Uint8Array;
  /** `server` when we are the client. */
  readonly peer: 'server' | 'client';
  /** The name that the client asked for, where it did. */
  readonly serverName: string | undefined;
}

/** What both roles are configured with for raw public keys (RFC 7250). */
export interface RawPublicKeyConfig {
  /** What the peer may show, in order of preference; default X.509 alone. */
  readonly peerCertificateTypes: readonly CertificateTypeName[];
  /** Tells whether this is the key of the peer: nothing in a bare key does. Throws to refuse with a reason. */
  readonly verifyPublicKey: Hook<PublicKeyRequest, boolean> | undefined;
}

/** A credential that shows the signer's key without a certificate. Throws a `TlsError` `INVALID_CONFIG`. */
export function rawPublicKeyCredential(signer: Signer): Credential {
  const { spki } = signer;
  if (spki) return { chain: [], rawPublicKey: spki, signer };
  throw new TlsError('INVALID_CONFIG', "a raw public key is the signer's spki, which this signer lacks");
}

/** This part of the configuration. Throws a `TlsError` `INVALID_CONFIG`. */
export function resolveRawPublicKeys(options: Optional<RawPublicKeyConfig>): RawPublicKeyConfig {
  const { peerCertificateTypes = ['x509'], verifyPublicKey } = options;
  if (peerCertificateTypes.length === 0) {
    throw new TlsError('INVALID_CONFIG', 'peerCertificateTypes is empty: name x509, rawPublicKey or both');
  }
  if (peerCertificateTypes.includes('rawPublicKey') && !verifyPublicKey) {
    throw new TlsError('INVALID_CONFIG', 'raw public keys need a verifyPublicKey that knows the right ones');
  }
  return { peerCertificateTypes, verifyPublicKey };
}
